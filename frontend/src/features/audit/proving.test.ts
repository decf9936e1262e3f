import { expect, test } from 'vitest';
import { trusted } from '../../lib/proof';
import vectors from '../../lib/proof.vectors.json';
import type { AuditEvent } from './events';
import { prove } from './proving';

const [first] = vectors.events as [(typeof vectors.events)[number]];
const { checkpoint, signature, publicKey: key } = vectors;
const EVENT = {
  ...first, id: 'w-1:8', writer: 'w-1', at: '2026-11-18T09:14:00.000000Z', kind: 'OPERATION', subject: 's-1', name: null, purpose: 'TREAT',
  operationName: null, code: null, disclosed: [], withheld: [], grants: [], orderCount: 1, patientCount: 1, proof: { path: first.path, checkpoint, signature, key },
} as unknown as AuditEvent;

/** The steps that fail for an event that is shown otherwise. */
async function failing(changed: Partial<AuditEvent>): Promise<string[]> {
  const proven = await prove({ ...EVENT, ...changed }, await trusted(vectors.keys));
  return proven.state === 'open' ? ['open'] : proven.steps.filter(({ holds }) => !holds).map(({ step }) => step);
}

test('an event that is shown as its signed text says is proven', async () => {
  expect(await failing({})).toEqual([]);
});

test('why somebody looked is held against the signed text', async () => {
  expect(await failing({ purpose: 'HOPERAT' })).toEqual(['event']);
  expect(await failing({ purpose: null })).toEqual(['event']);
});

test('so are the grants by which something was shown', async () => {
  expect(await failing({ grants: ['g-1'] })).toEqual(['event']);
  const text = EVENT.text.replace('{"operation"', '{"grants":[{"id":"g-1","patient":"00"}],"operation"');
  expect(await failing({ text, grants: [] })).toEqual(['event', 'path']);
  expect(await failing({ text, grants: ['g-1'] })).toEqual(['path']);
});
