import { act } from 'react';
import { afterEach, beforeAll, vi } from 'vitest';
import { queryClient, type Viewer } from '../lib/session';

/** Somebody for whom a test draws a page. */
export const SOMEBODY = { subject: 's-2', roles: [], realmRoles: [], purpose: 'HCOMPL' } as unknown as Viewer;

/** For tests that draw: React may wait for what they do, and each begins with an empty page that knows nothing. */
export function drawing(): void {
  beforeAll(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));
  afterEach(() => {
    vi.unstubAllGlobals();
    queryClient.clear();
    document.body.replaceChildren();
  });
}

/** Wait until what was asked for is drawn. */
export const settle = async (): Promise<void> => act(async () => new Promise((done) => void setTimeout(done, 30)));
