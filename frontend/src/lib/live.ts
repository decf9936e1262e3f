import type { InfiniteData } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { graphql } from '../gql';
import type { OrderChangedSubscription, WorklistQuery } from '../gql/graphql';
import { serverNow } from './clock';
import { leave, queryClient } from './session';
import { follow } from './stream';

const OrderChanged = graphql(`
  subscription OrderChanged($funding: Boolean!) {
    orderChanged {
      id
      version
      reset
      order {
        id
        version
        status
        urgency
        ...WorklistRow
      }
    }
  }
`);

export type Live = {
  state: 'connecting' | 'live' | 'offline';
  since: number | null;
  lastChange: number | null;
  changed: ReadonlySet<string>;
  moved: ReadonlySet<string>;
};
type Change = OrderChangedSubscription['orderChanged'];
type Listed = WorklistQuery['worklist'];
type Edge = Listed['edges'][number];
/** An edge of the list; once changed it keeps the order by which it was placed. */
export type Placed = Edge & { placedBy?: Edge['node'] };
type Pages = InfiniteData<Omit<Listed, 'edges'> & { edges: Placed[] }>;

const START: Live = { state: 'connecting', since: null, lastChange: null, changed: new Set(), moved: new Set() };
const BAR_MS = 4000;
let live = START;
const listeners = new Set<() => void>();

function set(next: Partial<Live>): void {
  live = { ...live, ...next };
  for (const listener of listeners) listener();
}

export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
}

export function settle(): void {
  set({ moved: new Set() });
}

/** These orders belong elsewhere in the list by now, because time has passed or they were changed. */
export function shift(ids: readonly string[]): void {
  set({ moved: new Set([...live.moved, ...ids]) });
}

/** Put a changed order in its row, where it stands; says whether the order of rows is now another. */
export function patch(pages: Pages, { id, order }: Change): { pages: Pages; moved: boolean } {
  let moved = true;
  const patched = pages.pages.map((page) => ({
    ...page,
    edges: page.edges.flatMap((edge) => {
      if (edge.node.id !== id) return [edge];
      if (!order) return [];
      if (order.version < edge.node.version) return [edge];
      moved = edge.node.status !== order.status || edge.node.urgency !== order.urgency;
      return [{ ...edge, node: order, placedBy: edge.placedBy ?? edge.node }];
    }),
  }));
  return { pages: { ...pages, pages: patched }, moved };
}

function take(change: Change): void {
  if (change.reset) {
    void queryClient.invalidateQueries();
    return;
  }
  let moved = false;
  queryClient.setQueriesData<Pages>({ queryKey: ['worklist'] }, (held) => {
    if (!held) return held;
    const next = patch(held, change);
    moved ||= next.moved;
    return next.pages;
  });
  void queryClient.invalidateQueries({ queryKey: ['order', change.id] });
  set({
    lastChange: serverNow(),
    changed: new Set([...live.changed, change.id]),
    moved: moved ? new Set([...live.moved, change.id]) : live.moved,
  });
  setTimeout(() => set({ changed: new Set([...live.changed].filter((id) => id !== change.id)) }), BAR_MS);
}

/** Follow all orders the viewer may see until `signal` aborts; `funding` as the list asks for it. */
export function startLive(funding: boolean, signal: AbortSignal): void {
  live = START;
  const hooks = {
    onOpen: () => {
      if (live.state === 'offline') void queryClient.invalidateQueries();
      set({ state: 'live', since: null });
    },
    onData: ({ orderChanged }: OrderChangedSubscription) => take(orderChanged),
    onDown: () => set({ state: 'offline', since: live.since ?? serverNow() }),
    onSignedOut: () => leave('ended'),
  };
  void follow(OrderChanged, { funding }, hooks, signal);
}
