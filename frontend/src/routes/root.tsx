import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { OctagonAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useKeys } from '../lib/keys';
import { useWords } from '../messages';
import { NotFound, State, Waiting } from '../ui/States';

export function Root(): ReactNode {
  const { m } = useWords();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const navigate = useNavigate();
  useKeys({
    'g w': () => void navigate({ to: '/worklist' }),
    'g a': () => void navigate({ to: '/audit' }),
    'g d': () => void navigate({ to: '/policy' }),
    'g p': () => void navigate({ to: '/people' }),
  });
  useEffect(() => {
    // A title names the page and never a patient or an order: it is kept by browsers.
    const page = path.startsWith('/people') ? m.nav.people : path.startsWith('/audit') ? m.audit.title : path.startsWith('/patients') ? m.rights.title : path.startsWith('/orders') ? m.step['ORDER'] : m.nav.worklist;
    const open = path === '/' || path === '/signed-out';
    document.title = open ? m.product : `${page} · ${m.product}`;
  }, [m, path]);
  return <Outlet />;
}

export function NoPage(): ReactNode {
  return (
    <main id="main" className="page">
      <NotFound order={false} />
    </main>
  );
}

/** A page whose code is on its way; says so after 200 ms. */
export function Coming(): ReactNode {
  const { m } = useWords();
  return <Waiting what={m.product} due />;
}

export function Broken(): ReactNode {
  const { m } = useWords();
  return (
    <main id="main" className="page">
      <State icon={OctagonAlert} tone="tone-stop" level={1} title={m.states.broke} text={m.states.brokeText}>
        <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
          {m.states.again}
        </button>
      </State>
    </main>
  );
}
