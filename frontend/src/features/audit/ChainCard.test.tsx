// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { serverNow } from '../../lib/clock';
import { ChainCard } from './ChainCard';
import type { AuditEvent } from './events';
import type { Outcome } from './proving';

beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
afterEach(() => document.body.replaceChildren());

/** The card over one event of so many minutes ago that no checkpoint covers. */
async function uncovered(minutes: number): Promise<HTMLElement> {
  const event = { id: 'e', at: new Date(serverNow() - minutes * 60_000).toISOString() } as AuditEvent;
  const outcome: Outcome = new Map([['e', { state: 'open' }]]);
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<ChainCard events={[event]} keys={[]} outcome={outcome} at={serverNow()} fault={null} place={{ language: 'en', zone: 'UTC' }} again={() => undefined} />));
  return place;
}

test('a checkpoint that is yet to come is waited for', async () => {
  const place = await uncovered(12);
  expect(place.textContent).toContain('1 wait for the next checkpoint.');
  expect(place.querySelector('svg')?.classList.contains('tone-good')).toBe(true);
});

test('one that never came is no good sign', async () => {
  const place = await uncovered(21);
  expect(place.textContent).toContain('1 have had no checkpoint for over 20 minutes');
  expect(place.textContent).not.toContain('wait for the next');
  expect(place.querySelector('svg')?.classList.contains('tone-good')).toBe(false);
});
