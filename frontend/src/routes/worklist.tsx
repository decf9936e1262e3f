import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, Funnel, Unplug } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Filters, filterOf, type Search } from '../features/worklist/Filters';
import { WorklistHeading } from '../features/worklist/Heading';
import { KeyLine } from '../features/worklist/KeyLine';
import { Moved } from '../features/worklist/Moved';
import { SourceStrips } from '../features/worklist/SourceStrip';
import type { Standing } from '../features/worklist/bands';
import type { RowNode } from '../features/worklist/row';
import { WorklistTable } from '../features/worklist/Worklist';
import { graphql } from '../gql';
import { useLive, type Placed } from '../lib/live';
import { pays, useViewer, useZone } from '../lib/session';
import { useSources } from '../lib/sources';
import { clockTime, type Place } from '../lib/times';
import { request } from '../lib/transport';
import { useWords } from '../messages';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/worklist.css';

const WorklistDocument = graphql(`
  query Worklist($first: Int!, $after: String, $filter: OrderFilter, $funding: Boolean!) {
    worklist(first: $first, after: $after, filter: $filter) {
      totalCount
      asOf
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          version
          status
          urgency
          ...WorklistRow
        }
      }
    }
  }
`);
const PAGE = 100;
const COARSE: ReadonlySet<string> = new Set(['HSYSADMIN', 'HRESCH']);

export function WorklistPage(): ReactNode {
  const { m, language } = useWords();
  const viewer = useViewer();
  const zone = useZone();
  const funding = pays(viewer);
  const place = useMemo<Place>(() => ({ language, zone }), [language, zone]);
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const sources = useSources();
  // Where OPERATIONAL is not in clear nothing may be filtered by it (DOMAIN, 'No side doors').
  const times = !COARSE.has(viewer.purpose);
  const filter = filterOf(times ? search : {}, viewer);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['worklist', filter],
    queryFn: async ({ pageParam, signal }) => (await request(WorklistDocument, { first: PAGE, after: pageParam, filter, funding }, signal)).worklist,
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null),
  });
  const standing = useMemo(() => data?.pages.flatMap(({ edges, asOf }) => edges.map((edge) => stood(edge, asOf))) ?? [], [data]);
  const nodes = useMemo(() => standing.map(({ row }) => row), [standing]);
  const go = (next: Search): void => void navigate({ to: '/worklist', search: next });
  const total = data?.pages[0]?.totalCount ?? 0;
  return (
    <>
      <WorklistHeading nodes={nodes} loaded={data !== undefined} total={total} place={place} />
      {times ? <Filters search={search} sources={sources.list} go={go} /> : null}
      <Offline place={place} />
      <SourceStrips sources={sources.list} place={place} />
      <Moved />
      {error && !data ? <Failure fault={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Waiting what={m.nav.worklist} /> : null}
      {data && nodes.length === 0 ? <Nothing filtered={Object.keys(search).length > 0} clear={() => go({})} /> : null}
      {nodes.length > 0 ? <WorklistTable key={JSON.stringify(filter)} standing={standing} sources={sources.byId} place={place} /> : null}
      <footer className="foot second">
        <KeyLine />
        {nodes.length < total ? m.list.shown(nodes.length, total) : null}{' '}
        {hasNextPage ? (
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {m.list.more}
          </button>
        ) : null}
        <span className="grow" />
        {times ? m.list.sorted : m.list.unsorted}
      </footer>
    </>
  );
}

function stood({ node, placedBy }: Placed, asOf: string): Standing<RowNode> {
  return { row: node, placedBy: placedBy ?? node, placedAt: Date.parse(asOf) };
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }): ReactNode {
  const { m } = useWords();
  if (!filtered) return <State icon={CircleCheck} tone="tone-good" title={m.list.empty} text={m.list.emptyText} />;
  return (
    <State icon={Funnel} title={m.list.filtered}>
      <button type="button" className="button" onClick={clear}>
        {m.list.clear}
      </button>
    </State>
  );
}

function Offline({ place }: { place: Place }): ReactNode {
  const { m } = useWords();
  const { state, since } = useLive();
  if (state !== 'offline' || since === null) return null;
  return (
    <p className="strip" role="status">
      <Unplug aria-hidden size={16} /> <strong>{m.live.offText(clockTime(new Date(since), place))}</strong>
    </p>
  );
}
