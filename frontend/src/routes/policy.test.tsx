// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { drawing, settle } from '../testing/drawing';
import { queryClient, ViewerProvider, type Viewer } from '../lib/session';
import { PolicyPage } from './policy';

drawing();

const VIEWER = { subject: 's-2', roles: [], realmRoles: ['privacy-officer'], purpose: 'HCOMPL' } as unknown as Viewer;
const version = (number: number): object => ({ number, version: `v${number}`, reason: null, proposedBy: 's-1', approvedBy: 's-2', inForceSince: '2026-11-18T09:14:00Z', replaces: null });
const PROPOSAL = { id: 'p1', basedOn: 2, rollsBackTo: null, version: 'v3', reason: 'why', state: 'PROPOSED', proposedBy: 's-1', proposedAt: '2026-11-18T09:14:00Z', decidedBy: null, decidedAt: null, preview: { fields: [], roles: [], people: 0, cells: 0, wider: 0, changes: [] } };
const TABLE = { stepRoles: [], breakGlassRoles: [], breakGlassClasses: [], lines: [{ place: ['base', 'finance'], cells: [{ fieldClass: 'DIRECT', visibility: 'PARTIAL', choices: ['CLEAR', 'PARTIAL'] }] }] };
const DESK = {
  policyVersions: { __typename: 'PolicyVersions', versions: [version(2), version(1)] },
  policyProposals: { __typename: 'PolicyProposals', proposals: [PROPOSAL] },
  policyInForce: { __typename: 'PolicyVersion', number: 2, table: TABLE },
  trustedDocuments: [],
};

/** Press a button as the keyboard does: it has the focus first. */
async function press(name: string): Promise<void> {
  const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
  button?.focus();
  await act(async () => button?.click());
  await settle();
}

/** What has the focus. */
const at = (): string => (document.activeElement === document.body ? 'nowhere' : (document.activeElement?.textContent ?? '').slice(0, 60) || (document.activeElement?.tagName ?? ''));

/** The page over what the gateway knows. */
async function drawn(desk: object): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async () => Response.json({ data: desk }));
  const place = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(place).render(<QueryClientProvider client={queryClient}><ViewerProvider value={VIEWER}><PolicyPage /></ViewerProvider></QueryClientProvider>));
  await settle();
  return place;
}

const proposed = (changed: object): object => ({ ...DESK, policyProposals: { __typename: 'PolicyProposals', proposals: [{ ...PROPOSAL, ...changed }] } });
const buttons = (place: HTMLElement): string[] => [...place.querySelectorAll('.policy-proposal button')].map(({ textContent }) => textContent ?? '');

test('the keyboard goes on where the page goes on', async () => {
  await drawn(DESK);
  await press('Approve');
  expect(at()).toContain('Put it in force as version 3?');
  await press('Change nothing');
  expect(at()).not.toBe('nowhere');
  await press('Go back to version 1');
  expect(at()).toBe('INPUT');
  await press('Propose a change');
  expect(at()).toContain('Who may see what');
  await press('Drop the changes');
  expect(document.activeElement?.contains(document.querySelector('[data-place]'))).toBe(true);
});

test('a proposal that this release refuses can be rejected, and no more', async () => {
  expect(buttons(await drawn(DESK))).toEqual(['Approve', 'Reject']);
  document.body.replaceChildren();
  queryClient.clear();
  const place = await drawn(proposed({ preview: null }));
  expect(buttons(place)).toEqual(['Reject']);
  expect(place.querySelector('.policy-proposal')?.textContent).toContain('reject it, and propose the change anew');
});

test('who rejected a proposal is not said to have approved it', async () => {
  const place = await drawn(proposed({ state: 'REJECTED', decidedBy: 's-3', decidedAt: '2026-11-19T09:14:00Z' }));
  const heads = [...place.querySelectorAll('details th')].map(({ textContent }) => textContent);
  expect(heads).toContain('Proposed, then decided');
  expect(heads).not.toContain('Proposed, then approved');
});
