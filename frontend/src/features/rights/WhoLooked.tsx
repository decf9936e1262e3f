import { useInfiniteQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { graphql } from '../../gql';
import type { Place } from '../../lib/times';
import { request } from '../../lib/transport';
import { told, useWords } from '../../messages';
import { Card } from '../../ui/Card';
import { Failure, Waiting } from '../../ui/States';
import { readEvents } from '../audit/events';
import { EventTable } from '../audit/EventTable';

const ReportDocument = graphql(`
  query DisclosureReport($patient: ID!, $after: String) {
    disclosureReport(patient: $patient, first: 100, after: $after) {
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

/** The disclosure report. Asking for it is itself kept, so that it is read only when somebody asks. */
export function WhoLooked({ patient, place }: { patient: string; place: Place }): ReactNode {
  const { m } = useWords();
  const [asked, ask] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchNextPageError, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['disclosures', patient],
    queryFn: async ({ pageParam, signal }) => (await request(ReportDocument, { patient, after: pageParam }, signal)).disclosureReport,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.__typename === 'AuditEventConnection' && page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null),
    enabled: asked,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const events = data?.pages.flatMap((page) => (page.__typename === 'AuditEventConnection' ? readEvents(page.nodes) : [])) ?? [];
  const last = data?.pages.at(-1);
  const further = (): void => void fetchNextPage();
  return (
    <Card title={m.rights.looked} icon={Eye} note={data ? m.rights.looks(events.length, hasNextPage) : null}>
      {asked ? null : (
        <p className="inside">
          {m.rights.lookedText}{' '}
          <button type="button" className="button" onClick={() => ask(true)}>
            {m.rights.show}
          </button>
        </p>
      )}
      {asked && !data && !error ? <Waiting what={m.rights.looked} /> : null}
      {last && last.__typename !== 'AuditEventConnection' ? <p className="inside tone-stop">{told(m, last)}</p> : null}
      {events.length > 0 ? <EventTable events={events} outcome={undefined} chosen={null} place={place} /> : null}
      {error ? <Failure fault={error} retry={isFetchNextPageError ? further : () => void refetch()} /> : null}
      {hasNextPage ? (
        <p className="inside">
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={further}>
            {m.audit.more}
          </button>
        </p>
      ) : null}
    </Card>
  );
}
