import { graphql } from '../../gql';
import type { CorrectableField, PatientRectificationsQuery, RectifiedFragment } from '../../gql/graphql';
import { request } from '../../lib/transport';

export const Rectified = graphql(`
  fragment Rectified on Rectification {
    id
    field
    state
    askedBy
    askedAt
    decidedBy
    decidedAt
    inForce
    manufacturerSays
    toBeTold
    mine
  }
`);
const Read = graphql(`
  query PatientRectifications($patient: ID!) {
    patientRectifications(patient: $patient) {
      __typename
      ... on PatientRectifications {
        rectifications {
          ...Rectified
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Ask = graphql(`
  mutation AskRectification($patient: ID!, $field: CorrectableField!, $value: String!) {
    askRectification(patient: $patient, field: $field, value: $value) {
      __typename
      ... on PatientRectifications {
        rectifications {
          ...Rectified
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Approve = graphql(`
  mutation ApproveRectification($rectification: ID!, $value: String!) {
    approveRectification(rectification: $rectification, value: $value) {
      __typename
      ... on PatientRectifications {
        rectifications {
          ...Rectified
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Reject = graphql(`
  mutation RejectRectification($rectification: ID!) {
    rejectRectification(rectification: $rectification) {
      __typename
      ... on PatientRectifications {
        rectifications {
          ...Rectified
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export type Asked = RectifiedFragment;
export type Found = PatientRectificationsQuery['patientRectifications'];
export type Step = { step: 'ask'; field: CorrectableField; value: string } | { step: 'approve'; id: string; value: string } | { step: 'reject'; id: string };
export const FIELDS: readonly CorrectableField[] = ['FAMILY_NAME', 'GIVEN_NAME', 'BIRTH_DATE', 'SEX', 'MRN', 'NATIONAL_ID', 'PHONE', 'EMAIL', 'ADDRESS', 'POSTCODE'];

export const readRectifications = async (patient: string, signal: AbortSignal): Promise<Found> => (await request(Read, { patient }, signal)).patientRectifications;

export async function take(patient: string, wanted: Step): Promise<Found> {
  switch (wanted.step) {
    case 'ask':
      return (await request(Ask, { patient, field: wanted.field, value: wanted.value }, undefined, 'input')).askRectification;
    case 'approve':
      return (await request(Approve, { rectification: wanted.id, value: wanted.value }, undefined, 'input')).approveRectification;
    default:
      return (await request(Reject, { rectification: wanted.id }, undefined, 'input')).rejectRectification;
  }
}
