import type { TypedDocumentString } from '../gql/graphql';
import { learnServerTime } from './clock';

/** The session is over: the screen is cleared and the signed-out page takes its place. */
export class SignedOut extends Error {}

/** The gateway answered with a code of its own; `reference` is what its log knows. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly reference: string | null = null,
  ) {
    super(message);
  }
}

/** No answer came: the network, or the gateway, is away. */
export class Unreachable extends Error {}

export type Document<Result, Variables> = TypedDocumentString<Result, Variables>;
type GraphqlError = { message: string; extensions?: { code?: string; id?: string } };
type Answer<Result> = { data?: Result | null; errors?: GraphqlError[] };

/** Whether somebody is there: only `input` keeps a session from its idle end. */
export type Presence = 'input' | 'background';

export function headersFor(accept: string, presence: Presence = 'background'): Record<string, string> {
  return { 'content-type': 'application/json', accept, 'x-portal': presence };
}

/** The body of a trusted operation: its hash, never its text. */
export function bodyOf<Result, Variables>(document: Document<Result, Variables>, variables: Variables): string {
  const meta = document.__meta__ as { hash: string } | undefined;
  return JSON.stringify({ documentId: meta?.hash ?? '', variables });
}

async function post(body: string, presence: Presence, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: headersFor('application/graphql-response+json', presence),
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(signal ? { signal } : {}),
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Unreachable('no answer from the gateway', { cause: fault });
  }
}

async function answerOf<Result>(response: Response): Promise<Answer<Result>> {
  try {
    return (await response.json()) as Answer<Result>;
  } catch (fault) {
    if (response.status >= 500) throw new Unreachable(`status ${response.status}`, { cause: fault });
    throw new Refused(`HTTP_${response.status}`, '');
  }
}

/** Run one trusted operation. Data with errors counts as data: masks never make an error. */
export async function request<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
  presence: Presence = 'background',
): Promise<Result> {
  const response = await post(bodyOf(document, variables), presence, signal);
  learnServerTime(response.headers.get('date'));
  if (response.status === 401) throw new SignedOut('the session is over');
  const answer = await answerOf<Result>(response);
  if (answer.data) return answer.data;
  const [error] = answer.errors ?? [];
  const { code = `HTTP_${response.status}`, id: reference = null } = error?.extensions ?? {};
  throw new Refused(code, error?.message ?? '', reference);
}

/** End the session at the gateway; the answer is where the sign-in server ends its own. */
export async function signOut(): Promise<string> {
  const response = await fetch('/logout', { method: 'POST', headers: headersFor('application/json'), body: '{}' });
  if (!response.ok) return '/signed-out';
  const { location } = (await response.json()) as { location?: string };
  return location ?? '/signed-out';
}
