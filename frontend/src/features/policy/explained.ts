import { graphql } from '../../gql';
import type { ExplainAsInput, ExplainedForQuery, ExplainableQuery } from '../../gql/graphql';
import { request } from '../../lib/transport';

const Explainable = graphql(`
  query Explainable {
    trustedDocuments {
      documentId
      name
      kind
    }
  }
`);
const For = graphql(`
  query ExplainedFor($document: ID!, $as: ExplainAsInput!) {
    explain(documentId: $document, as: $as) {
      __typename
      ... on Explanation {
        purpose
        requested
        limit
        writtenBy
        fields {
          path
          fieldClass
          source
          price
          wherePartial
        }
        classes {
          fieldClass
          sights {
            visibility
            reason
            situations {
              roles {
                role
                place
              }
              flags
            }
            lines
          }
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export type Explanation = Extract<ExplainedForQuery['explain'], { __typename: 'Explanation' }>;
export type Documents = ExplainableQuery['trustedDocuments'];

export const readDocuments = async (signal: AbortSignal): Promise<Documents> => (await request(Explainable, {}, signal)).trustedDocuments;
export const explainFor = async (document: string, as: ExplainAsInput, signal: AbortSignal): Promise<ExplainedForQuery['explain']> => (await request(For, { document, as }, signal, 'input')).explain;

/** Every purpose that a role may look for, for a choice among them. */
export const PURPOSES = ['TREAT', 'HOPERAT', 'HPAYMT', 'HCOMPL', 'HRESCH', 'HSYSADMIN'] as const;
export const ROLES = ['coordinator', 'apheresis', 'cell-lab', 'pharmacy', 'physician', 'quality', 'finance', 'logistics', 'auditor', 'site-admin', 'privacy-officer', 'integrator'] as const;
