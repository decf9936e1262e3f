import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { serverNow } from '../../lib/clock';
import { trusted, verify, type Checked, type SigningKey } from '../../lib/proof';
import type { AuditEvent } from './events';

/** How an event's proof came out: not yet covered by a checkpoint, or each step of the check. */
export type Proven = { state: 'open' } | { state: 'proven' | 'broken'; steps: readonly Checked[] };

/** A checkpoint is signed within seconds, or once a killed process was silent for ten minutes: this is neither. */
const LATE_MS = 1_200_000;

/** Whether an event that no checkpoint covers should long have had one. */
export const overdue = (at: string): boolean => serverNow() - Date.parse(at) > LATE_MS;

export async function prove(event: AuditEvent, keys: ReadonlySet<string>): Promise<Proven> {
  const { text, writer, sequence, proof, at, kind, subject, purpose, operationName, code, disclosed, withheld, grants } = event;
  if (!proof) return { state: 'open' };
  const shown = { at, kind, subject };
  const body = { purpose, name: operationName, code, disclosed, withheld, grants };
  const steps = await verify({ ...proof, text, writer, sequence, shown, body, publicKey: proof.key }, keys);
  return { state: steps.every(({ holds }) => holds) ? 'proven' : 'broken', steps };
}

export type Outcome = ReadonlyMap<string, Proven>;

/** The proof of every event shown, computed in this browser; made again only for what came anew. */
export function useProofs(events: readonly AuditEvent[], keys: readonly SigningKey[]): UseQueryResult<Outcome> {
  return useQuery({
    queryKey: ['proofs', events.map(({ id, proof }) => [id, proof?.checkpoint]), keys.map(({ id }) => id)],
    queryFn: async () => {
      const known = await trusted(keys);
      return new Map(await Promise.all(events.map(async (event) => [event.id, await prove(event, known)] as const)));
    },
    enabled: events.length > 0 && keys.length > 0,
    placeholderData: (held) => held,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
}
