import { memo, type ReactNode } from 'react';
import { allWithheld, masked, openInstant, openText } from '../../lib/protected';
import { holdsAt, useViewer } from '../../lib/session';
import { silent, type Source } from '../../lib/sources';
import { birthDay, type Place } from '../../lib/times';
import { grouped } from '../../lib/identifiers';
import { useWords, word } from '../../messages';
import { Age, SandboxTag } from '../../ui/Age';
import { Clock } from '../../ui/Clock';
import { Masked, MaskedName } from '../../ui/Masked';
import { FundingCell } from './Funding';
import type { OnWhy } from './opening';
import { readRow, type Row, type RowNode } from './row';
import { Reason, StatusLine } from './Status';

/** What a list leaves out of every row, and what it adds; of plain values, so that rows compare it. */
export type Layout = { hidePerson: boolean; hideNumber: boolean; showSite: boolean; funding: boolean };
type Props = Layout & {
  node: RowNode;
  source: Source | undefined;
  place: Place;
  changed: boolean;
  onWhy: OnWhy;
};

/** One order: clock, next action, patient, product, status with flags, source with age. */
export const OrderRow = memo(function OrderRow(props: Props): ReactNode {
  const { node, source, place, changed, onWhy } = props;
  const row = readRow(node);
  const { m } = useWords();
  const why = (): void => onWhy(row.id, document.querySelector(`[data-order="${row.id}"]`));
  const age = <Told row={row} source={source} place={place} />;
  return (
    <tr className={changed ? 'changed' : undefined} data-order={row.id} data-version={row.version}>
      <td data-cell="clock">
        {masked(row.staleAt) ? (
          <Masked value={row.staleAt} onWhy={why} />
        ) : (
          <Clock deadline={openInstant(row.staleAt)} live={row.status === 'PRODUCT_THAWED'} place={place} />
        )}
      </td>
      <td data-cell="action">
        <a href={`/orders/${row.id}`} className="row-link">
          {row.nextAction ? word(m.action, row.nextAction) : m.list.open1}
        </a>
        <Owner row={row} />
      </td>
      <td data-cell="patient">{props.hidePerson ? <span className="second">{m.source.masked}</span> : <Person row={row} why={why} />}</td>
      <td data-cell="product">
        <span>{row.product?.title ?? m.mask.WITHHELD}</span>
        <span className="second">
          {row.product?.vendor} {props.hideNumber ? null : <Masked value={row.vendorOrderNumber} mono onWhy={why} />}
          {props.showSite ? ` · ${row.site?.name ?? ''}` : null}
        </span>
      </td>
      <td data-cell="status">
        <StatusLine row={row}>{props.funding ? <span className="told">{age}</span> : <Reason row={row} place={place} />}</StatusLine>
      </td>
      <td data-cell="source">{props.funding ? <FundingCell row={row} why={why} /> : age}</td>
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
        <MaskedName family={patient.familyName} given={patient.givenName} sex={patient.sex} onWhy={why} />
      </span>
      {allWithheld([patient.familyName, patient.birthDate, patient.mrn]) ? null : (
        <span className="second">
          <Masked value={patient.birthDate} format={(text) => birthDay(text, language)} onWhy={why} quiet />
          {/* A patient's direct fields share one token: said once, it is not a second number. */}
          {openText(patient.mrn).visibility === 'PSEUDONYM' ? null : (
            <>
              {' '}
              MRN <Masked value={patient.mrn} mono format={grouped} onWhy={why} quiet />
            </>
          )}
        </span>
      )}
    </>
  );
}

/** When its source last spoke of it, and who that is. */
function Told({ row, source, place }: { row: Row; source: Source | undefined; place: Place }): ReactNode {
  const down = row.freshness === 'SOURCE_DOWN' || silent(source);
  return (
    <>
      <Age learned={row.lastLearnedAt} downSince={down ? (source?.asOf ?? row.connection?.asOf ?? null) : null} place={place} />{' '}
      <span className="second">
        {row.connection?.title} {row.connection?.sandbox ? <SandboxTag /> : null}
      </span>
    </>
  );
}
