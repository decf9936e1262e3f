import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { makeFragmentData } from '../gql';
import type { ShownTextFragment } from '../gql/graphql';
import { ShownText } from '../lib/protected';
import { Masked, MaskedName } from './Masked';

const text = (value: string | null, visibility: ShownTextFragment['visibility'], reason: ShownTextFragment['reason'] = null) =>
  makeFragmentData({ value, visibility, reason }, ShownText);
const words = (markup: string): string => markup.replaceAll(/<[^>]*>/g, '');

test('a value in clear is plain text', () => {
  expect(renderToStaticMarkup(<Masked value={text('C83.3', 'CLEAR')} />)).toBe('<span>C83.3</span>');
});

test('what is absent and what is not known are told apart in words', () => {
  const drawn = (['ABSENT', 'NOT_KNOWN'] as const).map((reason) => words(renderToStaticMarkup(<Masked value={text(null, 'CLEAR', reason)} />)));
  expect(drawn).toEqual(['not recorded', 'not known yet']);
});

test('a mask has a word, a shape and its reason', () => {
  const markup = renderToStaticMarkup(<Masked value={text(null, 'WITHHELD', 'ROLE')} />);
  expect(markup).toContain('<svg');
  expect(words(markup)).toBe('Withheld (your role does not need it)');
});

test('an erased value says so, whatever its visibility', () => {
  expect(words(renderToStaticMarkup(<Masked value={text(null, 'WITHHELD', 'ERASED')} />))).toContain('Erased');
});

test('a shortened name carries its sign once', () => {
  const markup = renderToStaticMarkup(<MaskedName family={text('K.', 'PARTIAL', 'ROLE')} given={text('A.', 'PARTIAL', 'ROLE')} />);
  expect(markup.match(/<svg/g)).toHaveLength(1);
  expect(words(markup)).toContain('K., A.');
});

test('a token stands once for the whole name', () => {
  const token = text('P-7f3k-92qd', 'PSEUDONYM', 'ROLE');
  expect(words(renderToStaticMarkup(<MaskedName family={token} given={token} />)).match(/P-7f3k-92qd/g)).toHaveLength(1);
});
