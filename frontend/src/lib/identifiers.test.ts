import { expect, test } from 'vitest';
import { checkCharacter, grouped, spokenIdentifier } from './identifiers';

test.each([
  ['G123417654321', 'A'],
  ['A999921123456', '3'],
  ['A999818123456', 'N'],
  ['W000009123456', 'G'],
  ['G123489654321', 'Y'],
  ['G123498654321', 'H'],
])('the check character of %s is %s', (body, character) => {
  expect(checkCharacter(body)).toBe(character);
});

test('a chain of identity is spoken in its parts, with its check character', () => {
  expect(spokenIdentifier('CHA999126K7M2QD')).toBe(`CH A9991 26 K7M2QD check ${checkCharacter('CHA999126K7M2QD')}`);
});

test('a mask or a vendor’s own number is left as it came', () => {
  expect(spokenIdentifier('****M2QD')).toBe('****M2QD');
});

test('a record number stands in groups of four', () => {
  expect(grouped('44710932')).toBe('4471 0932');
});
