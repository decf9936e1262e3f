import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useLetterKeys } from '../../lib/keys';
import { useWords } from '../../messages';

export function KeyHelp({ close }: { close: () => void }): ReactNode {
  const { m } = useWords();
  const [on, change] = useLetterKeys();
  const keys: [string[], string][] = [
    [['j', 'k'], m.keys.next],
    [['Enter'], m.keys.open],
    [['/'], m.keys.find],
    [['f'], m.keys.filter],
    [['.'], m.keys.why],
    [['g', 'w'], m.keys.worklist],
    [['g', 'p'], m.keys.people],
    [['g', 'a'], m.audit.title],
    [['g', 'd'], m.policy.title],
    [['Esc'], m.keys.close],
    [['?'], m.keys.all],
  ];
  return (
    <ModalOverlay isOpen onOpenChange={(next) => (next ? undefined : close())} isDismissable className="veil">
      <Modal className="modal">
        <Dialog>
          <Heading slot="title">{m.keys.title}</Heading>
          <dl className="pairs">
            {keys.map(([names, text]) => (
              <div key={text} className="pair">
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <p>{on ? m.keys.on : m.keys.off}</p>
          <div className="buttons">
            <button type="button" className="button button-primary" onClick={close}>
              {m.mask.close}
            </button>
            <button type="button" className="button" onClick={() => change(!on)}>
              {on ? m.keys.switchOff : m.keys.switchOn}
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
