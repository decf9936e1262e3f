import { expect, test } from 'vitest';
import { Refused, Unreachable } from '../lib/transport';
import { de } from './de';
import { en } from './en';
import { undone } from './index';

test('an act without an answer is not said to have changed nothing', () => {
  expect(undone(en, new Unreachable('status 502'))).toBe(`${en.states.away}. ${en.states.perhaps}`);
  expect(undone(en, new Unreachable('status 502'))).not.toMatch(/nothing was changed/i);
});

test('a refused act is told by why, with the id of a fault', () => {
  expect(undone(de, new Refused('READ_ONLY', 'Keycloak does not answer'))).toBe(de.refusals['READ_ONLY']);
  expect(undone(en, new Refused('INTERNAL', 'Tell the operator the id.', '0190-7f'))).toBe('Tell the operator the id. 0190-7f');
  expect(undone(en, new Refused('HTTP_413', ''))).toContain('HTTP_413');
});
