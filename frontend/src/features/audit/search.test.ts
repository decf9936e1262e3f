import { expect, test } from 'vitest';
import { searchOf, sinceOf } from './search';

test('an address keeps codes only: a person or a patient typed into it is dropped', () => {
  expect(searchOf({ kind: 'REFUSED', since: 'week', subject: 'KELLER', patient: '4471' })).toEqual({ kind: 'REFUSED', since: 'week' });
});

test('a day is the last 24 hours, to the minute', () => {
  expect(sinceOf({ since: 'day' }, Date.parse('2026-11-18T09:14:41Z'))).toBe('2026-11-17T09:14:00.000Z');
});
