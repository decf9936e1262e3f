import { expect, test } from 'vitest';
import { leafOf, rootByPath, trusted, verify, type Proof } from './proof';
import vectors from './proof.vectors.json';

// Five events, their checkpoint and its signature, as the gateway's own audit made them.
const { checkpoint, signature, publicKey, keys, events } = vectors;
const KNOWN = new Set(keys.map(({ id }) => id));
const SHOWN = { kind: 'OPERATION', subject: 's-1' };
const proofs: Proof[] = events.map((event) => ({ ...event, writer: 'w-1', shown: SHOWN, checkpoint, signature, publicKey }));
const [proof] = proofs as [Proof, ...Proof[]];
const failing = async (changed: Partial<Proof>): Promise<string[]> => (await verify({ ...proof, ...changed }, KNOWN)).filter(({ holds }) => !holds).map(({ step }) => step);
const flip = (hex: string): string => hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));

test.each(proofs.map((each) => [each.sequence, each] as const))('event %d of five is proven', async (_, each) => {
  expect((await verify(each, KNOWN)).map(({ holds }) => holds)).toEqual([true, true, true, true]);
});

test('a changed event no longer leads to the signed root', async () => {
  expect(await failing({ text: proof.text.replace('Order', 'Older') })).toEqual(['path']);
});

test('an event that calls itself another is found', async () => {
  expect(await failing({ text: proofs[1]?.text ?? '' })).toEqual(['event', 'path']);
});

test('an event that is shown as another than its text says is found', async () => {
  expect(await failing({ shown: { ...SHOWN, subject: 's-2' } })).toEqual(['event']);
  expect(await failing({ shown: { ...SHOWN, kind: 'LOGIN' } })).toEqual(['event']);
  expect(await failing({ body: { name: null, disclosed: [], purpose: 'TREAT' } })).toEqual([]);
  expect(await failing({ body: { disclosed: ['DIRECT'] } })).toEqual(['event']);
});

test('what can’t be read at all is found as well, and stops nobody from checking the others', async () => {
  expect(await failing({ checkpoint: 'x' })).toEqual(['place', 'path', 'signature']);
  expect(await failing({ text: 'null' })).toEqual(['event', 'path']);
  expect(await failing({ path: ['zz'] })).toEqual(['path']);
  expect(await failing({ signature: 'zz' })).toEqual(['signature']);
  expect(await failing({ publicKey: 'zz' })).toEqual(['signature']);
});

test('a path with a changed, a missing or an additional sibling is found', async () => {
  const [first = '', ...rest] = proof.path;
  for (const path of [[flip(first), ...rest], rest, [...proof.path, first]]) expect(await failing({ path })).toEqual(['path']);
});

test('a checkpoint that was changed is not what was signed', async () => {
  expect(await failing({ checkpoint: checkpoint.replace('"number":3', '"number":4') })).toEqual(['signature']);
});

test('a changed signature, or another key, is found', async () => {
  expect(await failing({ signature: flip(signature) })).toEqual(['signature']);
  expect(await failing({ publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a' })).toEqual(['signature']);
});

test('an event beyond its checkpoint has no place there', async () => {
  expect(await failing({ sequence: 13 })).toContain('place');
});

test('a single leaf is its own root', async () => {
  const leaf = await leafOf('{}');
  expect(await rootByPath(leaf, 0, 1, [])).toEqual(leaf);
});

test('a signature by a key that nobody introduced counts for nothing', async () => {
  expect((await verify(proof, new Set())).filter(({ holds }) => !holds).map(({ step }) => step)).toEqual(['signature']);
});

test('a key is known when one before it signed its introduction', async () => {
  expect([...(await trusted(keys))]).toEqual(keys.map(({ id }) => id));
});

test('a key with another introduction, another id or none before it is not known', async () => {
  const [first, second] = keys as [(typeof keys)[number], (typeof keys)[number]];
  const ids = async (changed: Partial<typeof second>): Promise<string[]> => [...(await trusted([first, { ...second, ...changed }]))];
  expect(await ids({ introduction: flip(second.introduction ?? '') })).toEqual([first.id]);
  expect(await ids({ id: flip(second.id) })).toEqual([first.id]);
  expect(await ids({ after: flip(first.id) })).toEqual([first.id]);
});
