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
  mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!) {
    resolvePseudonym(client: $client, pseudonym: $pseudonym, reason: $reason) {
      __typename
      ... on ResolvedPseudonym {
        records {
          patient
          order
          field
        }
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
export const trace = async (wanted: Wanted): Promise<Traced> => (await request(Resolve, wanted, undefined, 'input')).resolvePseudonym;
