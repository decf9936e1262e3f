// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { drawing, settle, SOMEBODY } from '../testing/drawing';
import { queryClient, ViewerProvider, type Viewer } from '../lib/session';
import { PatientPage } from './patient';

drawing();

const standing = (...holds: string[]): object => ({
  __typename: 'PatientStanding', patient: 'p', restricted: false, erased: false, orders: [], erasure: null,
  holds: holds.map((id) => ({ id, kind: 'LEGAL_CLAIM', placedAt: '2026-11-18T09:14:00Z', placedBy: 's-1' })),
});

/** Draw the page of a patient for a reader. */
async function drawn(viewer: Viewer): Promise<HTMLElement> {
  const root = createRootRoute({ component: Outlet });
  const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Outlet });
  const page = createRoute({ getParentRoute: () => inside, path: '/patients/$id', component: PatientPage });
  const router = createRouter({ routeTree: root.addChildren([inside.addChildren([page])]), history: createMemoryHistory({ initialEntries: ['/patients/p'] }) });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<QueryClientProvider client={queryClient}><ViewerProvider value={viewer}><RouterProvider router={router as never} /></ViewerProvider></QueryClientProvider>));
  await settle();
  return place;
}

/** Draw the page and restrict; `restrict` answers the mutation, and the standing is `later` from then on. */
async function restricted(restrict: () => object, later: object): Promise<HTMLElement> {
  const held = { now: standing() };
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const { variables } = JSON.parse(body) as { variables: { restricted?: boolean } };
    if (variables.restricted === undefined) return Response.json({ data: { patientStanding: held.now, patientRectifications: { __typename: 'PatientRectifications', rectifications: [] } } });
    held.now = later;
    return Response.json({ data: { setRestriction: restrict() } });
  });
  const place = await drawn(SOMEBODY);
  await act(async () => [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Restrict')?.click());
  await settle();
  return place;
}

test('after a refusal the page shows how the patient stands now', async () => {
  const place = await restricted(() => ({ __typename: 'Conflict', code: 'PATIENT_ERASED', message: 'The patient was erased.' }), standing('h1'));
  expect(place.querySelector('[role=alert]')?.textContent).toBe('The patient was erased.');
  expect(place.querySelector('.holds strong')?.textContent).toBe('Legal claim');
});

test('after no answer too, and it is not said that nothing was changed', async () => {
  const place = await restricted(() => { throw new TypeError('the line broke'); }, standing('h1'));
  expect(place.querySelector('[role=alert]')?.textContent).toMatch(/may have been done/);
  expect(place.querySelector('.holds strong')?.textContent).toBe('Legal claim');
});

test('an auditor finds the report of who looked, and no more', async () => {
  const auditor = { subject: 's-3', roles: [{ role: 'auditor', site: { id: 'a', name: 'Alder', zone: 'UTC' } }], realmRoles: [], purpose: 'HCOMPL' } as unknown as Viewer;
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    asked.push(body);
    return Response.json({ data: { patientStanding: { __typename: 'Denied', code: 'RIGHTS_REFUSED', message: 'Only the privacy officer.' } } });
  });
  const place = await drawn(auditor);
  const buttons = [...place.querySelectorAll('button')].map(({ textContent }) => textContent.trim());
  expect(buttons).toEqual(['Who looked, as a table (CSV)', 'Who looked, to print (PDF)', 'Show who looked']);
  expect(asked.length, 'what is refused for sure is not asked for').toBe(1);
});
