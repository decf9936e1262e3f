import { graphql } from '../../gql';
import type { HoldKind, PatientStandingQuery } from '../../gql/graphql';
import { request } from '../../lib/transport';

export const Standing = graphql(`
  fragment Standing on PatientStanding {
    patient
    restricted
    erased
    orders
    holds {
      id
      kind
      placedAt
      placedBy
    }
    erasure {
      id
      at
      by
      destroyed {
        what
        count
      }
      kept {
        what
        why
      }
      tombstone
      digest
    }
  }
`);
const Read = graphql(`
  query PatientStanding($patient: ID!) {
    patientStanding(patient: $patient) {
      __typename
      ...Standing
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Restrict = graphql(`
  mutation SetRestriction($patient: ID!, $restricted: Boolean!) {
    setRestriction(patient: $patient, restricted: $restricted) {
      __typename
      ...Standing
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Place = graphql(`
  mutation PlaceHold($patient: ID!, $kind: HoldKind!) {
    placeHold(patient: $patient, kind: $kind) {
      __typename
      ...Standing
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Lift = graphql(`
  mutation LiftHold($patient: ID!, $hold: ID!) {
    liftHold(patient: $patient, hold: $hold) {
      __typename
      ...Standing
      ... on Problem {
        code
        message
      }
    }
  }
`);
const Erase = graphql(`
  mutation ErasePatient($patient: ID!) {
    erasePatient(patient: $patient) {
      __typename
      ...Standing
      ... on Problem {
        code
        message
      }
    }
  }
`);

export type Found = PatientStandingQuery['patientStanding'];
export type Act = { act: 'restrict'; restricted: boolean } | { act: 'place'; kind: HoldKind } | { act: 'lift'; hold: string } | { act: 'erase' };
/** Those that a person places; the other follows the orders. */
export const PLACED: readonly HoldKind[] = ['LEGAL_CLAIM', 'REGULATOR', 'SAFETY_REPORT'];

export const readStanding = async (patient: string, signal: AbortSignal): Promise<Found> => (await request(Read, { patient }, signal)).patientStanding;

export async function carryOut(patient: string, wanted: Act): Promise<Found> {
  switch (wanted.act) {
    case 'restrict':
      return (await request(Restrict, { patient, restricted: wanted.restricted }, undefined, 'input')).setRestriction;
    case 'place':
      return (await request(Place, { patient, kind: wanted.kind }, undefined, 'input')).placeHold;
    case 'lift':
      return (await request(Lift, { patient, hold: wanted.hold }, undefined, 'input')).liftHold;
    default:
      return (await request(Erase, { patient }, undefined, 'input')).erasePatient;
  }
}
