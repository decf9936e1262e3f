import { Check, Hourglass, Link2, ShieldAlert, ShieldQuestionMark, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../../messages';
import { Card } from '../../ui/Card';
import { overdue, type Proven } from './proving';

/** `9f2c 41d8 … 07ae`: enough of a digest to compare it by eye. */
const short = (hex: string): string => (hex.length > 20 ? `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-4)}` : hex);

type Props = { sequence: number; /** When it happened. */ at: string; proven: Proven | undefined };

/** What was checked here of one event, step by step, and what that rests on; only what is proven has a good sign. */
export function ProofCard({ sequence, at, proven }: Props): ReactNode {
  const { m } = useWords();
  const broken = proven?.state === 'broken';
  const late = proven?.state === 'open' && overdue(at);
  const [icon, tone] = broken ? [ShieldAlert, 'tone-stop'] : proven?.state === 'proven' ? [Link2, 'tone-good'] : [ShieldQuestionMark, late ? 'tone-warn' : ''];
  return (
    <Card title={m.audit.proofOf(sequence)} icon={icon} tone={tone} kind={broken ? 'card-broken' : ''}>
      <div className="inside">
        {proven === undefined ? <p>{m.audit.notChecked}</p> : null}
        {late ? (
          <p className="tone-warn">
            <TriangleAlert aria-hidden size={15} /> {m.audit.unsigned}
          </p>
        ) : null}
        {proven?.state === 'open' && !late ? (
          <p>
            <Hourglass aria-hidden size={15} /> {m.audit.open}
          </p>
        ) : null}
        {broken ? (
          <p className="tone-stop broken-said" role="alert">
            <strong>{m.audit.broken(sequence)}</strong> {m.audit.brokenText}
          </p>
        ) : null}
        {proven && proven.state !== 'open' ? <Steps steps={proven.steps} /> : null}
        {proven?.state === 'proven' ? <p className="second">{m.audit.computed}</p> : null}
      </div>
    </Card>
  );
}

function Steps({ steps }: { steps: Extract<Proven, { state: 'proven' | 'broken' }>['steps'] }): ReactNode {
  const { m } = useWords();
  return (
    <ul className="steps">
      {steps.map(({ step, holds, shown }) => (
        <li key={step} data-step={step} data-holds={holds}>
          {holds ? <Check aria-hidden size={15} className="tone-good" /> : <X aria-hidden size={15} className="tone-stop" />}
          <span>
            {m.audit.step[step]} <span className="sr">{holds ? m.audit.holds : m.audit.fails}</span>
          </span>
          <span className="mono">{short(shown)}</span>
        </li>
      ))}
    </ul>
  );
}
