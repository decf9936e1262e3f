import { expect, test } from 'vitest';
import { eventReader } from './sse';

test('an event is told once its blank line has come, however the text was cut', () => {
  const feed = eventReader();
  const text = 'event: next\nid: 7\ndata: {"a":\ndata: 1}\n\n';
  const found = [...text].flatMap((piece) => feed(piece));
  expect(found).toEqual([{ event: 'next', id: '7', data: '{"a":\n1}' }]);
});

test('a comment keeps the line open and tells nothing', () => {
  expect(eventReader()(': still here\n\n')).toEqual([]);
});

test('carriage returns end a line as line feeds do', () => {
  expect(eventReader()('event: complete\r\n\r\n')).toEqual([{ event: 'complete', id: null, data: '' }]);
});
