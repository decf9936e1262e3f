// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ExplainCard } from './ExplainCard';

beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test('a card that can’t be filled says why', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ errors: [{ message: 'More came at once: try again.', extensions: { code: 'OVERLOADED' } }] }));
  const place = document.body.appendChild(document.createElement('div'));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () => createRoot(place).render(<QueryClientProvider client={client}><ExplainCard /></QueryClientProvider>));
  await act(async () => new Promise((done) => void setTimeout(done, 20)));
  expect(place.querySelector('[role=alert]')?.textContent).toContain('More came at once');
});
