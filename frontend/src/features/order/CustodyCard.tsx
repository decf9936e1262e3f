import { OctagonAlert, Unplug } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { CustodyFragment } from '../../gql/graphql';
import { openInstant } from '../../lib/protected';
import { span, zoneName, type Place } from '../../lib/times';
import { serverNow } from '../../lib/clock';
import { useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Masked } from '../../ui/Masked';
import { Moment } from '../../ui/Moment';
import { chainOf } from './custody';

export const Custody = graphql(`
  fragment Custody on Order {
    custodyEvents {
      ref
      item
      kind
      fromHolder
      toHolder
      location
      happenedAt {
        ...ShownText
      }
      signatures
      scannedIdentifier {
        ...ShownText
      }
      condition
    }
  }
`);
type Event = CustodyFragment['custodyEvents'][number];
type Props = { order: FragmentType<typeof Custody>; place: Place };

/** Who held what, in the order told; a gap is a red row of its own and never bridged. */
export function CustodyCard({ order, place }: Props): ReactNode {
  const { m } = useWords();
  const { custodyEvents } = readFragment(Custody, order);
  const chain = chainOf(custodyEvents.map((event) => ({ ...event, item: event.item ?? null, fromHolder: event.fromHolder ?? null, toHolder: event.toHolder ?? null })));
  const gaps = chain.filter(({ gapAfter }) => gapAfter !== null).length;
  if (chain.length === 0) return null;
  const head = [`${m.order.when}, ${zoneName(place.zone, place.language, serverNow())}`, m.order.event, m.order.from, m.order.to, m.order.signatures];
  return (
    <Card title={m.order.custody} icon={gaps > 0 ? OctagonAlert : undefined} tone="tone-stop" note={gaps > 0 ? <strong className="tone-stop">{m.order.gaps(gaps)}</strong> : null}>
      <table className="rows">
        <caption className="sr">{m.order.custody}</caption>
        <thead>
          <tr>
            {head.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chain.map(({ event, gapAfter }) => (
            <Fragment key={event.ref}>
              {gapAfter ? <Gap before={gapAfter} after={event} /> : null}
              <tr>
                <td data-label={head[0]}>
                  <Moment value={event.happenedAt} place={place} />
                </td>
                <td data-label={head[1]}>
                  {word(m.custody, event.kind)} <span className="second">{event.item}</span>
                </td>
                <td data-label={head[2]}>{event.fromHolder ?? m.mask.NOT_KNOWN}</td>
                <td data-label={head[3]}>{event.toHolder ?? m.mask.NOT_KNOWN}</td>
                <td data-label={head[4]}>
                  {[m.order.signed(event.signatures ?? 0), event.condition].filter(Boolean).join(', ')}{' '}
                  <span className="second">
                    {m.order.scan} <Masked value={event.scannedIdentifier} mono />
                  </span>
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Gap({ before, after }: { before: Event; after: Event }): ReactNode {
  const { m } = useWords();
  const [start, end] = [openInstant(before.happenedAt), openInstant(after.happenedAt)];
  const length = start && end ? span(end.getTime() - start.getTime()) : null;
  return (
    <tr className="gap">
      <td colSpan={5}>
        <Unplug aria-hidden size={15} /> <strong>{m.order.gap(length, after.item ?? '', before.toHolder ?? m.mask.NOT_KNOWN, after.fromHolder ?? m.mask.NOT_KNOWN)}</strong>
      </td>
    </tr>
  );
}
