import { Clock as ClockIcon, Minus, OctagonAlert, Timer, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '../lib/clock';
import { momentOf, span, spoken, type Place } from '../lib/times';
import { useWords } from '../messages';

export type Tone = 'live' | 'breached' | 'urgent' | 'warn' | 'ok' | 'none';
const HOUR = 3_600_000;
const SHAPES: Record<Tone, LucideIcon> = {
  live: Timer, breached: OctagonAlert, urgent: OctagonAlert, warn: TriangleAlert, ok: ClockIcon, none: Minus,
};

/** How pressing a deadline is: over, at most 2 h, at most 12 h, or more. */
export function toneOf(deadline: Date | null, now: number): Tone {
  if (deadline === null) return 'none';
  const left = deadline.getTime() - now;
  if (left < 0) return 'breached';
  if (left <= 2 * HOUR) return 'urgent';
  return left <= 12 * HOUR ? 'warn' : 'ok';
}

type Props = { deadline: Date | null; live?: boolean; place: Place; absent?: string | undefined };

/** Time left before an order counts as silent; `live` is the thaw clock, the only filled one. */
export function Clock({ deadline, live = false, place, absent }: Props): ReactNode {
  const { m } = useWords();
  const minute = useNow(60_000);
  const near = deadline !== null && Math.abs(deadline.getTime() - minute) < HOUR;
  const now = useNow(near ? 1000 : 60_000);
  const plain = toneOf(deadline, now);
  const tone: Tone = live && plain !== 'none' && plain !== 'breached' ? 'live' : plain;
  const Shape = SHAPES[tone];
  const left = deadline === null ? 0 : deadline.getTime() - now;
  const text = span(left, near && left >= 0);
  const over = tone === 'breached';
  const say = over ? m.clock.over : m.clock.left;
  return (
    <span className={`clock clock-${tone}`}>
      <Shape aria-hidden size={15} />
      <span className="clock-text" aria-hidden={tone !== 'none'}>
        {tone === 'none' ? m.clock.none : say(text)}
      </span>
      {tone === 'none' ? null : <span className="sr">{say(spoken(left, place.language))}. </span>}
      <span className="second">
        {deadline === null ? absent : (over ? m.clock.ruleOver : m.clock.rule)(momentOf(deadline, now, place))}
      </span>
    </span>
  );
}
