// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { serverNow } from '../../lib/clock';
import { drawing } from '../../testing/drawing';
import { ProofCard } from './ProofCard';
import type { Proven } from './proving';

drawing();

/** The card of an event of so many minutes ago. */
async function card(minutes: number, proven: Proven | undefined): Promise<HTMLElement> {
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<ProofCard sequence={8} at={new Date(serverNow() - minutes * 60_000).toISOString()} proven={proven} />));
  return place;
}

test.each<[string, Proven | undefined]>([['is not checked', undefined], ['no checkpoint covers', { state: 'open' }]])('an event that %s has no good sign', async (_, proven) => {
  const place = await card(1, proven);
  expect(place.querySelector('svg')).not.toBeNull();
  expect(place.querySelector('.tone-good')).toBeNull();
});

test('an event that nothing signs is not said to be signed within seconds', async () => {
  expect((await card(12, { state: 'open' })).textContent).toContain('signed within seconds');
  const late = await card(21, { state: 'open' });
  expect(late.textContent).toContain('have the chain verified');
  expect(late.textContent).not.toContain('within seconds');
});

test('one that is proven has it', async () => {
  expect((await card(21, { state: 'proven', steps: [] })).querySelector('.tone-good')).not.toBeNull();
});
