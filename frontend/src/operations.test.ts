import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';

const trusted = JSON.parse(readFileSync('operations.json', 'utf8')) as Record<string, string>;

test.each(Object.entries(trusted))('%s is the hash of its document', (id, text) => {
  expect(id).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
});

test('every document is valid for the committed schema', () => {
  const schema = buildSchema(readFileSync('../schema/portal.graphql', 'utf8'));
  expect(Object.values(trusted).flatMap((text) => validate(schema, parse(text)))).toEqual([]);
});

test('every operation of the pages is among them', () => {
  const used = [...readFileSync('src/gql/graphql.ts', 'utf8').matchAll(/sha256:[0-9a-f]{64}/g)].map(([id]) => id);
  expect(new Set(used)).toEqual(new Set(Object.keys(trusted)));
});
