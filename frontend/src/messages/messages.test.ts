import { expect, test } from 'vitest';
import { de } from './de';
import { en } from './en';
import { fr } from './fr';

type Tree = { [key: string]: unknown };
const leaves = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'object' ? leaves(value as Tree, `${path}${key}.`) : [`${path}${key}`]));

test.each([['German', de], ['French', fr]])('%s has every word that English has', (_, catalogue) => {
  expect(leaves(catalogue).toSorted()).toEqual(leaves(en).toSorted());
});
