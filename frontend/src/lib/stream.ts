import { eventReader } from './sse';
import { bodyOf, headersFor, SignedOut, Unreachable, type Document } from './transport';

export type StreamHooks<Result> = {
  onOpen: () => void;
  onData: (data: Result) => void;
  onDown: () => void;
  onSignedOut: () => void;
};

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** Twice the last wait, at most 30 s, less up to a quarter so that a ward does not return as one. */
export function nextWait(attempt: number, chance: number): number {
  return Math.round(Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (1 - chance / 4));
}

async function open(body: string, lastId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const resume: Record<string, string> = lastId === null ? {} : { 'last-event-id': lastId };
  const headers = { ...headersFor('text/event-stream'), ...resume };
  const response = await fetch('/graphql', { method: 'POST', headers, body, signal, cache: 'no-store' });
  if (response.status === 401) throw new SignedOut('the session is over');
  if (!response.ok || response.body === null) throw new Unreachable(`status ${response.status}`);
  return response.body;
}

/** Follow a subscription until `signal` aborts; reconnects with Last-Event-ID and a growing wait. */
export async function follow<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  hooks: StreamHooks<Result>,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  let attempt = 0;
  const body = bodyOf(document, variables);

  const drain = async (source: ReadableStream<Uint8Array>): Promise<void> => {
    const reader = source.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    const feed = eventReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      for (const { event, data, id } of feed(step.value)) {
        lastId = id ?? lastId;
        attempt = 0;
        if (event === 'complete') return;
        const payload = event === 'next' ? (JSON.parse(data) as { data?: Result | null }) : {};
        if (payload.data) hooks.onData(payload.data);
      }
    }
  };

  while (!signal.aborted) {
    try {
      const source = await open(body, lastId, signal);
      hooks.onOpen();
      await drain(source);
    } catch (fault) {
      if (signal.aborted) return;
      if (fault instanceof SignedOut) return hooks.onSignedOut();
    }
    if (signal.aborted) return;
    hooks.onDown();
    await new Promise((resolve) => setTimeout(resolve, nextWait(attempt, Math.random())));
    attempt += 1;
  }
}
