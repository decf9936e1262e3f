import { expect, test } from 'vitest';
import { contradiction, withCorrections, type Fact } from './facts';

const fact = (kind: string, hour: number, state: Fact['state'] = 'COUNTS'): Fact =>
  ({ id: `${kind} ${hour}`, kind, state, happenedAt: { value: `2026-11-18T0${hour}:00:00Z`, visibility: 'CLEAR', reason: null } }) as unknown as Fact;
const kinds = (facts: Fact[]): string[] | undefined => contradiction(facts, 'PRODUCT_DELIVERED')?.map(({ kind }) => kind);

test('a later step back contradicts the shown status', () => {
  expect(kinds([fact('PRODUCT_DELIVERED', 6), fact('PRODUCT_IN_TRANSIT', 7), fact('RELEASED', 1)])).toEqual(['PRODUCT_DELIVERED', 'PRODUCT_IN_TRANSIT']);
});

test('a fact set aside goes before one that counts', () => {
  expect(kinds([fact('PRODUCT_DELIVERED', 6), fact('PRODUCT_IN_TRANSIT', 7), fact('COLLECTED', 5, 'SET_ASIDE')])).toEqual(['PRODUCT_DELIVERED', 'COLLECTED']);
});

test('a word that nobody can read contradicts nothing', () => {
  expect(kinds([fact('PRODUCT_DELIVERED', 6), fact('QA_PEND_2', 7, 'SET_ASIDE')])).toBeUndefined();
});

test('a corrected fact stands beside its correction, and a correction of that beside both', () => {
  const [first, second, third] = [fact('RELEASED', 1, 'CORRECTED'), fact('RELEASED', 2, 'CORRECTED'), fact('RELEASED', 3)] as const;
  const told = withCorrections([{ ...first, correctedBy: second.id }, { ...second, correctedBy: third.id }, third]);
  expect(told.map(({ fact: { id }, was }) => [id, was.map((old) => old.id)])).toEqual([['RELEASED 3', ['RELEASED 2', 'RELEASED 1']]]);
});

test('a fact whose correction is not here stands alone', () => {
  expect(withCorrections([{ ...fact('RELEASED', 1, 'CORRECTED'), correctedBy: 'elsewhere' }])).toHaveLength(1);
});

test('facts that correct each other end nobody’s page', () => {
  const [first, second] = [fact('RELEASED', 1), fact('RELEASED', 2)] as const;
  expect(withCorrections([{ ...first, correctedBy: second.id }, { ...second, correctedBy: first.id }])).toHaveLength(2);
});
