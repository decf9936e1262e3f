import { expect, test } from 'vitest';
import { checkCharacter } from './identifiers';
import { soughtOf } from './sought';

const COI = 'CHA999126K7M2QD';
const DIN = 'A999926123456';

test.each([
  ['typed with its check character', `CH A9991 26 K7M2QD ${checkCharacter(COI)}`],
  ['typed without', 'cha999126k7m2qd'],
  ['scanned', '&/CHA999126K7M2QD'],
])('a chain of identity %s is looked up as it is stored', (_, text) => {
  expect(soughtOf(text)).toEqual({ coi: COI });
});

test('a chain of identity with a wrong check character is not looked up', () => {
  const wrong = checkCharacter(COI) === 'A' ? 'B' : 'A';
  expect(soughtOf(`${COI}${wrong}`)).toBe('CHECK_CHARACTER');
});

test.each([
  ['scanned', `=${DIN}00`, DIN],
  ['typed with its check character', `A9999 26 123456 ${checkCharacter(DIN)}`, `A9999 26 123456 ${checkCharacter(DIN)}`],
])('a donation number %s is looked up without what the label adds', (_, text, number) => {
  expect(soughtOf(text)).toEqual({ number, din: DIN });
});

test.each(['TS-88001', '4471 0932', '1234567890123', '12345678901234', 'TS-2026-01-02', '1961-04-03'])('%s is a number as it is', (text) => {
  expect(soughtOf(` ${text} `)).toEqual({ number: text, din: expect.any(String) as string });
});

test.each([
  ['Müller Anna 1961-04-03', 'Müller Anna'],
  ['1961-4-3 Anna Müller', 'Anna Müller'],
  ['Müller, Anna, 3.4.1961', 'Müller Anna'],
  ['Anna 03. 04. 1961 Müller', 'Anna Müller'],
])('%s is a person', (text, name) => {
  expect(soughtOf(text)).toEqual({ name, birthDate: '1961-04-03' });
});

test.each(['Anna Müller 04/03/1961', 'Anna 1961-02-30', 'Anna 31.2.1961', 'Anna 3.4.61'])('%s has no day that is sure', (text) => {
  expect(soughtOf(text)).toBe('BIRTH_DATE');
});

test('nothing is nothing to look for', () => {
  expect(soughtOf('  ')).toBeNull();
});
