export type StreamEvent = { event: string; data: string; id: string | null };

/**
 * Reads server-sent events out of a text that arrives in pieces (WHATWG HTML, 9.2.6).
 * `feed` answers the events completed by this piece; comments, which keep a line open, are dropped.
 */
export function eventReader(): (piece: string) => StreamEvent[] {
  let rest = '';
  let fields = { event: 'message', data: [] as string[], id: null as string | null };

  const take = (line: string, done: StreamEvent[]): void => {
    if (line === '') {
      if (fields.data.length > 0 || fields.event !== 'message') done.push({ ...fields, data: fields.data.join('\n') });
      fields = { event: 'message', data: [], id: null };
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') fields.event = value;
    if (name === 'data') fields.data.push(value);
    if (name === 'id') fields.id = value;
  };

  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    const done: StreamEvent[] = [];
    for (const line of lines) take(line, done);
    return done;
  };
}
