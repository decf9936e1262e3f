// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { queryClient } from '../../lib/session';
import { Find } from './Find';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});
const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
  document.body.replaceChildren();
});

const order = (id: string): object => ({ id, status: 'RELEASED', product: { title: `Product ${id}`, vendor: 'Vendor' }, site: { name: 'Alder' } });

/** Type into the look-up and press enter; the gateway answers `data`. */
async function lookedUp(typed: string, data: object | null, refusal?: { code: string; message: string }): Promise<{ place: HTMLElement; address: () => string; sent: { url: string; body: string }[] }> {
  const sent: { url: string; body: string }[] = [];
  globalThis.fetch = async (url, options) => {
    sent.push({ url: String(url), body: String(options?.body) });
    const errors = refusal ? [{ message: refusal.message, extensions: { code: refusal.code } }] : [];
    return Promise.resolve(Response.json({ data, errors }));
  };
  const root = createRootRoute({ component: () => <><Find /><Outlet /></> });
  const page = createRoute({ getParentRoute: () => root, path: '/orders/$id', component: () => null });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory(), defaultNotFoundComponent: () => null });
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<QueryClientProvider client={queryClient}><RouterProvider router={router as never} /></QueryClientProvider>));
  const input = place.querySelector('input') as HTMLInputElement;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, typed);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => void place.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
  await act(async () => new Promise((done) => void setTimeout(done, 20)));
  return { place, address: () => router.state.location.href, sent };
}

const said = (place: HTMLElement): string => place.querySelector('[role=status]')?.textContent ?? '';

test('the one order of a number is opened, and the number stands in no address', async () => {
  const { address, sent } = await lookedUp('MRN-4711', { order: null, collected: null, patientOrders: [order('o1')] });
  expect(address()).toBe('/orders/o1');
  expect(sent.map(({ url }) => url)).toEqual(['/graphql']);
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ variables: { number: 'MRN-4711', din: 'MRN-4711' } });
});

test('several orders of a patient are links, told apart by what is no secret', async () => {
  const { place, address, sent } = await lookedUp('Müller Anna 3.4.1961', { patientOrders: [order('o1'), order('o2')] });
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ variables: { person: { name: 'Müller Anna', birthDate: '1961-04-03' } } });
  expect([...place.querySelectorAll('li a')].map((link) => link.getAttribute('href'))).toEqual(['/orders/o1', '/orders/o2']);
  expect(said(place)).toBe('2 orders');
  expect(`${address()} ${place.querySelector('ul')?.textContent ?? ''}`).not.toMatch(/Müller|1961/);
});

test('an order that is found twice is one', async () => {
  const { address } = await lookedUp('4711', { order: order('o1'), collected: null, patientOrders: [order('o1')] });
  expect(address()).toBe('/orders/o1');
});

test('who may not look patients up is told so, and who may that there is nothing', async () => {
  const refused = await lookedUp('4711', { order: null, collected: null, patientOrders: null });
  expect(said(refused.place)).toMatch(/Patients can’t be looked up/);
  document.body.replaceChildren();
  const none = await lookedUp('4711', { order: null, collected: null, patientOrders: [] });
  expect(said(none.place)).toMatch(/Nothing that you may see/);
});

test('a birth date that is not sure is not sent', async () => {
  const { place, sent } = await lookedUp('Anna Müller 04/03/1961', {});
  expect(sent).toEqual([]);
  expect(said(place)).toMatch(/Write the birth date as/);
});

test('a refusal is told as one, and not as a portal that is away', async () => {
  const { place } = await lookedUp('4711', null, { code: 'BUDGET_SPENT', message: 'The budget is spent: wait.' });
  expect(said(place)).toBe('The budget is spent: wait.');
});
