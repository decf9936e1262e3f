// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { queryClient } from '../../lib/session';
import { drawing, settle } from '../../testing/drawing';
import { TraceCard } from './TraceCard';

drawing();

test('who is refused the clients is told why, instead of being offered none', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ data: { apiClients: { __typename: 'Denied', code: 'NEVER_HEARD', message: 'Sign in with a second factor.' } } }));
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<QueryClientProvider client={queryClient}><TraceCard /></QueryClientProvider>));
  await settle();
  expect(place.querySelector('[role=alert]')?.textContent).toContain('second factor');
});
