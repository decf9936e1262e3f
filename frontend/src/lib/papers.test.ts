import { afterEach, expect, test, vi } from 'vitest';
import { download, nameOf } from './papers';
import { Refused, SignedOut, Unreachable } from './transport';

afterEach(() => vi.unstubAllGlobals());
const answering = (make: () => Response): unknown => vi.stubGlobal('fetch', vi.fn(async () => make()));
const named = (said: string): string | null => nameOf(new Response('', { headers: { 'content-disposition': said } }));

test('a refusal is told in the words of the gateway', async () => {
  answering(() => Response.json({ errors: [{ message: 'Only the privacy officer', extensions: { code: 'RIGHTS_REFUSED' } }] }, { status: 403 }));
  await expect(download('p', 'subject-access.json', 'en')).rejects.toEqual(new Refused('RIGHTS_REFUSED', 'Only the privacy officer'));
  answering(() => new Response('<html>', { status: 502 }));
  await expect(download('p', 'subject-access.json', 'en')).rejects.toEqual(new Refused('HTTP_502', ''));
});

test('a session that is over, and no answer at all, are told apart', async () => {
  answering(() => new Response('', { status: 401 }));
  await expect(download('p', 'disclosures.csv', 'en')).rejects.toBeInstanceOf(SignedOut);
  vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('away'))));
  await expect(download('p', 'disclosures.csv', 'en')).rejects.toBeInstanceOf(Unreachable);
});

test('a file has the name that the gateway gave, if that is one', () => {
  expect(named('attachment; filename="disclosures-3f2504e0.csv"')).toBe('disclosures-3f2504e0.csv');
  expect(named('attachment; filename="../x"')).toBe(null);
  expect(nameOf(new Response(''))).toBe(null);
});
