import type { ReactNode } from 'react';
import { useViewer } from '../lib/session';
import { useWords } from '../messages';

/** A person by the id that the sign-in server knows; oneself by 'You'. */
export function Actor({ subject, whole = false }: { subject: string; whole?: boolean }): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  return (
    <>
      {viewer.subject === subject ? <span className="you">{m.you}</span> : null} <span className="mono">{whole ? subject : subject.slice(0, 8)}</span>
    </>
  );
}
