import type { ReactNode } from 'react';
import { useFocusHere } from '../../lib/focus';
import { useWords, word } from '../../messages';
import type { Act } from './changes';

type Props = { act: Act; role: string; name: string; busy: boolean; yes: () => void; no: () => void };

/** Says what will happen and to whom, where it will happen; the keyboard goes on there. */
export function Confirm({ act, role, name, busy, yes, no }: Props): ReactNode {
  const { m } = useWords();
  const spoken = word(m.role, role);
  const withdraw = act === 'withdraw';
  const place = useFocusHere<HTMLDivElement>();
  return (
    <div className={`confirm ${withdraw ? 'confirm-stop' : ''}`} role="group" tabIndex={-1} ref={place} aria-label={m.people.change}>
      <p>{withdraw ? m.people.askWithdraw(spoken, name) : m.people.askGrant(spoken, name)}</p>
      <div className="buttons">
        <button type="button" className="button button-primary" disabled={busy} onClick={yes}>
          {withdraw ? m.people.withdraw(spoken) : m.people.grant(spoken)}
        </button>
        <button type="button" className="button" disabled={busy} onClick={no}>
          {m.people.keep}
        </button>
      </div>
    </div>
  );
}
