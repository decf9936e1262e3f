import type { OrderStatus } from '../../gql/graphql';
import { atStake } from '../../lib/journey';

export const BANDS = ['now', 'today', 'week', 'waiting', 'untimed'] as const;
export type Band = (typeof BANDS)[number];

export type Urgent = {
  status: OrderStatus | null;
  owner: string | null;
  /** The gateway's own rank (DOMAIN F14): 0 conflict, 1 to 8 exceptions, 9 hold, 10 stale; null where it is masked. */
  urgency: number | null;
  /** The instant from which silence counts as STALE; null where there is none, or it is masked. */
  deadline: Date | null;
  /** Whether this viewer sees times at all. */
  timed: boolean;
};

/** A conflict, a mismatched identity, contamination, conditioning without product: nothing may go on unseen. */
const LOOK_NOW = 2;
const OPEN_TROUBLE = 10;
const HOUR = 3_600_000;

/** The band of an order: harm first, then the time left; what waits for others comes last. */
export function bandOf({ status, owner, urgency, deadline, timed }: Urgent, now: number): Band {
  // Who sees no times gets the list in the order of its ids: a band would tell what is masked.
  if (!timed) return 'untimed';
  if (urgency !== null && urgency <= LOOK_NOW) return 'now';
  const left = deadline === null ? Number.POSITIVE_INFINITY : deadline.getTime() - now;
  if (left <= 2 * HOUR && atStake(status) && owner !== 'maker') return 'now';
  if (urgency !== null && urgency <= OPEN_TROUBLE) return 'today';
  if (owner === 'maker' || owner === 'none' || owner === null || deadline === null) return 'waiting';
  return left <= 24 * HOUR ? 'today' : 'week';
}

export type Standing<Row> = {
  row: Row;
  /** The row as it was when the list was last read, and that moment: the two place it. */
  placedBy: Row;
  placedAt: number;
};

/** The rows, out of `standing`, that would be placed in another band if the list were read `now`. */
export function shifted<Row>(standing: readonly Standing<Row>[], now: number, band: (row: Row, now: number) => Band): Row[] {
  return standing
    .filter(({ row, placedBy, placedAt }) => band(row, Math.max(now, placedAt)) !== band(placedBy, placedAt))
    .map(({ row }) => row);
}

/** Rows in bands, each keeping the order in which the gateway sent them. */
export function inBands<Row>(rows: readonly Row[], bandOfRow: (row: Row) => Band): [Band, Row[]][] {
  const groups = new Map<Band, Row[]>(BANDS.map((band) => [band, []]));
  for (const row of rows) groups.get(bandOfRow(row))?.push(row);
  return [...groups].filter(([, members]) => members.length > 0);
}
