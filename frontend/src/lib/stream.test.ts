import { expect, test } from 'vitest';
import { nextWait } from './stream';

test('each wait is twice the last one, and never more than 30 s', () => {
  expect([0, 1, 2, 9].map((attempt) => nextWait(attempt, 0))).toEqual([1000, 2000, 4000, 30_000]);
});

test('chance takes off at most a quarter', () => {
  expect(nextWait(3, 1)).toBe(6000);
});
