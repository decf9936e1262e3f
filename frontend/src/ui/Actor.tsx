import type { ReactNode } from 'react';
import { useViewer } from '../lib/session';
import { useWords } from '../messages';

type Props = { subject: string; /** Where it is known to the reader. */ name?: string | null; whole?: boolean };

/** A person by name, and by the id that the sign-in server knows; oneself by 'You'. */
export function Actor({ subject, name = null, whole = false }: Props): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  return (
    <>
      {viewer.subject === subject ? <span className="you">{m.you}</span> : null} {name ? <span data-name>{name}</span> : null} <span className="mono">{whole ? subject : subject.slice(0, 8)}</span>
    </>
  );
}
