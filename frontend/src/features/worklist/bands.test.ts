import { expect, test } from 'vitest';
import { bandOf, inBands, shifted, type Urgent } from './bands';

const NOW = Date.parse('2026-11-18T08:00:00Z');
const inHours = (hours: number): Date => new Date(NOW + hours * 3_600_000);
const order = (given: Partial<Urgent>): Urgent => ({ status: 'QC_TESTING', owner: 'physician', urgency: 11, deadline: inHours(20), timed: true, ...given });
const band = (given: Partial<Urgent>): string => bandOf(order(given), NOW);

test('an identity mismatch needs someone now, whatever the clock', () => {
  expect(band({ urgency: 1, deadline: inHours(90) })).toBe('now');
});

test('a conflict needs someone now: nothing may go on while facts can’t all be true', () => {
  expect(band({ urgency: 0, deadline: inHours(70) })).toBe('now');
});

test('two hours are now where cells exist, and today where nothing exists yet', () => {
  expect([band({ deadline: inHours(2) }), band({ deadline: inHours(2), status: 'SUBMITTED' })]).toEqual(['now', 'today']);
});

test('a breached clock is now', () => {
  expect(band({ deadline: inHours(-1) })).toBe('now');
});

test('what waits for a manufacturer, or has no clock, comes last', () => {
  expect([band({ owner: 'maker' }), band({ deadline: null })]).toEqual(['waiting', 'waiting']);
});

test('an open exception without a clock is for today', () => {
  expect(band({ urgency: 8, deadline: null })).toBe('today');
});

test('who sees no times gets no bands: they would tell what is masked', () => {
  expect(band({ timed: false, urgency: 1 })).toBe('untimed');
});

test('a band keeps the order in which the gateway sent its rows', () => {
  expect(inBands([3, 1, 2], (row) => (row > 1 ? 'today' : 'now'))).toEqual([['now', [1]], ['today', [3, 2]]]);
});

const placed = (row: Urgent, placedBy = row) => ({ row, placedBy, placedAt: NOW });

test('a row is shifted once its clock, or a change, would place it in another band', () => {
  const [quiet, late, changed] = [order({ deadline: inHours(9) }), order({ deadline: inHours(3) }), order({ urgency: 1, deadline: inHours(8) })];
  const standing = [placed(quiet), placed(late), placed(changed, quiet)];
  expect(shifted(standing, NOW + 2 * 3_600_000, bandOf)).toEqual([late, changed]);
});

test('a clock that is behind the moment of reading shifts nothing', () => {
  expect(shifted([placed(order({ deadline: inHours(2) }))], NOW - 50_000, bandOf)).toEqual([]);
});
