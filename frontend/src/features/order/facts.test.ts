import { expect, test } from 'vitest';
import { contradiction, type Fact } from './facts';

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
