import { expect, test } from 'vitest';
import { birthDay, clockTime, dayOf, longMoment, momentOf, span, spoken } from './times';

const zurich = { language: 'en', zone: 'Europe/Zurich' };
const now = Date.parse('2026-11-18T08:14:00Z');

test('seconds are told under an hour only, and only where they are asked for', () => {
  expect([span(1_072_000, true), span(1_072_000), span(4_620_000), span(111_600_000)]).toEqual(['17 min 52 s', '17 min', '1 h 17 min', '1 d 7 h']);
});

test('a clock shows the time of the site', () => {
  expect(clockTime(new Date(now), zurich)).toBe('09:14');
});

test('a moment of another day carries its day, of another year its year', () => {
  expect(momentOf(new Date('2026-11-17T19:00:00Z'), now, zurich)).toBe('17 Nov 20:00');
  expect(dayOf(new Date('2025-09-17T19:00:00Z'), now, zurich)).toBe('17 Sep 2025');
});

test('the long form names the zone', () => {
  expect(longMoment(now, zurich)).toBe('Wed 18-Nov-2026, 09:14 CET');
});

test('a birth date has its month in letters, a year stays a year', () => {
  expect([birthDay('1961-04-12', 'en'), birthDay('1961', 'en')]).toEqual(['12-Apr-1961', '1961']);
});

test.each([
  [30_000, 'en', '0 minutes'],
  [180_000, 'en', '3 minutes'],
  [3_960_000, 'en', '1 hour 6 minutes'],
  [90_000_000, 'en', '1 day 1 hour'],
  [86_400_000, 'de', '1 Tag'],
])('%d ms are read aloud in %s as %s', (ms, language, text) => {
  expect(spoken(ms, language)).toBe(text);
});
