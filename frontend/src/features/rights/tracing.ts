import { graphql } from '../../gql';
import type { ApiClientsQuery, ResolvePseudonymMutation, TraceReason } from '../../gql/graphql';
import { request } from '../../lib/transport';

const Clients = graphql(`
  query ApiClients {
    apiClients {
      __typename
      ... on ApiClients {
        clients {
          id
          clientId
          firstSeenAt
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Resolve = graphql(`
  mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!, $after: String) {
    resolvePseudonym(client: $client, pseudonym: $pseudonym, reason: $reason, after: $after) {
      __typename
      ... on ResolvedPseudonym {
        records {
          patient
          order
          field
        }
        next
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export const REASONS: readonly TraceReason[] = ['SAFETY_REPORT', 'DATA_CORRECTION', 'RIGHTS_REQUEST', 'LEGAL_DUTY'];
export type Wanted = { client: string; pseudonym: string; reason: TraceReason };
export type Traced = ResolvePseudonymMutation['resolvePseudonym'];

export const readClients = async (signal: AbortSignal): Promise<ApiClientsQuery['apiClients']> => (await request(Clients, {}, signal)).apiClients;

type Ask = (wanted: Wanted, after: string | null) => Promise<Traced>;
const ask: Ask = async (wanted, after) => (await request(Resolve, { ...wanted, after }, undefined, 'input')).resolvePseudonym;

/** Traces to the end: many records are looked at in pieces, and each says where the next one begins. */
export async function trace(wanted: Wanted, asked: Ask = ask): Promise<Traced> {
  const records: Extract<Traced, { __typename: 'ResolvedPseudonym' }>['records'][number][] = [];
  let after: string | null = null;
  for (;;) {
    // one after the other: where a piece begins is said by the one before
    // oxlint-disable-next-line no-await-in-loop
    const found = await asked(wanted, after);
    if (found.__typename !== 'ResolvedPseudonym') return found;
    records.push(...found.records);
    if (found.next == null) return { ...found, records };
    after = found.next;
  }
}
