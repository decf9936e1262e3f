import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { useNow } from '../../lib/clock';
import { openInstant } from '../../lib/protected';
import { useSources } from '../../lib/sources';
import { momentOf, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Masked } from '../../ui/Masked';

export const JourneySteps = graphql(`
  fragment JourneySteps on Order {
    milestones {
      step
      state
      at {
        ...ShownText
      }
      party
      connection
    }
  }
`);

type Props = { order: FragmentType<typeof JourneySteps>; place: Place };

/** The steps of this order with date and source; what is inferred or planned looks it. */
export function JourneyLine({ order, place }: Props): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const { byId } = useSources();
  const { milestones } = readFragment(JourneySteps, order);
  if (milestones.length === 0) return null;
  return (
    <section className="card journey" aria-label={m.order.journey}>
      <ol>
        {milestones.map(({ step, state, at, connection, party }) => {
          const instant = openInstant(at);
          const told = connection ? (byId.get(connection)?.title ?? connection) : word(m.party, party);
          const note = state === 'DONE' || state === 'CURRENT' ? told : word(m.stepState, state);
          return (
            <li key={step} className={`step step-${state.toLowerCase()}`} aria-current={state === 'CURRENT' ? 'step' : undefined}>
              <Disc state={state} />
              <strong>{word(m.step, step)}</strong>
              <span className="second">
                {instant ? momentOf(instant, now, place) : state === 'PLANNED' || state === 'INFERRED' ? null : <Masked value={at} />}
                {state === 'CONFLICT' ? '?' : null}
              </span>
              <span className="second">{note}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Disc({ state }: { state: string }): ReactNode {
  const check = <path className="disc-check" d="M7 11l3 3 5-6" />;
  return (
    <svg className="disc" width="22" height="22" viewBox="0 0 22 22" aria-hidden>
      {state === 'CONFLICT' ? <path className="disc-conflict" d="M7 2h8l5 5v8l-5 5H7l-5-5V7z" /> : <circle className="disc-circle" cx="11" cy="11" r="8" />}
      {state === 'DONE' || state === 'INFERRED' ? check : null}
      {state === 'CONFLICT' ? <path className="disc-check" d="M11 6v6m0 3v1" /> : null}
      {state === 'CURRENT' ? <circle className="disc-dot" cx="11" cy="11" r="3.500" /> : null}
    </svg>
  );
}
