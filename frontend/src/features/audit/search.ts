export const DAYS = ['day', 'week', 'month'] as const;
const HOURS: Record<(typeof DAYS)[number], number> = { day: 24, week: 168, month: 744 };
export const KINDS = [
  'OPERATION', 'STREAM_OPENED', 'STREAM_DELIVERY', 'STREAM_CLOSED', 'REFUSED', 'LOGIN', 'LOGOUT', 'ROLE_GRANTED',
  'RIGHTS_READ', 'RESTRICTION', 'HOLD_PLACED', 'HOLD_LIFTED', 'ERASURE', 'ERASURE_REFUSED', 'RETENTION', 'SUBJECT_ACCESS',
  'RECTIFICATION_ASKED', 'RECTIFICATION_APPLIED', 'RECTIFICATION_REJECTED', 'RECTIFICATION_REFUSED',
  'POLICY_PROPOSED', 'POLICY_APPROVED', 'POLICY_REJECTED', 'POLICY_REFUSED', 'POLICY_MENDED',
  'ROLE_WITHDRAWN', 'PURPOSE_CHOSEN', 'PURPOSE_REFUSED', 'PSEUDONYM_RESOLVED', 'PSEUDONYM_REFUSED', 'CHAIN_BEGINS', 'AUDIT_READ', 'DISCLOSURE_REPORT', 'AUDIT_EXPORTED',
] as const;

/** What the address of the log says: codes only. */
export type Search = { kind?: (typeof KINDS)[number]; since?: (typeof DAYS)[number] };

export function searchOf(raw: Record<string, unknown>): Search {
  const kind = KINDS.find((name) => name === raw['kind']);
  const since = DAYS.find((name) => name === raw['since']);
  return { ...(kind ? { kind } : {}), ...(since ? { since } : {}) };
}

/** The instant from which on, in whole minutes, so that asking again asks the same. */
export function sinceOf({ since }: Search, now: number): string | null {
  if (since === undefined) return null;
  return new Date(Math.floor(now / 60_000) * 60_000 - HOURS[since] * 3_600_000).toISOString();
}
