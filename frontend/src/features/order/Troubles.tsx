import { Lock, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Card, Pair } from '../../ui/Card';
import { Masked } from '../../ui/Masked';
import { Moment } from '../../ui/Moment';
import { Rows } from '../../ui/Rows';
import { ClassSight, SightList } from '../../ui/Sights';

export const Troubles = graphql(`
  fragment Troubles on Order {
    exceptions {
      ref
      kind
      decision
      raisedAt { ...ShownText }
      resolvedAt { ...ShownText }
      deadlineAt { ...ShownText }
      note { ...ShownText }
    }
    holds {
      ref
      kind
      placedAt { ...ShownText }
      releasedAt { ...ShownText }
      note { ...ShownText }
    }
  }
`);
export const Sights = graphql(`
  fragment Sights on Order {
    diagnosisCode { ...ShownText }
    consentVersion { ...ShownText }
    patient {
      id
      hlaTyping { ...ShownText }
      idmResult { ...ShownText }
    }
    masks {
      ...ClassSight
    }
  }
`);

export function TroublesCard({ order, place }: { order: FragmentType<typeof Troubles>; place: Place }): ReactNode {
  const { m } = useWords();
  const { f } = m.order;
  const { exceptions, holds } = readFragment(Troubles, order);
  const lines = [
    ...exceptions.map((each) => ({
      key: `e${each.ref}`,
      cells: [
        word(m.exception, each.kind),
        <Moment key="r" value={each.raisedAt} place={place} />,
        <Moment key="d" value={each.deadlineAt} place={place} />,
        <Moment key="s" value={each.resolvedAt} place={place} />,
        <Masked key="n" value={each.note} />,
      ],
    })),
    ...holds.map((each) => ({
      key: `h${each.ref}`,
      cells: [
        word(m.flag, 'HOLD'),
        <Moment key="p" value={each.placedAt} place={place} />,
        '–',
        <Moment key="r" value={each.releasedAt} place={place} />,
        <Masked key="n" value={each.note} />,
      ],
    })),
  ];
  if (lines.length === 0) return null;
  return (
    <Card title={m.order.troubles} icon={OctagonAlert} tone="tone-stop">
      <Rows caption={m.order.troubles} head={[f.kind, f.raised, f.deadline, f.resolved, f.note]} lines={lines} />
    </Card>
  );
}

/** What the reader sees of the patient beyond the bar, and what not, and why. */
export function SightsCard({ order }: { order: FragmentType<typeof Sights> }): ReactNode {
  const { m } = useWords();
  const { f } = m.order;
  const { patient, diagnosisCode, consentVersion, masks } = readFragment(Sights, order);
  return (
    <>
      <Card title={m.order.clinical}>
        <dl className="pairs inside">
          <Pair label={f.diagnosis}>
            <Masked value={diagnosisCode} />
          </Pair>
          <Pair label={f.consent}>
            <Masked value={consentVersion} />
          </Pair>
          <Pair label={f.idm}>
            <Masked value={patient.idmResult} />
          </Pair>
          <Pair label="HLA">
            <Masked value={patient.hlaTyping} />
          </Pair>
        </dl>
      </Card>
      <Card title={m.order.unseen} icon={Lock}>
        <div className="inside">
          <SightList sights={readFragment(ClassSight, masks)} />
        </div>
      </Card>
    </>
  );
}
