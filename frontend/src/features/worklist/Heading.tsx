import type { ReactNode } from 'react';
import { useNow } from '../../lib/clock';
import { useLive } from '../../lib/live';
import { openInstant, openText } from '../../lib/protected';
import { holdsAt, useViewer } from '../../lib/session';
import { clockTime, longMoment, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Alarm } from './Alarm';
import { bandOfRow, readRow, type RowNode } from './row';

type Props = { nodes: readonly RowNode[]; loaded: boolean; total: number; place: Place };

/** How many orders need someone now, how many wait for the reader, and whether the page is live. */
export function WorklistHeading({ nodes, loaded, total, place }: Props): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const now = useNow(60_000);
  const rows = nodes.map(readRow);
  const urgent = rows.filter((row) => bandOfRow(row, now) === 'now');
  const yours = rows.filter((row) => holdsAt(viewer, row.site?.id, row.owner)).length;
  const shown = rows[0] ? openText(rows[0].patient.familyName).visibility : null;
  const makers = new Set(rows.map((row) => row.connection?.connection)).size;
  return (
    <div className="heading">
      <h1>{m.nav.worklist}</h1>
      <p>
        {urgent.length > 0 ? <strong className="tone-stop">{m.list.now(urgent.length)}</strong> : null} {m.list.yours(yours)} {m.list.open(total, makers)}
        {shown === 'PARTIAL' ? ` ${m.list.shortened}` : shown === 'PSEUDONYM' ? ` ${m.list.tokens}` : null}
      </p>
      <LiveSign place={place} />
      {loaded ? <Alarm language={place.language} urgent={urgent.map((row) => ({ id: row.id, text: `${word(m.action, row.nextAction)}, ${row.product?.title ?? ''}`, deadline: openInstant(row.staleAt) }))} /> : null}
    </div>
  );
}

export function LiveSign({ place }: { place: Place }): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const { state, since, lastChange } = useLive();
  const last = lastChange === null ? null : clockTime(new Date(lastChange), place);
  const text = { live: m.live.on, connecting: m.live.wait, offline: m.live.off(clockTime(new Date(since ?? now), place)) }[state];
  return (
    <p className="live second" data-live={state}>
      <span className={`dot dot-${state}`} aria-hidden /> <span role="status">{text}</span>
      {state === 'live' && last ? `, ${m.live.last(last)}` : null} · {longMoment(now, place)}
    </p>
  );
}
