import { graphql } from '../../gql';
import type { PolicyCellInput, PolicyDeskQuery, PolicyPreviewQuery } from '../../gql/graphql';
import { request } from '../../lib/transport';

export const Changes = graphql(`
  fragment Changes on PolicyPreview {
    fields
    roles
    people
    cells
    wider
    changes {
      role
      relation
      purpose
      flags
      fieldClass
      before
      after
    }
  }
`);
export const Proposed = graphql(`
  fragment Proposed on PolicyProposal {
    id
    basedOn
    rollsBackTo
    version
    reason
    state
    proposedBy
    proposedAt
    decidedBy
    decidedAt
    preview {
      ...Changes
    }
  }
`);
const Desk = graphql(`
  query PolicyDesk {
    policyVersions {
      __typename
      ... on PolicyVersions {
        versions {
          number
          version
          reason
          proposedBy
          approvedBy
          inForceSince
          replaces
        }
      }
      ... on Problem {
        code
        message
      }
    }
    policyProposals {
      __typename
      ... on PolicyProposals {
        proposals {
          ...Proposed
        }
      }
    }
    policyInForce {
      __typename
      ... on PolicyVersion {
        number
        table {
          stepRoles
          breakGlassRoles
          breakGlassClasses
          lines {
            place
            cells {
              fieldClass
              visibility
              choices
            }
          }
        }
      }
    }
  }
`);
const Preview = graphql(`
  query PolicyPreview($cells: [PolicyCellInput!]!) {
    policyPreview(cells: $cells) {
      __typename
      ...Changes
      ... on Problem {
        code
        message
      }
    }
  }
`);
export type Version = Extract<PolicyDeskQuery['policyVersions'], { __typename: 'PolicyVersions' }>['versions'][number];
export type Table = NonNullable<Extract<PolicyDeskQuery['policyInForce'], { __typename: 'PolicyVersion' }>['table']>;
export type Line = Table['lines'][number];
export type Previewed = PolicyPreviewQuery['policyPreview'];
export const readDesk = async (signal: AbortSignal): Promise<PolicyDeskQuery> => request(Desk, {}, signal);
export const readPreview = async (cells: PolicyCellInput[], signal: AbortSignal): Promise<Previewed> => (await request(Preview, { cells }, signal, 'input')).policyPreview;
