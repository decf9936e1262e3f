import { startTransition, useEffect, useState } from 'react';

// What fits on two screens is drawn at once, the rest behind it in pieces short enough that a key
// pressed meanwhile is answered within the next frames: 200 rows in one piece took 290 ms.
const FIRST = 32;
const PIECE = 24;

/** How many of `total` rows to draw by now; it grows until all are. */
export function useGrowing(total: number): number {
  const [shown, grow] = useState(FIRST);
  useEffect(() => {
    if (shown >= total) return undefined;
    const next = setTimeout(() => startTransition(() => grow((known) => known + PIECE)), 0);
    return () => clearTimeout(next);
  }, [shown, total]);
  return Math.min(shown, total);
}

/** The first `count` of all members of the groups; groups beyond them are left out. */
export function firstOf<Key, Row>(groups: readonly [Key, Row[]][], count: number): [Key, Row[], number][] {
  let left = count;
  return groups.flatMap(([key, members]): [Key, Row[], number][] => {
    if (left <= 0) return [];
    const part = members.slice(0, left);
    left -= part.length;
    return [[key, part, members.length]];
  });
}
