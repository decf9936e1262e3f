import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { ListChecks, Route, Scale, ScrollText, Users } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { arrive } from '../../lib/arrival';
import { useKeys } from '../../lib/keys';
import { startLive } from '../../lib/live';
import { administers, audits, finds, governs, pays, useViewerQuery, ViewerProvider, type Viewer } from '../../lib/session';
import { SignedOut } from '../../lib/transport';
import { useWords } from '../../messages';
import { Failure, Waiting } from '../../ui/States';
import { Find } from './Find';
import { IdleWatch } from './IdleWatch';
import { UserMenu } from './UserMenu';

const KeyHelp = lazy(async () => ({ default: (await import('./KeyHelp')).KeyHelp }));

/** The frame of every signed-in page: who is here, where one can go, how long it lasts. */
export function Shell(): ReactNode {
  const { m } = useWords();
  const { data: viewer, error, refetch } = useViewerQuery();
  // Another purpose or sign-in is another stream: what it may tell is decided anew.
  if (viewer) return <SignedIn key={`${viewer.subject} ${viewer.purpose}`} viewer={viewer} />;
  return (
    <main id="main" className="page">
      {error && !(error instanceof SignedOut) ? <Failure fault={error} retry={() => void refetch()} /> : <Waiting what={m.product} level={1} />}
    </main>
  );
}

/** A new page is where the keyboard goes on; back on the list, that is the row one came from. */
function useArrival(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    const [, came = null] = /^\/orders\/([\w-]+)$/.exec(last.current) ?? [];
    last.current = path;
    arrive(path === '/worklist' ? came : null);
  }, [path]);
}

function SignedIn({ viewer }: { viewer: Viewer }): ReactNode {
  const { m } = useWords();
  const [help, setHelp] = useState(false);
  useKeys({ '?': () => setHelp(true) });
  useArrival();
  const funding = pays(viewer);
  useEffect(() => {
    const end = new AbortController();
    startLive(funding, end.signal);
    return () => end.abort();
  }, [funding]);
  return (
    <ViewerProvider value={viewer}>
      <a className="skip" href="#main">
        {m.skip}
      </a>
      <header className="top">
        <div className="brand">
          <Route aria-hidden size={22} />
          <span>
            <strong>{m.product}</strong>
            <span className="second">{viewer.roles[0]?.site.name ?? m.menu.none}</span>
          </span>
        </div>
        <nav aria-label={m.nav.main}>
          <Link to="/worklist">
            <ListChecks aria-hidden size={18} className="nav-icon" />
            {m.nav.worklist}
          </Link>
          {audits(viewer) ? (
            <Link to="/audit">
              <ScrollText aria-hidden size={18} className="nav-icon" />
              {m.audit.title}
            </Link>
          ) : null}
          {governs(viewer) ? (
            <Link to="/policy">
              <Scale aria-hidden size={18} className="nav-icon" />
              {m.policy.title}
            </Link>
          ) : null}
          {administers(viewer) ? (
            <Link to="/people">
              <Users aria-hidden size={18} className="nav-icon" />
              {m.nav.people}
            </Link>
          ) : null}
        </nav>
        {finds(viewer) ? <Find /> : null}
        <UserMenu viewer={viewer} />
      </header>
      <IdleWatch session={viewer.session ?? null} />
      <main id="main" className="page" tabIndex={-1}>
        <Outlet />
      </main>
      {help ? (
        <Suspense>
          <KeyHelp close={() => setHelp(false)} />
        </Suspense>
      ) : null}
    </ViewerProvider>
  );
}
