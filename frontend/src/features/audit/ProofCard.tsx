import { Check, Hourglass, Link2, ShieldAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../../messages';
import { Card } from '../../ui/Card';
import type { Proven } from './proving';

/** `9f2c 41d8 … 07ae`: enough of a digest to compare it by eye. */
const short = (hex: string): string => (hex.length > 20 ? `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-4)}` : hex);

/** What was checked here of one event, step by step, and what that rests on. */
export function ProofCard({ sequence, proven }: { sequence: number; proven: Proven | undefined }): ReactNode {
  const { m } = useWords();
  const broken = proven?.state === 'broken';
  return (
    <Card title={m.audit.proofOf(sequence)} icon={broken ? ShieldAlert : Link2} tone={broken ? 'tone-stop' : 'tone-good'} kind={broken ? 'card-broken' : ''}>
      <div className="inside">
        {proven === undefined ? <p>{m.audit.notChecked}</p> : null}
        {proven?.state === 'open' ? (
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
