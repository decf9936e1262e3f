import type { OrderKind, OrderStatus } from '../gql/graphql';

export const STEPS = [
  'ENROL', 'ORDER', 'SLOT', 'COLLECT', 'SHIP', 'MAKE', 'RELEASE', 'RETURN', 'RECEIVE', 'INFUSE', 'FOLLOW_UP',
] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF: Partial<Record<OrderStatus, Step>> = {
  DRAFT: 'ENROL', SUBMITTED: 'ORDER', ACCEPTED: 'ORDER', SLOT_CONFIRMED: 'SLOT',
  COLLECTED: 'COLLECT', SM_CRYOPRESERVED: 'COLLECT', SM_READY: 'COLLECT',
  SM_IN_TRANSIT: 'SHIP', SM_DELIVERED: 'SHIP', SM_RECEIVED: 'SHIP',
  MFG_STARTED: 'MAKE', QC_TESTING: 'MAKE', MFG_FAILED: 'MAKE', RECOLLECTION_REQUIRED: 'MAKE',
  OOS_DECLARED: 'RELEASE', RELEASED: 'RELEASE', RELEASED_OOS: 'RELEASE',
  PRODUCT_IN_TRANSIT: 'RETURN', PRODUCT_DELIVERED: 'RECEIVE', PRODUCT_RECEIVED: 'RECEIVE',
  // Conditioning stays on its supply step; released is the least that it proves (DOMAIN, F10).
  CONDITIONING_STARTED: 'RELEASE',
  PRODUCT_ISSUED: 'INFUSE', PRODUCT_THAWED: 'INFUSE', INFUSION_STARTED: 'INFUSE', INFUSED: 'INFUSE',
  MONITORING: 'INFUSE', FOLLOW_UP: 'FOLLOW_UP', COMPLETED: 'FOLLOW_UP',
};
const AUTOLOGOUS_ONLY: ReadonlySet<Step> = new Set(['COLLECT', 'SHIP', 'MAKE']);
const ENDS: ReadonlySet<OrderStatus> = new Set(['COMPLETED', 'CANCELLED', 'CLOSED_NOT_TREATED', 'TRANSFERRED', 'ENTERED_IN_ERROR']);
const STOPS: ReadonlySet<OrderStatus> = new Set(['OOS_DECLARED', 'MFG_FAILED', 'RECOLLECTION_REQUIRED']);
const AT_STAKE: ReadonlySet<Step> = new Set(['COLLECT', 'SHIP', 'MAKE', 'RELEASE', 'RETURN', 'RECEIVE', 'INFUSE']);

/** The steps an order of this kind goes through: off the shelf and in vivo leave three out. */
export function stepsOf(kind: OrderKind | null): readonly Step[] {
  return kind === null || kind === 'AUTOLOGOUS' ? STEPS : STEPS.filter((step) => !AUTOLOGOUS_ONLY.has(step));
}

/** Whether a fact's kind is a status, and not a hold, an exception or a vendor's own word. */
export const isStatus = (kind: string): boolean => kind in STEP_OF || ENDS.has(kind as OrderStatus);
export const stepOf = (status: OrderStatus): Step | null => STEP_OF[status] ?? null;
export const ends = (status: OrderStatus): boolean => ENDS.has(status);
export const stops = (status: OrderStatus): boolean => STOPS.has(status);

/** Whether cells exist, or a patient is being treated: lateness can then do harm. */
export function atStake(status: OrderStatus | null): boolean {
  const step = status === null ? null : stepOf(status);
  return step !== null && AT_STAKE.has(step);
}
