// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test } from 'vitest';
import { ViewerProvider, type Viewer } from '../../lib/session';
import type { Place } from '../../lib/times';
import type { RowNode } from './row';
import type { Standing } from './bands';
import { WorklistTable } from './Worklist';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const VIEWER = { roles: [], realmRoles: [], purpose: 'TREAT' } as unknown as Viewer;
const PLACE: Place = { language: 'en', zone: 'UTC' };
const SOURCES = new Map();
const shown = { value: '2026-11-18T08:00:00Z', visibility: 'CLEAR', reason: null };

/** An order that counts how often its source is asked for: by the table, and by its row when that is drawn. */
function counted(id: string, draws: Record<string, number>): RowNode {
  const patient = { familyName: shown, givenName: shown, birthDate: shown, sex: shown, mrn: shown };
  const order = { id, version: 1, status: 'RELEASED', overlays: [], since: shown, staleAt: shown, lastLearnedAt: shown, vendorOrderNumber: shown, patient };
  return Object.defineProperty(order, 'connection', { get: () => void (draws[id] = (draws[id] ?? 0) + 1) }) as unknown as RowNode;
}

type Placed = Standing<RowNode>;
const placed = (row: RowNode): Placed => ({ row, placedBy: row, placedAt: Date.parse(shown.value) });

test('a change repaints its own row and no other', async () => {
  const draws: Record<string, number> = {};
  const [a, b, c] = ['a', 'b', 'c'].map((id) => placed(counted(id, draws))) as [Placed, Placed, Placed];
  const page: { replace?: (standing: Placed[]) => void } = {};
  function Page(): ReactNode {
    const [standing, set] = useState([a, b, c]);
    page.replace = set;
    return <WorklistTable standing={standing} sources={SOURCES} place={PLACE} />;
  }
  const router = createRouter({ routeTree: createRootRoute({ component: Page }), history: createMemoryHistory() });
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () => root.render(<ViewerProvider value={VIEWER}><RouterProvider router={router as never} /></ViewerProvider>));
  const before = { ...draws };
  await act(async () => page.replace?.([a, placed(counted('b', draws)), c]));
  const since = Object.fromEntries(Object.entries(draws).map(([id, count]) => [id, count - (before[id] ?? 0)]));
  // The table itself looks at each order once, for its source; a row drawn anew looks again.
  expect([since['a'], since['c']]).toEqual([1, 1]);
  expect(since['b']).toBeGreaterThan(1);
});
