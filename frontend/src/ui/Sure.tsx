import type { ReactNode } from 'react';
import { useFocusHere } from '../lib/focus';
import { useWords } from '../messages';

type Props = { label: string; text: string; act: string; stop?: boolean; busy: boolean; yes: () => void; no: () => void };

/** Says what will happen, and to whom, where it was asked for, before it does; the keyboard goes on there. */
export function Sure({ label, text, act, stop = false, busy, yes, no }: Props): ReactNode {
  const { m } = useWords();
  const place = useFocusHere<HTMLDivElement>();
  return (
    <div className={`confirm ${stop ? 'confirm-stop' : ''}`} role="group" tabIndex={-1} ref={place} aria-label={label}>
      <p>{text}</p>
      <div className="buttons">
        <button type="button" className="button button-primary" disabled={busy} onClick={yes}>
          {act}
        </button>
        <button type="button" className="button" disabled={busy} onClick={no}>
          {m.people.keep}
        </button>
      </div>
    </div>
  );
}
