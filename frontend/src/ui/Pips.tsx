import type { ReactNode } from 'react';
import type { OrderKind, OrderStatus } from '../gql/graphql';
import { ends, stepOf, stepsOf, stops } from '../lib/journey';
import { useWords, word } from '../messages';

type Props = { status: OrderStatus; kind: OrderKind | null; harm: boolean };

/** Where an order stands: filled steps, the tall one it is at, hollow ones to come. */
export function Pips({ status, kind, harm }: Props): ReactNode {
  const { m } = useWords();
  const steps = stepsOf(kind);
  const at = stepOf(status);
  const cut = ends(status) && status !== 'COMPLETED';
  const found = at === null ? -1 : steps.indexOf(at);
  const current = ends(status) ? -1 : found;
  const label = at === null ? word(m.status, status) : m.pips(word(m.step, at), found + 1, steps.length);
  const tone = harm || stops(status) ? 'pip-stop' : 'pip-act';
  const last = steps.length - 1;
  const count = cut ? Math.ceil(last / 2) : steps.length;
  return (
    <svg className="pips" width={steps.length * 8} height="10" role="img" aria-label={label}>
      {steps.slice(0, count).map((step, index) => {
        const x = index * 8;
        if (index === current) return <rect key={step} className={tone} x={x} y="0" width="6" height="10" />;
        if (index < current || status === 'COMPLETED' || cut) return <rect key={step} className="pip-done" x={x} y="3" width="6" height="4" />;
        return <rect key={step} className="pip-open" x={x + 0.5} y="3.5" width="5" height="3" />;
      })}
    </svg>
  );
}
