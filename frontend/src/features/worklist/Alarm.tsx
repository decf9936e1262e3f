import { useEffect, useRef, type ReactNode } from 'react';
import { useNow } from '../../lib/clock';
import { spoken } from '../../lib/times';
import { useWords } from '../../messages';

/** A row of the band Now: what is to be done, of which product, by when. Never a patient's name. */
export type Urgent = { id: string; text: string; deadline: Date | null };

const MINUTE = 60_000;
const MARKS = [30, 10, 5, 1] as const;

/** The mark, in minutes, that a clock has just passed; a clock speaks at these and is else silent. */
export function markPassed(before: number | undefined, left: number): number | null {
  if (before === undefined) return null;
  return MARKS.toReversed().find((mark) => left <= mark * MINUTE && before > mark * MINUTE && left > 0) ?? null;
}

/** Speaks a row that has newly come to need someone, at once, and clocks at their marks, in turn. */
export function Alarm({ urgent, language }: { urgent: readonly Urgent[]; language: string }): ReactNode {
  const { m } = useWords();
  const now = useNow(10_000);
  const alert = useRef<HTMLSpanElement>(null);
  const clocks = useRef<HTMLSpanElement>(null);
  const known = useRef<ReadonlySet<string> | null>(null);
  const left = useRef<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    const fresh = urgent.filter(({ id }) => known.current !== null && !known.current.has(id));
    known.current = new Set(urgent.map(({ id }) => id));
    if (alert.current && fresh.length > 0) alert.current.textContent = fresh.map(({ text }) => text).join('. ');
    const timed = urgent.flatMap((row) => (row.deadline === null ? [] : [{ ...row, left: row.deadline.getTime() - now }]));
    const passed = timed.flatMap((row) => {
      const mark = markPassed(left.current.get(row.id), row.left);
      return mark === null ? [] : [`${row.text}: ${m.clock.left(spoken(mark * MINUTE, language))}`];
    });
    left.current = new Map(timed.map((row) => [row.id, row.left]));
    if (clocks.current && passed.length > 0) clocks.current.textContent = passed.join('. ');
  }, [urgent, now, m, language]);
  return (
    <>
      <span ref={alert} className="sr" role="alert" />
      <span ref={clocks} className="sr" role="status" />
    </>
  );
}
