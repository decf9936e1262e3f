// @vitest-environment happy-dom
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test } from 'vitest';
import { useKeys } from './keys';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

async function heardAfter(press: (root: HTMLElement) => void): Promise<string[]> {
  const heard: string[] = [];
  function Page(): ReactNode {
    useKeys({ j: () => heard.push('j'), 'g w': () => heard.push('g w') });
    return <input aria-label="find" />;
  }
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  await act(async () => root.render(<Page />));
  press(place);
  await act(async () => root.unmount());
  place.remove();
  return heard;
}
const key = (on: Element, name: string, more: KeyboardEventInit = {}): boolean =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, ...more }));

test('a letter acts, and two letters act as a pair', async () => {
  expect(await heardAfter((place) => ['j', 'g', 'w'].forEach((name) => key(place, name)))).toEqual(['j', 'g w']);
});

test('letters typed into a field are text', async () => {
  expect(await heardAfter((place) => key(place.querySelector('input') ?? place, 'j'))).toEqual([]);
});

test('keys held with control belong to the browser', async () => {
  expect(await heardAfter((place) => key(place, 'j', { ctrlKey: true }))).toEqual([]);
});
