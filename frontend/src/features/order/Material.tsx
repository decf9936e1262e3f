import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { spokenIdentifier } from '../../lib/identifiers';
import type { Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Masked, MaskedNumber } from '../../ui/Masked';
import { Moment } from '../../ui/Moment';
import { Rows } from '../../ui/Rows';

export const Collections = graphql(`
  fragment Collections on Order {
    collections {
      ref
      cycle
      state
      din { ...ShownText }
      scheduledAt { ...ShownText }
      endedAt { ...ShownText }
      expiresAt { ...ShownText }
      totalNucleatedCells { ...ShownNumber }
      viability { ...ShownNumber }
      idmResult { ...ShownText }
    }
  }
`);
export const Runs = graphql(`
  fragment Runs on Order {
    runs {
      ref
      cycle
      run
      outcome
      lotNumber { ...ShownText }
      startedAt { ...ShownText }
      expectedReleaseAt { ...ShownText }
      releasedAt { ...ShownText }
      oosParameters { ...ShownText }
      bags {
        ref
        doseNumber
        disposition
        bagSerial { ...ShownText }
        expiresAt { ...ShownText }
        cellDose { ...ShownNumber }
      }
    }
  }
`);

export function CollectionsCard({ order, place }: { order: FragmentType<typeof Collections>; place: Place }): ReactNode {
  const { m } = useWords();
  const { collections } = readFragment(Collections, order);
  const { f } = m.order;
  if (collections.length === 0) return null;
  const lines = collections.map((each) => ({
    key: each.ref,
    cells: [
      each.cycle ?? '',
      <Masked key="d" value={each.din} mono format={spokenIdentifier} />,
      <Moment key="s" value={each.scheduledAt} place={place} />,
      <Moment key="e" value={each.endedAt} place={place} />,
      word(m.word, each.state) || m.mask.NOT_KNOWN,
      <MaskedNumber key="t" value={each.totalNucleatedCells} />,
      <MaskedNumber key="v" value={each.viability} />,
      <Masked key="i" value={each.idmResult} />,
    ],
  }));
  return (
    <Card title={m.order.collections}>
      <Rows caption={m.order.collections} head={[f.cycle, f.din, f.planned, f.ended, f.state, f.tnc, f.viability, f.idm]} lines={lines} />
    </Card>
  );
}

export function RunsCard({ order, place }: { order: FragmentType<typeof Runs>; place: Place }): ReactNode {
  const { m } = useWords();
  const { runs } = readFragment(Runs, order);
  const { f } = m.order;
  if (runs.length === 0) return null;
  const lines = runs.map((each) => ({
    key: each.ref,
    cells: [
      each.ref,
      <Masked key="l" value={each.lotNumber} mono />,
      <Moment key="s" value={each.startedAt} place={place} />,
      <Moment key="e" value={each.expectedReleaseAt} place={place} />,
      <Moment key="r" value={each.releasedAt} place={place} />,
      word(m.word, each.outcome) || m.mask.NOT_KNOWN,
      <Masked key="o" value={each.oosParameters} />,
    ],
  }));
  const bags = runs.flatMap((each) =>
    each.bags.map((bag) => ({
      key: `${each.ref} ${bag.ref}`,
      cells: [
        <Masked key="b" value={bag.bagSerial} mono />,
        bag.doseNumber ?? '',
        <MaskedNumber key="c" value={bag.cellDose} />,
        <Moment key="x" value={bag.expiresAt} place={place} />,
        word(m.disposition, bag.disposition) || m.mask.NOT_KNOWN,
      ],
    })),
  );
  return (
    <Card title={m.order.runs}>
      <Rows caption={m.order.runs} head={[f.run, f.lot, f.started, f.expected, f.released, f.outcome, f.oos]} lines={lines} />
      {bags.length > 0 ? <Rows caption={f.bag} head={[f.bag, f.dose, f.cellDose, f.expires, f.place]} lines={bags} /> : null}
    </Card>
  );
}
