import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { graphql } from '../gql';
import type { SourcesQuery } from '../gql/graphql';
import { request } from './transport';

const SourcesDocument = graphql(`
  query Sources {
    sources {
      connection
      title
      vendor
      sandbox
      state
      asOf
      nextTryAt
      orderCount
    }
  }
`);

export type Source = SourcesQuery['sources'][number];
const ANSWERS: ReadonlySet<string> = new Set(['NEW', 'CHECKED', 'LIVE', 'LATE']);
const CURRENT: ReadonlySet<string> = new Set(['CHECKED', 'LIVE']);

/** Its orders are shown as of an earlier time. */
export const silent = (source: Source | undefined): boolean => source !== undefined && !ANSWERS.has(source.state);
/** Worth a word above the list: silent, late or still starting. */
export const noteworthy = (source: Source): boolean => !CURRENT.has(source.state);

/** Who answers and who does not; asked again every 10 s, for silence makes no event. */
export function useSources(): { list: readonly Source[]; byId: ReadonlyMap<string, Source> } {
  const { data } = useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) => (await request(SourcesDocument, {}, signal)).sources,
    refetchInterval: 10_000,
  });
  return useMemo(() => {
    const list = data ?? [];
    return { list, byId: new Map(list.map((source) => [source.connection, source])) };
  }, [data]);
}
