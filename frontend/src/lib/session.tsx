import { MutationCache, QueryCache, QueryClient, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { graphql } from '../gql';
import type { ViewerQuery } from '../gql/graphql';
import { request, SignedOut, signOut, Unreachable } from './transport';

const ViewerDocument = graphql(`
  query Viewer {
    viewer {
      subject
      name
      assurance
      realmRoles
      purpose
      purposes
      roles {
        role
        site {
          id
          name
          zone
        }
      }
      session {
        idleEndsAt
        absoluteEndsAt
      }
    }
  }
`);

export type Viewer = ViewerQuery['viewer'];
export type WhyOut = 'idle' | 'ended' | 'you';

let leaver: (why: WhyOut) => void = () => undefined;

/** Name what clears the screen when the session is over; the router does it. */
export function onLeave(act: (why: WhyOut) => void): void {
  leaver = act;
}

/** Drop all that was read, and leave the page: nothing of a session outlives it. */
export function leave(why: WhyOut): void {
  leaver(why);
  queryClient.clear();
}

/** End the session, here and at the sign-in. */
export async function endSession(): Promise<void> {
  const location = await signOut().catch(() => null);
  leave('you');
  // The gateway names the sign-in server only where that one's own page must end its session.
  if (location && location !== '/') window.location.assign(location);
}

function judge(fault: unknown): void {
  if (fault instanceof SignedOut) leave('ended');
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: judge }),
  mutationCache: new MutationCache({ onError: judge }),
  defaultOptions: {
    queries: {
      retry: (count, fault) => fault instanceof Unreachable && count < 1,
      retryDelay: 1000,
      staleTime: 10_000,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const viewerQuery = queryOptions({
  queryKey: ['viewer'],
  queryFn: async ({ signal }) => (await request(ViewerDocument, {}, signal, 'input')).viewer,
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

/** Ask who is here before the first page is drawn: everything else waits for it. */
export const askWhoIsHere = (): void => void queryClient.prefetchQuery(viewerQuery);

export function useViewerQuery(): UseQueryResult<Viewer> {
  return useQuery(viewerQuery);
}

const ViewerContext = createContext<Viewer | null>(null);
export const ViewerProvider = ViewerContext.Provider;

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('expected a page inside the signed-in shell');
  return viewer;
}

/** The zone in which pages write times: that of the viewer's first site. */
export function useZone(): string {
  return useViewer().roles[0]?.site.zone ?? 'UTC';
}

export function holdsAt(viewer: Viewer, site: string | undefined, role: string | null | undefined): boolean {
  return viewer.roles.some((held) => held.role === role && (site === undefined || held.site.id === site));
}

/** Whether this reader looks for payment: then a list says who pays, and how much. */
export const pays = (viewer: Viewer): boolean => viewer.purpose === 'HPAYMT';

// The roles and purposes that have CHAIN in clear by the first policy. What a look-up finds, the
// gateway decides; this only keeps a box off the pages of those for whom it can't find anything.
const FINDS: ReadonlySet<string> = new Set(['coordinator', 'apheresis', 'cell-lab', 'pharmacy', 'physician', 'quality']);
const FINDS_FOR: ReadonlySet<string> = new Set(['TREAT', 'HOPERAT', 'HCOMPL']);

/** Whether this reader may look an order up by its numbers. */
export function finds({ roles, purpose }: Viewer): boolean {
  return FINDS_FOR.has(purpose) && roles.some(({ role }) => FINDS.has(role));
}

/** Whether this reader traces what API clients were given: the privacy officer, for compliance. */
export const traces = ({ purpose, realmRoles }: Viewer): boolean => purpose === 'HCOMPL' && realmRoles.includes('privacy-officer');

/** Whether this reader may read who looked: for compliance, as an auditor or the privacy officer. */
export function audits({ purpose, realmRoles, roles }: Viewer): boolean {
  return purpose === 'HCOMPL' && (realmRoles.includes('privacy-officer') || roles.some(({ role }) => role === 'auditor'));
}

export function administers(viewer: Viewer): boolean {
  return viewer.realmRoles.includes('platform-admin') || viewer.roles.some(({ role }) => role === 'site-admin');
}

/** Whether this reader sees and changes the disclosure policy. */
export const governs = ({ realmRoles }: Viewer): boolean => realmRoles.includes('privacy-officer') || realmRoles.includes('platform-admin');
