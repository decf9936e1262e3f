import { expect, test } from 'vitest';
import type { Line } from './desk';
import { EMPTY, grouped, widens, withCell } from './draft';

const line: Line = { place: ['base', 'finance'], cells: [{ fieldClass: 'DIRECT', visibility: 'PARTIAL', choices: ['CLEAR', 'PARTIAL'] }] };

test('a cell set back to what is in force is no change', () => {
  const changed = withCell(EMPTY, line, 'DIRECT', 'WITHHELD');
  expect([...changed.values()]).toEqual([{ place: ['base', 'finance'], fieldClass: 'DIRECT', visibility: 'WITHHELD' }]);
  expect(withCell(changed, line, 'DIRECT', 'PARTIAL').size).toBe(0);
  expect(EMPTY.size).toBe(0);
});

test('what changes alike is told once', () => {
  const one = { role: 'finance', relation: 'MY_SITE', purpose: 'HPAYMT', flags: [], fieldClass: 'DIRECT', before: 'PARTIAL', after: 'WITHHELD' } as const;
  const found = grouped([one, { ...one, relation: 'MY_PATIENT' }, { ...one, fieldClass: 'QUASI' }]);
  expect(found.map(({ fieldClass, cases }) => [fieldClass, cases.length])).toEqual([['DIRECT', 2], ['QUASI', 1]]);
  expect(widens(one)).toBe(false);
  expect(widens({ before: 'PSEUDONYM', after: 'PARTIAL' })).toBe(true);
});
