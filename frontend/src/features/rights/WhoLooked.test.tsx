// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ViewerProvider, type Viewer } from '../../lib/session';
import { WhoLooked } from './WhoLooked';

beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const VIEWER = { subject: 's-2', roles: [], realmRoles: [], purpose: 'HCOMPL' } as unknown as Viewer;
const event = (sequence: number): object => ({
  id: `e${sequence}`, writer: 'w', sequence, at: '2026-11-18T09:14:00Z', kind: 'OPERATION', subject: 's-1', name: null, purpose: 'TREAT',
  operationName: null, code: null, disclosed: [], withheld: [], grants: [], orderCount: 1, patientCount: 1, text: '{}', proof: null,
});
const page = (sequences: number[], endCursor: string | null): object => ({ __typename: 'AuditEventConnection', nodes: sequences.map(event), pageInfo: { hasNextPage: endCursor !== null, endCursor } });
const settle = async (): Promise<void> => act(async () => new Promise((done) => void setTimeout(done, 20)));
const press = async (place: HTMLElement): Promise<void> => {
  await act(async () => void place.querySelector('button')?.click());
  await settle();
};

test('a report of more looks than a page says so, and goes on to the first of them', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const { after } = (JSON.parse(body) as { variables: { after: string | null } }).variables;
    sent.push(after);
    return Response.json({ data: { disclosureReport: after === null ? page([3, 2], 'c2') : page([1], null) } });
  });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(
    <QueryClientProvider client={new QueryClient()}><ViewerProvider value={VIEWER}><WhoLooked patient="p" place={{ language: 'en', zone: 'UTC' }} /></ViewerProvider></QueryClientProvider>,
  ));
  await press(place);
  expect(place.textContent).toContain('2 events, and earlier ones');
  await press(place);
  expect(sent).toEqual([null, 'c2']);
  expect([...place.querySelectorAll('[data-event]')].map((row) => row.getAttribute('data-event'))).toEqual(['e3', 'e2', 'e1']);
  expect(place.textContent).toContain('3 events');
  expect(place.querySelector('button')).toBe(null);
});
