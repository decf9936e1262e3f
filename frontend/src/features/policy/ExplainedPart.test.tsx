// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { drawing } from '../../testing/drawing';
import type { Explanation } from './explained';
import { ExplainedPart } from './ExplainedPart';

drawing();

const field = (path: string, wherePartial: string): object => ({ path, fieldClass: 'QUASI', source: 'patients.quasi', price: 1, wherePartial });
const TOLD = {
  __typename: 'Explanation', purpose: 'HCOMPL', requested: 1, limit: 2, writtenBy: 'plan',
  fields: [field('order.patient.birthDate', 'PARTIAL'), field('order.patient.sex', 'WITHHELD')],
  classes: [{ fieldClass: 'QUASI', sights: [{ visibility: 'PARTIAL', reason: 'ROLE', situations: [], lines: ['base.quality'] }] }],
} as unknown as Explanation;

test('a field without a partial form is told as it is shown', async () => {
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<ExplainedPart told={TOLD} />));
  const way = place.querySelector('.sight-PARTIAL')?.parentElement?.textContent ?? '';
  expect(way).toContain('no partial form: order.patient.sex');
  expect(way).not.toContain('birthDate');
});
