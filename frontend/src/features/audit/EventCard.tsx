import { ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { longMoment, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Actor } from '../../ui/Actor';
import { Card, Pair } from '../../ui/Card';
import type { AuditEvent } from './events';

type Props = { event: AuditEvent; place: Place; only: string | null; onlyThis: (subject: string | null) => void };

/** One event in full: who, for what, what was shown and what was kept back, and the very text that was signed. */
export function EventCard({ event, place, only, onlyThis }: Props): ReactNode {
  const { m } = useWords();
  const classes = (names: readonly string[]): string => names.map((name) => word(m.fieldClass, name)).join('; ') || m.audit.nothing;
  return (
    <Card title={word(m.audit.kind, event.kind)} icon={ScrollText}>
      <dl className="pairs inside">
        <Pair label={m.audit.when}>{longMoment(Date.parse(event.at), place)}</Pair>
        <Pair label={m.audit.who}>
          <Actor subject={event.subject} name={event.name} whole />
        </Pair>
        {event.purpose ? <Pair label={m.menu.purpose}>{word(m.purpose, event.purpose)}</Pair> : null}
        {event.grants.length > 0 ? (
          <Pair label={m.audit.grants}>
            <span className="mono">{event.grants.join(' ')}</span>
          </Pair>
        ) : null}
        {event.operationName ? <Pair label={m.audit.did}>{event.operationName}</Pair> : null}
        {event.code ? <Pair label={m.audit.outcome}>{event.code}</Pair> : null}
        <Pair label={m.audit.patients}>{event.patientCount === 0 ? m.audit.noPatient : m.audit.counts(event.patientCount, event.orderCount)}</Pair>
        <Pair label={m.audit.shown}>{classes(event.disclosed)}</Pair>
        <Pair label={m.audit.kept}>{classes(event.withheld)}</Pair>
        <Pair label={m.audit.writer}>
          <span className="mono">{event.writer}</span> #{event.sequence}
        </Pair>
      </dl>
      <div className="inside">
        <button type="button" className="button" aria-pressed={only !== null} onClick={() => onlyThis(only === null ? event.subject : null)}>
          {only === null ? m.audit.onlyThis : m.audit.everybody}
        </button>
        <details>
          <summary>{m.audit.text}</summary>
          <p className="mono second">{event.text}</p>
        </details>
      </div>
    </Card>
  );
}
