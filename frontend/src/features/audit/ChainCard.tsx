import { Hourglass, RefreshCw, ShieldAlert, ShieldCheck, ShieldQuestionMark, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { NoEd25519, type SigningKey } from '../../lib/proof';
import { clockTime, type Place } from '../../lib/times';
import { useWords } from '../../messages';
import type { AuditEvent } from './events';
import { overdue, type Outcome } from './proving';

type Props = { events: readonly AuditEvent[]; keys: readonly SigningKey[]; outcome: Outcome | undefined; at: number; fault: unknown; place: Place; again: () => void };

/** Whether what this page shows is what was signed; checked here, by whom and when it says. */
export function ChainCard({ events, keys, outcome, at, fault, place, again }: Props): ReactNode {
  const { m } = useWords();
  const states = events.map(({ id }) => outcome?.get(id)?.state);
  const count = (state: string): number => states.filter((each) => each === state).length;
  const late = events.filter(({ id, at: happened }) => outcome?.get(id)?.state === 'open' && overdue(happened)).length;
  const [proven, broken, open] = [count('proven'), count('broken'), count('open') - late];
  const [Shape, tone] = broken > 0 ? [ShieldAlert, 'tone-stop'] : late > 0 ? [ShieldQuestionMark, 'tone-warn'] : outcome ? [ShieldCheck, 'tone-good'] : [ShieldQuestionMark, ''];
  return (
    <section className={`card chain ${broken > 0 ? 'card-broken' : proven > 0 ? 'card-proven' : ''}`} data-proven={proven} data-broken={broken} data-open={open + late}>
      <p role="status">
        <Shape aria-hidden size={20} className={tone} />
        <span>
          {broken > 0 ? <strong className="tone-stop">{m.audit.allBroken(broken)} </strong> : null}
          {fault instanceof NoEd25519 ? <strong className="tone-warn">{m.audit.noEd25519}</strong> : fault ? <strong className="tone-stop">{m.audit.failed}</strong> : null}
          {outcome && !fault ? <strong>{m.audit.all(proven, events.length, clockTime(new Date(at), place))}</strong> : fault ? null : m.audit.notChecked}{' '}
          {late > 0 ? (
            <strong className="tone-warn">
              <TriangleAlert aria-hidden size={14} /> {m.audit.late(late)}{' '}
            </strong>
          ) : null}
          {open > 0 ? (
            <>
              <Hourglass aria-hidden size={14} /> {m.audit.yet(open)}
            </>
          ) : null}
        </span>
      </p>
      <p className="second">
        {m.audit.firstKey} <span className="mono">{keys[0]?.id}</span>
      </p>
      <button type="button" className="button" onClick={again}>
        <RefreshCw aria-hidden size={14} /> {m.audit.check}
      </button>
    </section>
  );
}
