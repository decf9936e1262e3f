import { expect, test } from 'vitest';
import { trace, type Traced, type Wanted } from './tracing';

const WANTED: Wanted = { client: 'registry', pseudonym: 'P-aaaa-aaaa-aaaa', reason: 'SAFETY_REPORT' };
const piece = (orders: string[], next: string | null): Traced => ({ __typename: 'ResolvedPseudonym', records: orders.map((order) => ({ patient: 'p', order, field: null })), next });

function asking(...pieces: Traced[]): { asked: (string | null)[]; ask: (wanted: Wanted, after: string | null) => Promise<Traced> } {
  const asked: (string | null)[] = [];
  return { asked, ask: async (_, after) => {
    asked.push(after);
    return pieces[asked.length - 1] as Traced;
  } };
}

test('a trace goes on until every record was looked at, and tells all that was found', async () => {
  const { asked, ask } = asking(piece(['a'], '1'), piece([], '2'), piece(['b', 'c'], null));
  const found = await trace(WANTED, ask);
  expect(asked).toEqual([null, '1', '2']);
  expect(found.__typename === 'ResolvedPseudonym' ? found.records.map(({ order }) => order) : found).toEqual(['a', 'b', 'c']);
});

test('a refusal at the end is the answer', async () => {
  const refusal = { __typename: 'Invalid', code: 'PSEUDONYM_UNKNOWN', message: 'no such' } as Traced;
  const { ask } = asking(piece([], '1'), refusal);
  expect(await trace(WANTED, ask)).toBe(refusal);
});
