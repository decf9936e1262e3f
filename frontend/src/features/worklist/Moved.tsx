import { useEffect, useRef, useState, type ReactNode } from 'react';
import { settle, useLive } from '../../lib/live';
import { queryClient } from '../../lib/session';
import { useWords } from '../../messages';

const QUIET_MS = 2000;

function resort(): void {
  settle();
  void queryClient.invalidateQueries({ queryKey: ['worklist'] });
}

/** Rows never move under a pointer or a focus: while one is on the list, moving is offered. */
export function Moved(): ReactNode {
  const { m } = useWords();
  const { moved } = useLive();
  const [heldFor, setHeldFor] = useState<ReadonlySet<string> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (moved.size === 0) return undefined;
    timer.current = setTimeout(() => {
      const watched = document.querySelector('.worklist:hover, .worklist:focus-within') !== null;
      if (watched) setHeldFor(moved);
      else resort();
    }, QUIET_MS);
    return () => clearTimeout(timer.current);
  }, [moved]);
  if (heldFor !== moved) return null;
  return (
    <p className="strip strip-act" role="status">
      {m.list.moved(moved.size)}{' '}
      <button type="button" className="text-button" onClick={resort}>
        {m.list.show}
      </button>
    </p>
  );
}
