import { afterEach, expect, test, vi } from 'vitest';
import type { TypedDocumentString } from '../gql/graphql';
import { Refused, request } from './transport';

afterEach(() => vi.unstubAllGlobals());
const DOCUMENT = { __meta__: { hash: 'sha256:0' } } as unknown as TypedDocumentString<unknown, object>;

test('a fault of ours comes with the id that the operator asks for', async () => {
  const errors = [{ message: 'A fault of ours: tell the operator the id.', extensions: { code: 'INTERNAL', id: '0190-7f' } }];
  vi.stubGlobal('fetch', async () => Response.json({ errors }, { status: 500 }));
  await expect(request(DOCUMENT, {})).rejects.toEqual(new Refused('INTERNAL', errors[0]?.message ?? '', '0190-7f'));
  await expect(request(DOCUMENT, {})).rejects.toHaveProperty('reference', '0190-7f');
});
