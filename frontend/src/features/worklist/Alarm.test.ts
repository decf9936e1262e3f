import { expect, test } from 'vitest';
import { markPassed } from './Alarm';

const minutes = (count: number): number => count * 60_000;

test.each([
  [31, 30, 30],
  [30, 29, null],
  [11, 4, 5],
  [1.5, 0.9, 1],
  [0.5, -0.5, null],
])('a clock that goes from %d to %d minutes speaks at %s', (before, left, mark) => {
  expect(markPassed(minutes(before), minutes(left))).toBe(mark);
});

test('a clock that was not there before is silent', () => {
  expect(markPassed(undefined, minutes(1))).toBeNull();
});
