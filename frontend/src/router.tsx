import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { searchOf as auditSearchOf } from './features/audit/search';
import { searchOf } from './features/worklist/Filters';
import { Shell } from './features/shell/Shell';
import { entryOf, SignedOutPage, SignInPage } from './routes/signIn';
import { Broken, Coming, NoPage, Root } from './routes/root';

const root = createRootRoute({ component: Root, notFoundComponent: NoPage, errorComponent: Broken });
const signIn = createRoute({ getParentRoute: () => root, path: '/', component: SignInPage, validateSearch: entryOf });
const signedOut = createRoute({ getParentRoute: () => root, path: '/signed-out', component: SignedOutPage, validateSearch: entryOf });
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });
const worklist = createRoute({
  getParentRoute: () => inside,
  path: '/worklist',
  validateSearch: searchOf,
  component: lazyRouteComponent(() => import('./routes/worklist'), 'WorklistPage'),
});
const order = createRoute({
  getParentRoute: () => inside,
  path: '/orders/$id',
  component: lazyRouteComponent(() => import('./routes/order'), 'OrderPage'),
});
const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  validateSearch: (raw: Record<string, unknown>): { site?: string } =>
    typeof raw['site'] === 'string' && /^[a-z0-9-]{1,40}$/.test(raw['site']) ? { site: raw['site'] } : {},
  component: lazyRouteComponent(() => import('./routes/people'), 'PeoplePage'),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: auditSearchOf,
  component: lazyRouteComponent(() => import('./routes/audit'), 'AuditPage'),
});

const patient = createRoute({
  getParentRoute: () => inside,
  path: '/patients/$id',
  component: lazyRouteComponent(() => import('./routes/patient'), 'PatientPage'),
});

const policy = createRoute({
  getParentRoute: () => inside,
  path: '/policy',
  component: lazyRouteComponent(() => import('./routes/policy'), 'PolicyPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, signedOut, inside.addChildren([worklist, order, people, audit, patient, policy])]),
  defaultPreload: false,
  defaultPendingComponent: Coming,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
