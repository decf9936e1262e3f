import { expect, test } from 'vitest';
import { money } from './money';

test('an amount is written with its currency first and its thousands apart', () => {
  expect(money('341000.00 CHF', 'en')).toBe('CHF 341,000.00');
});

test('an amount that is no amount is left as it came', () => {
  expect(money('on request', 'en')).toBe('on request');
});
