import { graphql, readFragment, type FragmentType } from '../../gql';
import type { AuditedEventFragment } from '../../gql/graphql';

export const AuditedEvent = graphql(`
  fragment AuditedEvent on AuditEvent {
    id
    writer
    sequence
    at
    kind
    subject
    name
    purpose
    operationName
    code
    disclosed
    withheld
    grants
    orderCount
    patientCount
    text
    proof {
      path
      checkpoint
      signature
      key
    }
  }
`);
export const SigningKeys = graphql(`
  fragment SigningKeys on AuditKey {
    id
    public
    after
    introduction
  }
`);

export type AuditEvent = AuditedEventFragment;
export const readEvents = (nodes: readonly FragmentType<typeof AuditedEvent>[]): readonly AuditEvent[] => readFragment(AuditedEvent, nodes);
