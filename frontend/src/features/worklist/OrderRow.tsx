import { Link } from '@tanstack/react-router';
import { memo, type ReactNode } from 'react';
import { allWithheld, openInstant } from '../../lib/protected';
import { holdsAt, useViewer } from '../../lib/session';
import { silent, type Source } from '../../lib/sources';
import { birthDay, momentOf, type Place } from '../../lib/times';
import { grouped } from '../../lib/identifiers';
import { useNow } from '../../lib/clock';
import { useWords, word } from '../../messages';
import { Age, SandboxTag } from '../../ui/Age';
import { Clock } from '../../ui/Clock';
import { Flags } from '../../ui/Flags';
import { Masked, MaskedName } from '../../ui/Masked';
import { Pips } from '../../ui/Pips';
import { readRow, type Row, type RowNode } from './row';

export type Hidden = { person: boolean; number: boolean };
type Props = {
  node: RowNode;
  source: Source | undefined;
  place: Place;
  hidden: Hidden;
  changed: boolean;
  onWhy: (id: string, from: Element | null) => void;
};

/** One order: clock, next action, patient, product, status with flags, source with age. */
export const OrderRow = memo(function OrderRow({ node, source, place, hidden, changed, onWhy }: Props): ReactNode {
  const row = readRow(node);
  const { m } = useWords();
  const why = (): void => onWhy(row.id, document.querySelector(`[data-order="${row.id}"]`));
  const down = row.freshness === 'SOURCE_DOWN' || silent(source);
  return (
    <tr className={changed ? 'changed' : undefined} data-order={row.id} data-version={row.version}>
      <td data-cell="clock">
        <Clock deadline={openInstant(row.staleAt)} live={row.status === 'PRODUCT_THAWED'} place={place} />
      </td>
      <td data-cell="action">
        <Link to="/orders/$id" params={{ id: row.id }} className="row-link">
          {row.nextAction ? word(m.action, row.nextAction) : m.list.open1}
        </Link>
        <Owner row={row} />
      </td>
      <td data-cell="patient">{hidden.person ? <span className="second">{m.source.masked}</span> : <Person row={row} why={why} />}</td>
      <td data-cell="product">
        <span>{row.product?.title ?? m.mask.WITHHELD}</span>
        <span className="second">
          {row.product?.vendor} {hidden.number ? null : <Masked value={row.vendorOrderNumber} mono onWhy={why} />}
        </span>
      </td>
      <td data-cell="status">
        <Status row={row} place={place} />
      </td>
      <td data-cell="source">
        <Age learned={row.lastLearnedAt} downSince={down ? (source?.asOf ?? row.connection?.asOf ?? null) : null} place={place} />
        <span className="second">
          {row.connection?.title} {row.connection?.sandbox ? <SandboxTag /> : null}
        </span>
      </td>
    </tr>
  );
});

function Owner({ row }: { row: Row }): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const maker = row.owner === 'maker' ? row.product?.vendor : undefined;
  return (
    <span className="second">
      {holdsAt(viewer, row.site?.id, row.owner) ? <span className="you">{m.you}</span> : null} {maker ?? word(m.role, row.owner)}
    </span>
  );
}

function Person({ row: { patient }, why }: { row: Row; why: () => void }): ReactNode {
  const { language } = useWords();
  return (
    <>
      <span className="line">
        <MaskedName family={patient.familyName} given={patient.givenName} onWhy={why} />
      </span>
      {allWithheld([patient.familyName, patient.birthDate, patient.mrn]) ? null : (
        <span className="second">
          <Masked value={patient.birthDate} format={(text) => birthDay(text, language)} onWhy={why} quiet /> MRN{' '}
          <Masked value={patient.mrn} mono format={grouped} onWhy={why} quiet />
        </span>
      )}
    </>
  );
}

function Status({ row, place }: { row: Row; place: Place }): ReactNode {
  const { m } = useWords();
  const overlays = row.overlays ?? [];
  const kinds = row.exceptionKinds ?? [];
  if (!row.status) return <span className="unknown">{m.order.masked}</span>;
  return (
    <>
      <span className="line">
        <strong className="status">{word(m.status, row.status)}</strong>
        <Flags overlays={overlays} exceptionKinds={kinds} heardAt={openInstant(row.lastLearnedAt)} />
      </span>
      <span className="second">
        <Pips status={row.status} kind={row.kind ?? null} harm={overlays.includes('EXCEPTION')} />
        <Reason row={row} place={place} />
      </span>
    </>
  );
}

/** The reason in one sentence where something is wrong, else since when. */
function Reason({ row, place }: { row: Row; place: Place }): ReactNode {
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
