import { graphql } from '../../gql';
import type { GrantRoleMutation, RoleChange } from '../../gql/graphql';
import { request } from '../../lib/transport';

export const HeldRoles = graphql(`
  fragment HeldRoles on Person {
    subject
    name
    username
    enabled
    self
    roles {
      role
      since
      grantedBy
      withdrawable
      why
    }
  }
`);
const Grant = graphql(`
  mutation GrantRole($input: RoleChange!) {
    grantRole(input: $input) {
      __typename
      ... on RoleChanged {
        person {
          ...HeldRoles
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Withdraw = graphql(`
  mutation WithdrawRole($input: RoleChange!) {
    withdrawRole(input: $input) {
      __typename
      ... on RoleChanged {
        person {
          ...HeldRoles
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export type Act = 'grant' | 'withdraw';
export type Outcome = GrantRoleMutation['grantRole'];

export async function changeRole(act: Act, input: RoleChange): Promise<Outcome> {
  if (act === 'grant') return (await request(Grant, { input })).grantRole;
  return (await request(Withdraw, { input })).withdrawRole;
}

export const GRANTABLE = ['coordinator', 'apheresis', 'cell-lab', 'pharmacy', 'physician', 'quality', 'finance', 'logistics', 'auditor', 'site-admin'] as const;
const APART: readonly string[] = ['quality', 'finance'];

/** Whether this role may not stand beside another that the person holds. */
export function clashes(role: string, held: readonly string[]): boolean {
  return APART.includes(role) && APART.every((each) => held.includes(each));
}
