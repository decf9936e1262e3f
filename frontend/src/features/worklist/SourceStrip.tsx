import { Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '../../lib/clock';
import { noteworthy, type Source } from '../../lib/sources';
import { clockTime, span, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';

/** One strip for each manufacturer that is silent, late or starting; never an empty screen. */
export function SourceStrips({ sources, place }: { sources: readonly Source[]; place: Place }): ReactNode {
  const away = sources.filter(noteworthy);
  return away.map((source) => <Strip key={source.connection} source={source} place={place} only={away.length === 1} />);
}

function Strip({ source, place, only }: { source: Source; place: Place; only: boolean }): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const state = word(m.sourceState, source.state);
  const asOf = source.asOf ? new Date(source.asOf) : null;
  return (
    <p className="strip" role="status">
      <Unplug aria-hidden size={16} />
      <span>
        {asOf === null ? (
          <strong>{m.source.never(source.title, state)}</strong>
        ) : (
          <>
            {m.source.strip(source.title, state, source.orderCount ?? null)} <strong>{clockTime(asOf, place)}</strong>{' '}
            {m.source.ago(span(now - asOf.getTime()))}
          </>
        )}{' '}
        {only ? m.source.others : null}
      </span>
      {source.nextTryAt ? <span className="second">{m.source.next(clockTime(new Date(source.nextTryAt), place))}</span> : null}
    </p>
  );
}
