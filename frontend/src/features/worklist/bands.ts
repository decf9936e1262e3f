import type { OrderStatus } from '../../gql/graphql';
import { atStake } from '../../lib/journey';

export const BANDS = ['now', 'today', 'week', 'waiting', 'untimed'] as const;
export type Band = (typeof BANDS)[number];

export type Urgent = {
  status: OrderStatus | null;
  owner: string | null;
  exceptionKinds: readonly string[];
  /** The instant from which silence counts as STALE; null where there is none, or it is masked. */
  deadline: Date | null;
  /** Whether this viewer sees times at all. */
  timed: boolean;
};

const HARM: ReadonlySet<string> = new Set(['IDENTITY_MISMATCH', 'CONTAMINATION', 'CONDITIONING_WITHOUT_PRODUCT']);
const HOUR = 3_600_000;

export const harms = (kinds: readonly string[]): boolean => kinds.some((kind) => HARM.has(kind));

/** The band of an order: harm first, then the time left; what waits for others comes last. */
export function bandOf({ status, owner, exceptionKinds, deadline, timed }: Urgent, now: number): Band {
  // Who sees no times gets the list in the order of its ids: a band would tell what is masked.
  if (!timed) return 'untimed';
  if (harms(exceptionKinds)) return 'now';
  if (owner === 'maker' || owner === 'none' || owner === null) return 'waiting';
  if (deadline === null) return exceptionKinds.length > 0 ? 'today' : 'waiting';
  const left = deadline.getTime() - now;
  if (left <= 2 * HOUR && atStake(status)) return 'now';
  return left <= 24 * HOUR ? 'today' : 'week';
}

/** Rows in bands, each keeping the order in which the gateway sent them. */
export function inBands<Row>(rows: readonly Row[], bandOfRow: (row: Row) => Band): [Band, Row[]][] {
  const groups = new Map<Band, Row[]>(BANDS.map((band) => [band, []]));
  for (const row of rows) groups.get(bandOfRow(row))?.push(row);
  return [...groups].filter(([, members]) => members.length > 0);
}
