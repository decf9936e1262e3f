import type { ReactNode } from 'react';
import { useNow } from '../lib/clock';
import { openInstant, type Text } from '../lib/protected';
import { momentOf, type Place } from '../lib/times';
import { Masked } from './Masked';

/** A protected instant in the site's zone; masks and gaps are drawn by `Masked`. */
export function Moment({ value, place }: { value: Text; place: Place }): ReactNode {
  const now = useNow(60_000);
  const instant = openInstant(value);
  if (instant === null) return <Masked value={value} />;
  return <time dateTime={instant.toISOString()}>{momentOf(instant, now, place)}</time>;
}
