import { graphql, readFragment, type FragmentType } from '../../gql';
import type { WorklistRowFragment } from '../../gql/graphql';
import { openInstant, openText } from '../../lib/protected';
import { bandOf, type Band } from './bands';

export const WorklistRow = graphql(`
  fragment WorklistRow on Order {
    id
    version
    visibility
    kind
    status
    overlays
    nextAction
    owner
    urgency
    exceptionKinds
    unmappedCodes
    freshness
    since {
      ...ShownText
    }
    staleAt {
      ...ShownText
    }
    lastLearnedAt {
      ...ShownText
    }
    vendorOrderNumber {
      ...ShownText
    }
    product {
      code
      title
      vendor
    }
    connection {
      connection
      title
      sandbox
      asOf
    }
    site {
      id
      name
    }
    funding @include(if: $funding) {
      authorizationStatus
      authorizationNumber {
        ...ShownText
      }
      priceAmount {
        ...ShownText
      }
    }
    patient {
      id
      familyName {
        ...ShownText
      }
      givenName {
        ...ShownText
      }
      birthDate {
        ...ShownText
      }
      sex {
        ...ShownText
      }
      mrn {
        ...ShownText
      }
    }
  }
`);

export type RowNode = FragmentType<typeof WorklistRow>;
export type Row = WorklistRowFragment;
export const readRow = (node: RowNode): Row => readFragment(WorklistRow, node);

export function bandOfRow(row: Row, now: number): Band {
  return bandOf(
    {
      status: row.status ?? null,
      owner: row.owner ?? null,
      urgency: row.urgency,
      deadline: openInstant(row.staleAt),
      timed: openText(row.staleAt).visibility === 'CLEAR',
    },
    now,
  );
}
