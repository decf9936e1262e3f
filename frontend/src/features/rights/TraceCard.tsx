import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fingerprint } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { told, useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { Failure } from '../../ui/States';
import { readClients, REASONS, trace, type Traced, type Wanted } from './tracing';

/** Whom an API client means by an id or pseudonym; what was typed stays out of the address and of every cache. */
export function TraceCard(): ReactNode {
  const { m } = useWords();
  const [client, pick] = useState('');
  const [reason, explain] = useState('');
  const [text, type] = useState('');
  const { data, error, refetch } = useQuery({ queryKey: ['apiClients'], queryFn: async ({ signal }) => readClients(signal), refetchOnWindowFocus: false });
  const traced = useMutation({ mutationFn: async (wanted: Wanted) => trace(wanted), gcTime: 0 });
  const clients = data?.__typename === 'ApiClients' ? data.clients : [];
  const why = REASONS.find((each) => each === reason);
  const ready = client !== '' && why !== undefined && text.trim() !== '';
  return (
    <Card title={m.rights.trace} icon={Fingerprint}>
      <form
        className="inside"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) traced.mutate({ client, pseudonym: text.trim(), reason: why });
        }}
      >
        <p>{m.rights.traceText}</p>
        <div className="buttons">
          <Select id="trace-client" label={m.rights.client} value={client} options={{ '': m.rights.pickClient, ...Object.fromEntries(clients.map((each) => [each.id, each.clientId])) }} onChange={pick} />
          <Select id="trace-reason" label={m.rights.reason} value={reason} options={{ '': m.rights.pickReason, ...Object.fromEntries(REASONS.map((each) => [each, word(m.rights.traceReason, each)])) }} onChange={explain} />
        </div>
        <div className="buttons">
          <label htmlFor="trace-text">{m.rights.given}</label>
          <input id="trace-text" className="mono" value={text} autoComplete="off" spellCheck={false} onChange={(event) => type(event.target.value)} />
          <button type="submit" className="button" disabled={!ready || traced.isPending}>
            {m.rights.traceNow}
          </button>
        </div>
      </form>
      {data && data.__typename !== 'ApiClients' ? <p role="alert" className="inside tone-stop">{told(m, data)}</p> : null}
      <div role="status">
        {traced.isPending ? <p className="inside second">{m.rights.tracing}</p> : null}
        {traced.data ? <Answer found={traced.data} /> : null}
      </div>
      {error || traced.error ? <Failure fault={error ?? traced.error} retry={() => (error ? void refetch() : traced.reset())} /> : null}
    </Card>
  );
}

function Answer({ found }: { found: Traced }): ReactNode {
  const { m } = useWords();
  if (found.__typename !== 'ResolvedPseudonym') return <p className="inside tone-stop">{told(m, found)}</p>;
  return (
    <ul className="inside holds">
      {found.records.map(({ patient, order, field }) => (
        <li key={`${patient} ${order ?? ''} ${field ?? ''}`}>
          <Link to="/patients/$id" params={{ id: patient }}>
            {m.rights.patientNo} <span className="mono">{patient.slice(0, 8)}</span>
          </Link>
          {order ? (
            <Link to="/orders/$id" params={{ id: order }}>
              {m.rights.orderNo} <span className="mono">{order.slice(0, 8)}</span>
            </Link>
          ) : null}
          {field ? <span className="second">{field}</span> : null}
        </li>
      ))}
    </ul>
  );
}
