import { graphql, readFragment, type FragmentType } from '../../gql';
import type { OrderFactFragment, OrderStatus } from '../../gql/graphql';
import { isStatus } from '../../lib/journey';
import { openInstant } from '../../lib/protected';

export const OrderFact = graphql(`
  fragment OrderFact on FactRecord {
    id
    connection
    party
    kind
    vendorCode
    verified
    method
    happenedAt {
      ...ShownText
    }
    learnedAt {
      ...ShownText
    }
    precision
    cycle
    run
    dose
    exceptionKind
    revision
    state
    correctedBy
    pointer
  }
`);

export type Fact = OrderFactFragment;
export const readFacts = (facts: readonly FragmentType<typeof OrderFact>[]): readonly Fact[] => readFragment(OrderFact, facts);

const time = (fact: Fact): number => openInstant(fact.happenedAt)?.getTime() ?? 0;
const latest = (facts: readonly Fact[]): Fact | undefined => facts.toSorted((a, b) => time(b) - time(a))[0];

/**
 * The two facts of a conflict: the one that gives the shown status, and the one that can't be true
 * beside it. That is a fact set aside, else one that happened later and says something else.
 */
export function contradiction(facts: readonly Fact[], status: OrderStatus): [Fact, Fact] | null {
  const about = facts.filter(({ kind }) => isStatus(kind));
  const shown = latest(about.filter((fact) => fact.kind === status && fact.state === 'COUNTS'));
  if (!shown) return null;
  const aside = latest(about.filter((fact) => fact.state === 'SET_ASIDE'));
  const later = latest(about.filter((fact) => fact.state === 'COUNTS' && fact.kind !== status && time(fact) > time(shown)));
  const against = aside ?? later;
  return against ? [shown, against] : null;
}

export type Told = { fact: Fact; /** What it stands in for, the latest first. */ was: readonly Fact[] };

/** Each fact with those that it corrects; a corrected one stands alone only where its correction is not here. */
export function withCorrections(facts: readonly Fact[]): Told[] {
  const told = facts.filter((fact) => endOf(fact, facts) === fact);
  return told.map((fact) => ({ fact, was: facts.filter((old) => old !== fact && endOf(old, facts) === fact).toReversed() }));
}

/** The last correction of a fact; itself where there is none here, or where corrections go in a circle. */
function endOf(fact: Fact, facts: readonly Fact[]): Fact {
  let end = fact;
  for (const seen = new Set<Fact>(); !seen.has(end); ) {
    seen.add(end);
    end = facts.find(({ id, state }) => id === end.correctedBy && state !== 'SUPERSEDED') ?? end;
  }
  return end.correctedBy != null && end !== fact && facts.some(({ id }) => id === end.correctedBy) ? fact : end;
}
