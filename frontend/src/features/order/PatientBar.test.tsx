// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ViewerProvider, type Viewer } from '../../lib/session';
import { PatientBar } from './PatientBar';

beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
afterEach(() => document.body.replaceChildren());

const shown = { value: null, visibility: 'WITHHELD', reason: null };
const ORDER = { careTeam: null, coiId: shown, patient: { id: 'p1', familyName: shown, givenName: shown, birthDate: shown, sex: shown, mrn: shown, weightKg: shown } };

test.each([
  ['privacy officer', 'HCOMPL', ['privacy-officer'], [], 'Patient’s rights'],
  ['coordinator', 'TREAT', [], ['coordinator'], 'Something is wrong'],
  ['auditor', 'HCOMPL', [], ['auditor'], 'Who looked'],
  ['quality', 'HCOMPL', [], ['quality'], undefined],
])('a %s finds what they may do for the patient', async (_, purpose, realmRoles, roles, said) => {
  const viewer = { subject: 's', purpose, realmRoles, roles: roles.map((role) => ({ role, site: { id: 'a', name: 'Alder', zone: 'UTC' } })) } as unknown as Viewer;
  const router = createRouter({ routeTree: createRootRoute({ component: () => <PatientBar order={ORDER as never} /> }), history: createMemoryHistory() });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<ViewerProvider value={viewer}><RouterProvider router={router as never} /></ViewerProvider>));
  expect(place.querySelector('a')?.textContent).toBe(said);
});
