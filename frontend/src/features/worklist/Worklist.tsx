import { Clock as ClockIcon, Hourglass, List, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { rowsDrawn } from '../../lib/arrival';
import { useNow } from '../../lib/clock';
import { shift, useLive } from '../../lib/live';
import { allWithheld } from '../../lib/protected';
import type { Source } from '../../lib/sources';
import { pays, useViewer } from '../../lib/session';
import type { Place } from '../../lib/times';
import { useWords } from '../../messages';
import { ColumnLock } from '../../ui/Masked';
import { Why, type Asked } from '../../ui/Why';
import { inBands, shifted, type Band, type Standing } from './bands';
import { firstOf, useGrowing } from './growing';
import { useOpening, useRowKeys } from './opening';
import { OrderRow, type Layout } from './OrderRow';
import { bandOfRow, readRow, type RowNode } from './row';

const SHAPES: Record<Band, LucideIcon> = { now: OctagonAlert, today: TriangleAlert, week: ClockIcon, waiting: Hourglass, untimed: List };

type Props = { standing: readonly Standing<RowNode>[]; sources: ReadonlyMap<string, Source>; place: Place };

/** The orders in bands, most urgent first, in one table. */
export function WorklistTable({ standing, sources, place }: Props): ReactNode {
  const { m } = useWords();
  const { changed } = useLive();
  const [asked, setAsked] = useState<Asked>(null);
  const onWhy = useCallback((id: string, from: Element | null) => setAsked(from ? { id, from } : null), []);
  useRowKeys(onWhy);
  const nodes = useMemo(() => standing.map(({ row }) => row), [standing]);
  const shown = useGrowing(nodes.length);
  useShift(standing);
  useEffect(() => rowsDrawn(shown === nodes.length));
  const layout = useLayout(nodes);
  const table = useOpening();
  const bands = inBands(standing, ({ placedBy, placedAt }) => bandOfRow(readRow(placedBy), placedAt));
  return (
    <div className="card list">
      <table ref={table} aria-busy={shown < nodes.length} className={layout.funding ? 'worklist with-funding' : 'worklist'}>
        <caption className="sr">{m.list.caption}</caption>
        <Head layout={layout} />
        {firstOf(bands, shown).map(([band, members, count]) => {
          const Shape = SHAPES[band];
          return (
            <tbody key={band} className={`band-${band}`}>
              <tr className="band">
                <th colSpan={6} scope="rowgroup">
                  <Shape aria-hidden size={15} /> <strong>{m.list.band[band]}</strong>{' '}
                  <span className="second">{band === 'now' ? m.list.harm(count) : m.orders(count)}</span>
                </th>
              </tr>
              {members.map(({ row: node }) => {
                const { id, connection } = readRow(node);
                const source = sources.get(connection?.connection ?? '');
                return <OrderRow key={id} node={node} source={source} place={place} {...layout} changed={changed.has(id)} onWhy={onWhy} />;
              })}
            </tbody>
          );
        })}
      </table>
      <Why asked={asked} close={() => setAsked(null)} />
    </div>
  );
}

/** Tells when rows would stand in another band by now: they stay until the list is read again. */
function useShift(standing: readonly Standing<RowNode>[]): void {
  const now = useNow(60_000);
  const ids = useMemo(
    () => shifted(standing, now, (node, at) => bandOfRow(readRow(node), at)).map((node) => readRow(node).id).join(' '),
    [standing, now],
  );
  useEffect(() => {
    if (ids) shift(ids.split(' '));
  }, [ids]);
}

function useLayout(nodes: readonly RowNode[]): Layout {
  const viewer = useViewer();
  return useMemo(() => {
    const rows = nodes.map(readRow);
    const sites = new Set([...rows.map(({ site }) => site?.id), ...viewer.roles.map(({ site }) => site.id)]);
    return {
      hidePerson: allWithheld(rows.map((row) => row.patient.familyName)),
      hideNumber: allWithheld(rows.map((row) => row.vendorOrderNumber)),
      showSite: sites.size > 1,
      funding: pays(viewer),
    };
  }, [nodes, viewer]);
}

function Head({ layout }: { layout: Layout }): ReactNode {
  const { m } = useWords();
  return (
    <thead>
      <tr>
        <th scope="col">{m.list.clock}</th>
        <th scope="col">{m.list.action}</th>
        <th scope="col">
          {m.list.patient} {layout.hidePerson ? <ColumnLock what={m.list.person} /> : null}
        </th>
        <th scope="col">
          {m.list.productHead} {layout.hideNumber ? <ColumnLock what={m.list.orderNo} /> : null}
        </th>
        <th scope="col">{m.list.status}</th>
        <th scope="col">{layout.funding ? m.order.funding : m.list.source}</th>
      </tr>
    </thead>
  );
}
