import { Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { endSession } from '../../lib/session';
import { span } from '../../lib/times';
import { useWords } from '../../messages';

/** The countdown before an unused session ends; the page behind it is emptied, not dimmed. */
export function StillThere({ left, renew }: { left: number; renew: () => void }): ReactNode {
  return (
    <ModalOverlay isOpen className="emptied" isKeyboardDismissDisabled>
      <Modal className="modal">
        <Question left={left} renew={renew} />
      </Modal>
    </ModalOverlay>
  );
}

function Question({ left, renew }: { left: number; renew: () => void }): ReactNode {
  const { m } = useWords();
  return (
    <Dialog role="alertdialog">
      <Heading slot="title">
        <Timer aria-hidden size={20} className="tone-warn" /> {m.idle.title}
      </Heading>
      <p>
        <strong className="countdown">{span(left, true)}</strong> {m.idle.text}
      </p>
      <div className="buttons">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the safe answer is the first one */}
        <button type="button" className="button button-primary" autoFocus onClick={renew}>
          {m.idle.stay}
        </button>
        <button type="button" className="button" onClick={() => void endSession()}>
          {m.idle.leave}
        </button>
      </div>
    </Dialog>
  );
}
