import { CircleQuestionMark, ClockAlert, GitCompareArrows, Hand, OctagonAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Overlay } from '../gql/graphql';
import { useNow } from '../lib/clock';
import { span } from '../lib/times';
import { useWords, word } from '../messages';

const SHAPES: Record<Overlay, LucideIcon> = {
  CONFLICT: GitCompareArrows, EXCEPTION: OctagonAlert, HOLD: Hand, STALE: ClockAlert, UNMAPPED: CircleQuestionMark,
};
const SEQUENCE: readonly Overlay[] = ['CONFLICT', 'EXCEPTION', 'HOLD', 'STALE', 'UNMAPPED'];

function Flag({ overlay, children }: { overlay: Overlay; children: ReactNode }): ReactNode {
  const Shape = SHAPES[overlay];
  return (
    <span className={`flag flag-${overlay.toLowerCase()}`}>
      <Shape aria-hidden size={13} strokeWidth={2.4} />
      {children}
    </span>
  );
}

type Props = { overlays: readonly Overlay[]; exceptionKinds: readonly string[]; heardAt: Date | null };

/** The overlays in their fixed order; an exception is named by its kind, silence by its length. */
export function Flags({ overlays, exceptionKinds, heardAt }: Props): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const wordsOf = (overlay: Overlay): string[] => {
    if (overlay === 'EXCEPTION' && exceptionKinds.length > 0) return exceptionKinds.map((kind) => word(m.exception, kind));
    if (overlay === 'STALE' && heardAt) return [m.stale(span(Math.floor((now - heardAt.getTime()) / 3_600_000) * 3_600_000))];
    return [word(m.flag, overlay)];
  };
  return SEQUENCE.filter((overlay) => overlays.includes(overlay)).flatMap((overlay) =>
    wordsOf(overlay).map((text) => (
      <Flag key={`${overlay} ${text}`} overlay={overlay}>
        {text}
      </Flag>
    )),
  );
}
