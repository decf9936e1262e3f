import { expect, test } from 'vitest';
import { searchOf } from './Filters';

test('an address keeps codes only: a name or a number typed into it is dropped', () => {
  expect(searchOf({ status: 'RELEASED', owner: 'KELLER, Anton', overlay: '44710932', patient: 'KELLER' })).toEqual({ status: 'RELEASED' });
});
