import { Clock as ClockIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { serverNow, useNow } from '../../lib/clock';
import { leave, queryClient, type Viewer } from '../../lib/session';
import { clockTime, span } from '../../lib/times';
import { signOut } from '../../lib/transport';
import { useWords } from '../../messages';

const load = async (): Promise<{ default: typeof import('./StillThere').StillThere }> => ({ default: (await import('./StillThere')).StillThere });
const StillThere = lazy(load);

const COUNTDOWN_MS = 120_000;
const LAST_WORDS_MS = 600_000;
const RENEW_MS = 30_000;

const renew = (): void => void queryClient.invalidateQueries({ queryKey: ['viewer'] });

/** Asks before an unused session ends, and clears the screen when it does. */
export function IdleWatch({ session }: { session: NonNullable<Viewer['session']> | null }): ReactNode {
  if (session === null) return null;
  return <Watching idleEnds={Date.parse(session.idleEndsAt)} absoluteEnds={Date.parse(session.absoluteEndsAt)} />;
}

function Watching({ idleEnds, absoluteEnds }: { idleEnds: number; absoluteEnds: number }): ReactNode {
  const now = useNow(1000);
  const left = Math.min(idleEnds, absoluteEnds) - now;
  const asking = left <= COUNTDOWN_MS && idleEnds < absoluteEnds;
  useActivity(asking);
  // Fetched long before it is needed: the network may be gone by then.
  useEffect(() => void load().catch(() => null), []);
  useEffect(() => {
    if (left > 0) return;
    void signOut().catch(() => null);
    leave(idleEnds < absoluteEnds ? 'idle' : 'ended');
  }, [left, idleEnds, absoluteEnds]);
  return (
    <>
      {absoluteEnds - now <= LAST_WORDS_MS ? <LastWords ends={absoluteEnds} left={absoluteEnds - now} /> : null}
      {asking ? (
        <Suspense fallback={<div className="emptied" />}>
          <StillThere left={Math.max(0, left)} renew={renew} />
        </Suspense>
      ) : null}
    </>
  );
}

/** What a person does keeps the session; while the countdown asks, only its button does. */
function useActivity(asking: boolean): void {
  const last = useRef(serverNow());
  useEffect(() => {
    if (asking) return undefined;
    const note = (): void => {
      if (serverNow() - last.current < RENEW_MS) return;
      last.current = serverNow();
      renew();
    };
    document.addEventListener('pointerdown', note);
    document.addEventListener('keydown', note);
    return () => {
      document.removeEventListener('pointerdown', note);
      document.removeEventListener('keydown', note);
    };
  }, [asking]);
}

function LastWords({ ends, left }: { ends: number; left: number }): ReactNode {
  const { m, language } = useWords();
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <p className="strip strip-solid" role="status">
      <ClockIcon aria-hidden size={16} />
      <span>{m.idle.last(clockTime(new Date(ends), { language, zone }), span(left))}</span>
    </p>
  );
}
