import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Funnel, Lock, ScrollText } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { ChainCard } from '../features/audit/ChainCard';
import { EventCard } from '../features/audit/EventCard';
import { readEvents, SigningKeys, type AuditEvent } from '../features/audit/events';
import { EventTable } from '../features/audit/EventTable';
import { ProofCard } from '../features/audit/ProofCard';
import { useProofs } from '../features/audit/proving';
import { DAYS, KINDS, sinceOf, type Search } from '../features/audit/search';
import { TraceCard } from '../features/rights/TraceCard';
import { graphql, readFragment } from '../gql';
import { serverNow } from '../lib/clock';
import { traces, useViewer, useZone } from '../lib/session';
import { request } from '../lib/transport';
import { told, useWords, word } from '../messages';
import { Select } from '../ui/Select';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/audit.css';

const AuditLogDocument = graphql(`
  query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {
    auditKeys {
      ...SigningKeys
    }
    auditEvents(first: $first, after: $after, filter: $filter) {
      __typename
      ... on AuditEventConnection {
        nodes {
          ...AuditedEvent
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const PAGE = 25;

export function AuditPage(): ReactNode {
  const { m, language } = useWords();
  const zone = useZone();
  const viewer = useViewer();
  const place = { language, zone };
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const [chosen, choose] = useState<AuditEvent | null>(null);
  const [only, onlyThis] = useState<string | null>(null);
  const filter = { kind: search.kind ? [search.kind] : null, atOrAfter: useMemo(() => sinceOf(search, serverNow()), [search]), subject: only };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) => request(AuditLogDocument, { first: PAGE, after: pageParam, filter }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ auditEvents }) => (auditEvents.__typename === 'AuditEventConnection' && auditEvents.pageInfo.hasNextPage ? (auditEvents.pageInfo.endCursor ?? null) : null),
    // Asking is itself an event: the page asks when somebody asks, and not whenever it gets the focus.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const events = useMemo(() => data?.pages.flatMap(({ auditEvents }) => (auditEvents.__typename === 'AuditEventConnection' ? readEvents(auditEvents.nodes) : [])) ?? [], [data]);
  const keys = readFragment(SigningKeys, data?.pages[0]?.auditKeys ?? []);
  const event = events.find(({ id }) => id === chosen?.id) ?? chosen;
  // Newer events push the chosen one off the page: who reads it keeps it, with its proof.
  const proofs = useProofs(event && !events.includes(event) ? [...events, event] : events, keys);
  const first = data?.pages[0]?.auditEvents;
  const last = data?.pages.at(-1)?.auditEvents;
  const further = (): void => void fetchNextPage();
  const go = (next: Search): void => void navigate({ to: '/audit', search: next });
  if (first && first.__typename !== 'AuditEventConnection') return <State icon={Lock} level={1} title={m.audit.notYours} text={told(m, first)} />;
  return (
    <>
      <div className="heading">
        <h1>{m.audit.title}</h1>
        <p>{m.audit.sub}</p>
      </div>
      {events.length > 0 ? <ChainCard events={events} keys={keys} outcome={proofs.data} at={proofs.dataUpdatedAt} fault={proofs.error} place={place} again={() => void refetch()} /> : null}
      <Filters search={search} go={go} />
      {error && !isFetchNextPageError ? <Failure fault={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Waiting what={m.audit.title} /> : null}
      {data && events.length === 0 ? <State icon={Funnel} title={m.audit.none} /> : null}
      {traces(viewer) ? <TraceCard /> : null}
      <div className="audit-columns">
        <div>
          {events.length > 0 ? (
            <div className="card">
              <EventTable events={events} outcome={proofs.data} chosen={event?.id ?? null} place={place} choose={choose} />
            </div>
          ) : null}
          {isFetchNextPageError ? <Failure fault={error} retry={further} /> : null}
          {last && last.__typename !== 'AuditEventConnection' ? <p role="alert" className="tone-stop">{told(m, last)}</p> : null}
          {hasNextPage ? (
            <button type="button" className="button" disabled={isFetchingNextPage} onClick={further}>
              {m.audit.more}
            </button>
          ) : null}
        </div>
        <aside aria-live="polite">
          {event ? (
            <>
              <EventCard event={event} place={place} only={only} onlyThis={onlyThis} />
              <ProofCard sequence={event.sequence} at={event.at} proven={proofs.data?.get(event.id)} />
            </>
          ) : (
            <State icon={ScrollText} title={m.audit.choose} text={m.audit.chooseText} />
          )}
        </aside>
      </div>
    </>
  );
}

function Filters({ search, go }: { search: Search; go: (search: Search) => void }): ReactNode {
  const { m } = useWords();
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, word(m.audit.kind, kind)]));
  const days = Object.fromEntries(DAYS.map((day) => [day, m.audit.since[day]]));
  const { kind, since } = search;
  return (
    <div className="audit-filters">
      <Select id="kind" label={m.audit.filter['kind'] ?? ''} value={kind ?? ''} options={{ '': m.list.any, ...kinds }} onChange={(next) => go({ ...(since ? { since } : {}), ...(next ? { kind: next as NonNullable<Search['kind']> } : {}) })} />
      <Select id="since" label={m.audit.filter['day'] ?? ''} value={since ?? ''} options={{ '': m.list.any, ...days }} onChange={(next) => go({ ...(kind ? { kind } : {}), ...(next ? { since: next as NonNullable<Search['since']> } : {}) })} />
    </div>
  );
}
