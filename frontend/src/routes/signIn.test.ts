import { expect, test } from 'vitest';
import { entryOf } from './signIn';

test.each(['//elsewhere.example', '/\\elsewhere.example', 'https:elsewhere.example', '/a b'])('%s is no way back', (to) => {
  expect(entryOf({ return_to: to })).toEqual({});
});

test('a page of the portal is a way back', () => {
  expect(entryOf({ return_to: '/worklist?view=mine', why: 'idle' })).toEqual({ return_to: '/worklist?view=mine', why: 'idle' });
});
