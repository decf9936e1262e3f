import { expect, test } from 'vitest';
import { de } from './de';
import { en } from './en';
import { fr } from './fr';
import { told } from './index';

type Tree = { [key: string]: unknown };
const leaves = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'object' ? leaves(value as Tree, `${path}${key}.`) : [`${path}${key}`]));

test.each([['German', de], ['French', fr]])('%s has every word that English has', (_, catalogue) => {
  const own = leaves(catalogue).filter((path) => !path.startsWith('refusals.'));
  expect(own.toSorted()).toEqual(leaves(en).toSorted());
});

test('a refusal is told in the language of the page, with what the gateway alone knows of it', () => {
  const moved = { code: 'POLICY_MOVED', message: 'Another version came into force.' };
  expect([en, de, fr].map((m) => told(m, moved))).toEqual([moved.message, de.refusals['POLICY_MOVED'], fr.refusals['POLICY_MOVED']]);
  expect(told(de, { code: 'POLICY_INVALID', message: 'Line 12: expected CLEAR.' })).toBe(`${de.refusals['POLICY_INVALID']} Line 12: expected CLEAR.`);
  expect(told(fr, { code: 'NEVER_HEARD', message: 'In the words of the gateway.' })).toBe('In the words of the gateway.');
});

test.each([['English', en, /can’t be undone/], ['German', de, /nicht rückgängig/], ['French', fr, /irréversible/]])('that an erasure can’t be undone is said in %s', (_, { rights }, said) => {
  expect(rights.eraseText(2)).toMatch(said);
});
