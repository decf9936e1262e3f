import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Card, Pair } from '../../ui/Card';
import { Masked, MaskedNumber } from '../../ui/Masked';
import { Moment } from '../../ui/Moment';
import { Rows } from '../../ui/Rows';

export const Transport = graphql(`
  fragment Transport on Order {
    shipments {
      ref
      leg
      waybill
      sealNumber
      plannedAt { ...ShownText }
      pickedUpAt { ...ShownText }
      deliveredAt { ...ShownText }
    }
    doses {
      ref
      doseNumber
      thawStartedAt { ...ShownText }
      startedAt { ...ShownText }
      endedAt { ...ShownText }
      volumeGivenMl { ...ShownNumber }
    }
    followUps {
      ref
      visitCode
      windowStartsAt { ...ShownText }
      windowEndsAt { ...ShownText }
      doneAt { ...ShownText }
      grade { ...ShownText }
    }
  }
`);
export const FundingParts = graphql(`
  fragment FundingParts on Order {
    funding {
      authorizationStatus
      authorizationNumber { ...ShownText }
      payerName { ...ShownText }
      purchaseOrderNumber { ...ShownText }
      priceAmount { ...ShownText }
    }
  }
`);

export function TransportCards({ order, place }: { order: FragmentType<typeof Transport>; place: Place }): ReactNode {
  const { m } = useWords();
  const { f } = m.order;
  const { shipments, doses, followUps } = readFragment(Transport, order);
  const moved = shipments.map((each) => ({
    key: each.ref,
    cells: [
      word(m.word, each.leg),
      each.waybill ?? m.mask.NOT_KNOWN,
      each.sealNumber ?? m.mask.NOT_KNOWN,
      <Moment key="p" value={each.plannedAt} place={place} />,
      <Moment key="u" value={each.pickedUpAt} place={place} />,
      <Moment key="d" value={each.deliveredAt} place={place} />,
    ],
  }));
  const given = doses.map((each) => ({
    key: each.ref,
    cells: [
      each.doseNumber ?? each.ref,
      <Moment key="t" value={each.thawStartedAt} place={place} />,
      <Moment key="s" value={each.startedAt} place={place} />,
      <Moment key="e" value={each.endedAt} place={place} />,
      <MaskedNumber key="v" value={each.volumeGivenMl} />,
    ],
  }));
  const seen = followUps.map((each) => ({
    key: each.ref,
    cells: [
      each.visitCode ?? each.ref,
      <Moment key="s" value={each.windowStartsAt} place={place} />,
      <Moment key="e" value={each.windowEndsAt} place={place} />,
      <Moment key="d" value={each.doneAt} place={place} />,
      <Masked key="g" value={each.grade} />,
    ],
  }));
  return (
    <>
      <Part title={m.order.shipments} head={[f.leg, f.waybill, f.seal, f.planned, f.pickedUp, f.delivered]} lines={moved} />
      <Part title={m.order.doses} head={[f.dose, f.thawed, f.started, f.ended, f.volume]} lines={given} />
      <Part title={m.order.followUps} head={[f.visit, f.window, f.ended, f.done, f.note]} lines={seen} />
    </>
  );
}

function Part({ title, head, lines }: { title: string; head: string[]; lines: { key: string; cells: ReactNode[] }[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <Card title={title}>
      <Rows caption={title} head={head} lines={lines} />
    </Card>
  );
}

export function FundingCard({ order }: { order: FragmentType<typeof FundingParts> }): ReactNode {
  const { m } = useWords();
  const { f } = m.order;
  const { funding } = readFragment(FundingParts, order);
  if (!funding) return null;
  return (
    <Card title={m.order.funding}>
      <dl className="pairs inside">
        <Pair label={f.authorization}>{word(m.word, funding.authorizationStatus) || m.mask.NOT_KNOWN}</Pair>
        <Pair label={f.number}>
          <Masked value={funding.authorizationNumber} mono />
        </Pair>
        <Pair label={f.payer}>
          <Masked value={funding.payerName} />
        </Pair>
        <Pair label={f.purchaseOrder}>
          <Masked value={funding.purchaseOrderNumber} mono />
        </Pair>
        <Pair label={f.price}>
          <Masked value={funding.priceAmount} />
        </Pair>
      </dl>
    </Card>
  );
}
