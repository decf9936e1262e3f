import { expect, test } from 'vitest';
import { chainOf } from './custody';

const event = (item: string, fromHolder: string | null, toHolder: string) => ({ item, fromHolder, toHolder });
const gaps = (...events: ReturnType<typeof event>[]): number => chainOf(events).filter(({ gapAfter }) => gapAfter !== null).length;

test('an unbroken chain has no gap', () => {
  expect(gaps(event('shipper', 'maker', 'driver'), event('shipper', 'driver', 'lab'))).toBe(0);
});

test('a giver who was never a taker is a gap', () => {
  expect(gaps(event('shipper', 'maker', 'driver'), event('shipper', 'dock', 'porter'))).toBe(1);
});

test('each item has a chain of its own', () => {
  expect(gaps(event('bag 1', 'maker', 'driver'), event('bag 2', 'dock', 'porter'))).toBe(0);
});
