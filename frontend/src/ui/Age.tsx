import { Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '../lib/clock';
import { openInstant, type Text } from '../lib/protected';
import { clockTime, momentOf, span, spoken, type Place } from '../lib/times';
import { useWords } from '../messages';
import { Masked } from './Masked';

/** `09:11 · 3 min`, or **as of 07:42** in warning where the source is away. */
export function Age({ learned, downSince, place }: { learned: Text; downSince: string | null; place: Place }): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const instant = openInstant(learned);
  if (downSince !== null) {
    return (
      <span className="down">
        <Unplug aria-hidden size={15} />
        <strong>{m.source.asOf(clockTime(new Date(downSince), place))}</strong>{' '}
        <span className="age" aria-hidden>
          · {span(now - Date.parse(downSince))}
        </span>
        <span className="sr">, {m.source.updated(spoken(now - Date.parse(downSince), place.language))}</span>
      </span>
    );
  }
  if (instant === null) return <Masked value={learned} />;
  return (
    <span>
      <span className="sr">{m.source.updated(spoken(now - instant.getTime(), place.language))}, </span>
      {momentOf(instant, now, place)}{' '}
      <span className="age" aria-hidden>
        · {span(now - instant.getTime())}
      </span>
    </span>
  );
}

export function SandboxTag(): ReactNode {
  const { m } = useWords();
  return (
    <span className="sandbox" title={m.source.sandboxWhy}>
      {m.source.sandbox}
    </span>
  );
}
