import { expect, test } from 'vitest';
import { firstOf } from './growing';

test('the first rows keep their groups, and a group its whole count', () => {
  const groups: [string, number[]][] = [['now', [1, 2]], ['today', [3, 4, 5]], ['week', [6]]];
  expect(firstOf(groups, 3)).toEqual([['now', [1, 2], 2], ['today', [3], 3]]);
});
