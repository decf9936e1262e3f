import { graphql } from '../../gql';
import type { PolicyCellInput } from '../../gql/graphql';
import { request } from '../../lib/transport';

const Propose = graphql(`
  mutation ProposePolicyCells($cells: [PolicyCellInput!]!, $reason: String!) {
    proposePolicyCells(cells: $cells, reason: $reason) {
      __typename
      ...Proposed
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Approve = graphql(`
  mutation ApprovePolicy($proposal: ID!) {
    approvePolicy(proposal: $proposal) {
      __typename
      ...Proposed
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Reject = graphql(`
  mutation RejectPolicy($proposal: ID!) {
    rejectPolicy(proposal: $proposal) {
      __typename
      ...Proposed
      ... on Problem {
        code
        message
      }
    }
  }
`);
const RollBack = graphql(`
  mutation RollBackPolicy($number: Int!, $reason: String!) {
    rollBackPolicy(number: $number, reason: $reason) {
      __typename
      ...Proposed
      ... on Problem {
        code
        message
      }
    }
  }
`);

export type Act =
  | { act: 'propose'; cells: PolicyCellInput[]; reason: string }
  | { act: 'approve' | 'reject'; proposal: string }
  | { act: 'rollBack'; number: number; reason: string };
export type Outcome = Awaited<ReturnType<typeof carryOut>>;

export async function carryOut(wanted: Act) {
  switch (wanted.act) {
    case 'propose':
      return (await request(Propose, { cells: wanted.cells, reason: wanted.reason }, undefined, 'input')).proposePolicyCells;
    case 'approve':
      return (await request(Approve, { proposal: wanted.proposal }, undefined, 'input')).approvePolicy;
    case 'reject':
      return (await request(Reject, { proposal: wanted.proposal }, undefined, 'input')).rejectPolicy;
    default:
      return (await request(RollBack, { number: wanted.number, reason: wanted.reason }, undefined, 'input')).rollBackPolicy;
  }
}
