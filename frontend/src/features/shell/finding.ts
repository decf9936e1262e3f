import { graphql, readFragment, type FragmentType } from '../../gql';
import type { FoundOrderFragment } from '../../gql/graphql';
import type { Sought } from '../../lib/sought';
import { request } from '../../lib/transport';

const FoundOrder = graphql(`
  fragment FoundOrder on Order {
    id
    status
    product {
      title
      vendor
    }
    site {
      name
    }
  }
`);
const ByCoi = graphql(`
  query FindByCoi($coi: String!) {
    order(by: { coi: $coi }) {
      ...FoundOrder
    }
  }
`);
const ByNumber = graphql(`
  query FindByNumber($number: String!, $din: String!) {
    order(by: { vendorOrderNumber: $number }) {
      ...FoundOrder
    }
    collected: order(by: { din: $din }) {
      ...FoundOrder
    }
    patientOrders(by: { mrn: $number }) {
      ...FoundOrder
    }
  }
`);
const ByPerson = graphql(`
  query FindByPerson($person: NameAndBirthDate!) {
    patientOrders(by: { nameAndBirthDate: $person }) {
      ...FoundOrder
    }
  }
`);

export type Found = { orders: FoundOrderFragment[]; /** Patients could be looked up, too. */ patients: boolean };

/** Look orders up, exactly; what is looked for leaves in the body of a request, never in an address. */
export async function find(sought: Sought): Promise<Found> {
  if ('coi' in sought) {
    const { order } = await request(ByCoi, sought, undefined, 'input');
    return { orders: each([order]), patients: true };
  }
  if ('number' in sought) {
    const { order, collected, patientOrders } = await request(ByNumber, sought, undefined, 'input');
    return { orders: each([order, collected, ...(patientOrders ?? [])]), patients: patientOrders != null };
  }
  const { patientOrders } = await request(ByPerson, { person: sought }, undefined, 'input');
  return { orders: each(patientOrders ?? []), patients: patientOrders != null };
}

function each(found: readonly (FragmentType<typeof FoundOrder> | null | undefined)[]): FoundOrderFragment[] {
  const orders = found.flatMap((one) => (one == null ? [] : [readFragment(FoundOrder, one)]));
  return [...new Map(orders.map((one) => [one.id, one])).values()];
}
