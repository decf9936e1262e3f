// @vitest-environment happy-dom
import { act } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { drawing, settle, SOMEBODY } from '../../testing/drawing';
import { queryClient, ViewerProvider } from '../../lib/session';
import { RectificationCard } from './RectificationCard';

drawing();

const OTHERS = { id: 'r1', field: 'PHONE', state: 'ASKED', askedBy: 's-1', askedAt: '2026-11-18T09:14:00Z', decidedBy: null, decidedAt: null, inForce: false, manufacturerSays: null, toBeTold: false, mine: false };
const shown = (...rectifications: object[]): object => ({ __typename: 'PatientRectifications', rectifications });
const refusal = { __typename: 'Conflict', code: 'RECTIFICATION_MISMATCH', message: 'That is not what was asked for' };

/** Draw the card of what was asked; the gateway answers acts one after the other, with null for no answer at all. */
async function drawn(asked: object, ...answers: (object | null)[]): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const { variables } = JSON.parse(body) as { variables: { value?: string } };
    if (variables.value === undefined) return Response.json({ data: { patientRectifications: asked } });
    const next = answers.shift();
    if (next == null) throw new TypeError('away');
    return Response.json({ data: { askRectification: next, approveRectification: next } });
  });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(
    <QueryClientProvider client={queryClient}><ViewerProvider value={SOMEBODY}><RectificationCard patient="p" place={{ language: 'en', zone: 'UTC' }} /></ViewerProvider></QueryClientProvider>,
  ));
  await settle();
  return place;
}

async function set(field: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
  const kind = field instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
  await act(async () => {
    Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event(kind === HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  });
}
async function send(field: HTMLInputElement): Promise<void> {
  await act(async () => void field.closest('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
  await settle();
}

test('what was typed to ask stays until it was taken', async () => {
  const place = await drawn(shown(), null, { ...refusal, code: 'RECTIFICATION_VALUE' }, shown(OTHERS));
  const value = place.querySelector<HTMLInputElement>('#rectify-value') as HTMLInputElement;
  await set(place.querySelector('select') as HTMLSelectElement, 'PHONE');
  await set(value, '+41 44 000 00 00');
  await send(value);
  expect(value.value).toBe('+41 44 000 00 00');
  await send(value);
  expect(value.value).toBe('+41 44 000 00 00');
  await send(value);
  expect([value.value, place.querySelector('select')?.value]).toEqual(['', '']);
});

test('what the second person typed stays to be compared with the document', async () => {
  const place = await drawn(shown(OTHERS), refusal);
  const value = place.querySelector<HTMLInputElement>('#again-r1') as HTMLInputElement;
  await set(value, '+41 44 000 00 01');
  await send(value);
  expect(place.querySelector('[role=alert]')?.textContent).toContain('That is not what was asked for');
  expect(value.value).toBe('+41 44 000 00 01');
});
