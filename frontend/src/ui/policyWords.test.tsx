import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { ClassSightFragment } from '../gql/graphql';
import { ViewerProvider, type Viewer } from '../lib/session';
import { de } from '../messages/de';
import { en, type Messages } from '../messages/en';
import { fr } from '../messages/fr';
import { caseWords, lineWords } from './policyWords';
import { SightList } from './Sights';

const LANGUAGES: readonly (readonly [string, Messages])[] = [['English', en], ['German', de], ['French', fr]];
const LINES = ['base.finance', 'relation.STEP_SITE.finance.COMMERCIAL', 'purpose.HPAYMT', 'flags.restricted', 'flags.erased', 'break_glass.opens'];
const CASES = [
  { roles: [{ role: 'finance', place: 'OWN_SITE' }], flags: ['ON_CARE_TEAM', 'RESTRICTED'] },
  { roles: [{ role: 'finance', place: 'SERVING_SITE' }], flags: ['ERASED', 'BREAK_GLASS'] },
  { roles: [], flags: [] },
];

const words = (m: Messages): string[] => [...LINES.map((line) => lineWords(line, m)), ...CASES.map((one) => caseWords(one, m)), lineWords(null, m)];

test.each(LANGUAGES)('%s has words for every part of a line and of a case', (_, m) => {
  const said = words(m);
  expect(new Set(said).size).toBe(said.length);
  expect(said.join('|')).not.toMatch(/[A-Z]{2,}_|HPAYMT|STEP|base\.|flags|break_glass|opens\b.*opens|undefined/);
});

test('German and French say none of it in English', () => {
  for (const other of [de, fr]) words(other).forEach((said, at) => expect(said).not.toBe(words(en)[at]));
});

test('a line of a later release is shown as it came', () => {
  expect(lineWords('embargo.HELVANCE', en)).toBe('embargo.HELVANCE');
});

const VIEWER = { roles: [{ role: 'finance' }], realmRoles: [], purpose: 'HPAYMT' } as unknown as Viewer;
const sight = (line: string | null): ClassSightFragment => ({ fieldClass: 'CLINICAL', visibility: 'WITHHELD', reason: 'ROLE', clearFor: [], line, policyVersion: '2026-11@927a' });
const drawn = (line: string | null): string => renderToStaticMarkup(<ViewerProvider value={VIEWER}><SightList sights={[sight(line)]} /></ViewerProvider>);

test('beside a mask stands the line that made it, in words and as the document has it, and the version', () => {
  const markup = drawn('base.finance');
  expect(markup).toContain('what Finance is given');
  expect(markup).toContain('base.finance');
  expect(markup).toContain('2026-11@927a');
  expect(drawn(null)).toContain('no line');
});
