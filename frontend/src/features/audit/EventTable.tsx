import { CircleSlash, Hourglass, Link2, ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '../../lib/clock';
import { momentOf, zoneName, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Actor } from '../../ui/Actor';
import type { AuditEvent } from './events';
import type { Outcome, Proven } from './proving';

type Props = { events: readonly AuditEvent[]; outcome: Outcome | undefined; chosen: string | null; place: Place; /** Absent where no event is opened. */ choose?: (event: AuditEvent) => void };

/** Events, the newest first; the number of one opens it with its proof. */
export function EventTable({ events, outcome, chosen, place, choose }: Props): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const head = [`${m.audit.when}, ${zoneName(place.zone, place.language, now)}`, m.audit.who, m.audit.did, m.audit.patients, m.audit.shownKept, m.audit.proof];
  return (
    <table className="rows audit">
      <caption className="sr">{m.audit.title}</caption>
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
        {events.map((event) => (
          <tr key={event.id} data-event={event.id} className={event.id === chosen ? 'chosen' : undefined}>
            <td data-label={head[0]}>{momentOf(new Date(event.at), now, place)}</td>
            <td data-label={head[1]}>
              <Actor subject={event.subject} name={event.name} /> <span className="second block">{word(m.purpose, event.purpose)}</span>
            </td>
            <td data-label={head[2]}>
              {event.kind === 'REFUSED' ? <CircleSlash aria-hidden size={14} /> : null} <strong>{word(m.audit.kind, event.kind)}</strong>{' '}
              <span className="second block">{[event.operationName, event.code, event.grants.length > 0 ? m.audit.emergency : null].filter(Boolean).join(', ')}</span>
            </td>
            <td data-label={head[3]}>{event.patientCount === 0 ? m.audit.noPatient : m.audit.patientCount(event.patientCount)}</td>
            <td data-label={head[4]}>
              {event.disclosed.join(' ') || m.audit.nothing}{' '}
              {event.withheld.length > 0 ? <span className="second block">{m.audit.keptBack(event.withheld.join(' '))}</span> : null}
            </td>
            <td data-label={head[5]}>
              {choose ? <button type="button" className="text-button proof-link" aria-pressed={event.id === chosen} onClick={() => choose(event)}>
                <ProofSign proven={outcome?.get(event.id)} />
                <span className="sr">{m.audit.openEvent} </span>#{event.sequence}
              </button> : `#${event.sequence}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ProofSign({ proven }: { proven: Proven | undefined }): ReactNode {
  const { m } = useWords();
  if (proven?.state === 'proven') return <><Link2 aria-hidden size={14} className="tone-good" /><span className="sr">{m.audit.holds}. </span></>;
  if (proven?.state === 'broken') return <><ShieldAlert aria-hidden size={14} className="tone-stop" /><strong className="tone-stop">{m.audit.fails} </strong></>;
  return <Hourglass aria-hidden size={14} />;
}
