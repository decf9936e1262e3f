// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { drawing, settle, SOMEBODY } from '../testing/drawing';
import { queryClient, ViewerProvider } from '../lib/session';
import { AuditPage } from './audit';

drawing();

const EVENT = {
  id: 'e2', writer: 'w', sequence: 2, at: '2026-11-18T09:14:00Z', kind: 'OPERATION', subject: 's-1', name: null, purpose: 'TREAT',
  operationName: null, code: null, disclosed: [], withheld: [], grants: [], orderCount: 1, patientCount: 1, text: '{}', proof: null,
};
const PAGE = { __typename: 'AuditEventConnection', nodes: [EVENT], pageInfo: { hasNextPage: true, endCursor: 'c2' } };

/** Draw the log and ask for earlier events; `further` answers that. */
async function goneOn(further: () => object): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const { variables } = JSON.parse(body) as { variables: { after: string | null } };
    return Response.json(variables.after === null ? { data: { auditKeys: [], auditEvents: PAGE } } : further());
  });
  const root = createRootRoute({ component: Outlet });
  const page = createRoute({ getParentRoute: () => root, path: '/audit', component: AuditPage });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory({ initialEntries: ['/audit'] }) });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<QueryClientProvider client={queryClient}><ViewerProvider value={SOMEBODY}><RouterProvider router={router as never} /></ViewerProvider></QueryClientProvider>));
  await settle();
  await act(async () => [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Show earlier events')?.click());
  await settle();
  return place;
}

test('earlier events that did not come are said not to have come', async () => {
  const place = await goneOn(() => ({ errors: [{ message: 'More came at once: try again.', extensions: { code: 'OVERLOADED' } }] }));
  expect(place.querySelector('[role=alert]')?.textContent).toContain('More came at once');
  expect(place.querySelectorAll('[data-event]').length).toBe(1);
});

test('a log that ends for a reader who lost the role does not look like its beginning', async () => {
  const place = await goneOn(() => ({ data: { auditKeys: [], auditEvents: { __typename: 'Denied', code: 'AUDIT_REFUSED', message: 'Only auditors.' } } }));
  expect(place.querySelector('[role=alert]')?.textContent).toContain('Only auditors.');
});
