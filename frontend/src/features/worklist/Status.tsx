import type { ReactNode } from 'react';
import { useNow } from '../../lib/clock';
import { openInstant } from '../../lib/protected';
import { momentOf, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Flags } from '../../ui/Flags';
import { Masked } from '../../ui/Masked';
import { Pips } from '../../ui/Pips';
import type { Row } from './row';

/** The status with its flags, and beneath it where on the way that is. */
export function StatusLine({ row, children }: { row: Row; children: ReactNode }): ReactNode {
  const { m } = useWords();
  const overlays = row.overlays ?? [];
  if (!row.status) return <span className="unknown">{m.order.masked}</span>;
  return (
    <>
      <span className="line">
        <strong className="status">{word(m.status, row.status)}</strong>
        <Flags overlays={overlays} exceptionKinds={row.exceptionKinds ?? []} heardAt={openInstant(row.lastLearnedAt)} />
      </span>
      <span className="second">
        <Pips status={row.status} kind={row.kind ?? null} harm={overlays.includes('EXCEPTION')} />
        {children}
      </span>
    </>
  );
}

/** The reason in one sentence where something is wrong, else since when. */
export function Reason({ row, place }: { row: Row; place: Place }): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const overlays = row.overlays ?? [];
  const [kind] = row.exceptionKinds ?? [];
  const [code] = row.unmappedCodes ?? [];
  if (overlays.includes('CONFLICT')) return <span className="because">{m.list.conflict}</span>;
  if (kind !== undefined && m.because[kind]) return <span className="because">{m.because[kind]}</span>;
  if (overlays.includes('HOLD')) return <span className="because">{m.list.onHold}</span>;
  if (code !== undefined) return <span className="because">{m.list.sent(row.product?.vendor ?? '', code)}</span>;
  const since = openInstant(row.since);
  return since === null ? <Masked value={row.since} /> : <span>{m.list.since(momentOf(since, now, place))}</span>;
}
