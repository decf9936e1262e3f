import { expect, test } from 'vitest';
import { patch } from './live';

type Pages = Parameters<typeof patch>[0];
type Change = Parameters<typeof patch>[1];

const node = (id: string, version: number, urgency = 5) => ({ id, version, status: 'ACCEPTED', urgency });
const pages = (...nodes: ReturnType<typeof node>[]): Pages =>
  ({ pageParams: [null], pages: [{ totalCount: 2, asOf: '', pageInfo: {}, edges: nodes.map((each) => ({ cursor: each.id, node: each })) }] }) as unknown as Pages;
const change = (order: ReturnType<typeof node> | null, id = 'a'): Change => ({ id, version: 2, reset: false, order }) as unknown as Change;
const ids = (held: Pages): string[] => held.pages.flatMap(({ edges }) => edges.map((edge) => `${edge.node.id}${edge.node.version}`));

test('a changed order is put in its own row, and no row moves', () => {
  const { pages: next, moved } = patch(pages(node('a', 1), node('b', 1)), change(node('a', 2)));
  expect([ids(next), moved]).toEqual([['a2', 'b1'], false]);
});

test('the rows that did not change stay the very same', () => {
  const held = pages(node('a', 1), node('b', 1));
  const next = patch(held, change(node('a', 2))).pages;
  expect(next.pages[0]?.edges[1]).toBe(held.pages[0]?.edges[1]);
});

test('however often an order is changed, it stays placed by what was read', () => {
  const read = pages(node('a', 1, 5));
  const twice = patch(patch(read, change(node('a', 2, 1))).pages, change(node('a', 3, 0))).pages;
  expect(twice.pages[0]?.edges[0]?.placedBy).toBe(read.pages[0]?.edges[0]?.node);
});

test('an older version never replaces a newer one', () => {
  expect(ids(patch(pages(node('a', 3)), change(node('a', 2))).pages)).toEqual(['a3']);
});

test('another urgency says that the order of rows is now another', () => {
  expect(patch(pages(node('a', 1)), change(node('a', 2, 1))).moved).toBe(true);
});

test('an order that may no longer be seen leaves', () => {
  expect(ids(patch(pages(node('a', 1), node('b', 1)), change(null)).pages)).toEqual(['b1']);
});
