// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { PolicyCellInput } from '../../gql/graphql';
import type { Draft } from './draft';
import { EditorCard } from './EditorCard';

beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const cell = (fieldClass: PolicyCellInput['fieldClass']): [string, PolicyCellInput] => [fieldClass, { place: ['base', 'finance'], fieldClass, visibility: 'WITHHELD' }];
const ONE: Draft = new Map([cell('DIRECT')]);
const TWO: Draft = new Map([cell('DIRECT'), cell('QUASI')]);
const preview = (fields: number): object => ({ __typename: 'PolicyPreview', fields: Array.from({ length: fields }, (_, at) => `f${at}`), roles: ['finance'], people: 3, cells: fields, wider: 0, changes: [] });
const settle = async (): Promise<void> => act(async () => new Promise((done) => void setTimeout(done, 20)));

/** The editor with a reason typed; `answer` is what the gateway says to a preview of so many cells. */
async function editing(answer: (cells: number) => Promise<Response> | Response): Promise<{ place: HTMLElement; draw: (draft: Draft) => Promise<void>; propose: () => boolean }> {
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => answer((JSON.parse(body) as { variables: { cells: unknown[] } }).variables.cells.length));
  const place = document.body.appendChild(document.createElement('div'));
  const [root, client] = [createRoot(place), new QueryClient({ defaultOptions: { queries: { retry: false } } })];
  const draw = async (draft: Draft): Promise<void> => {
    await act(async () => root.render(<QueryClientProvider client={client}><EditorCard draft={draft} busy={false} act={() => undefined} stop={() => undefined} /></QueryClientProvider>));
    await settle();
  };
  await draw(ONE);
  const input = place.querySelector('input') as HTMLInputElement;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, 'why');
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  return { place, draw, propose: () => !(place.querySelector('[type=submit]') as HTMLButtonElement).disabled };
}

test('nothing is proposed before what it would change was shown', async () => {
  const { draw, propose } = await editing(async (cells) => (cells === 1 ? Response.json({ data: { policyPreview: preview(1) } }) : new Promise<Response>(() => undefined)));
  expect(propose()).toBe(true);
  await draw(TWO);
  expect(propose()).toBe(false);
});

test('a preview that did not come is said not to have come', async () => {
  const { place, propose } = await editing(() => Response.json({ errors: [{ message: 'More came at once: try again.', extensions: { code: 'OVERLOADED' } }] }));
  expect(place.textContent).toContain('More came at once');
  expect(propose()).toBe(false);
});
