import { useId, type ReactNode } from 'react';
import type { OrderFilter, OrderStatus, Overlay } from '../../gql/graphql';
import type { Viewer } from '../../lib/session';
import type { Source } from '../../lib/sources';
import { useWords } from '../../messages';
import { Select } from '../../ui/Select';

export const VIEWS = ['all', 'mine', 'flagged'] as const;
const FIELDS = ['connection', 'owner', 'status', 'overlay'] as const;
type Field = (typeof FIELDS)[number];
export type Search = { view?: (typeof VIEWS)[number] | undefined } & Partial<Record<Field, string | undefined>>;

const FLAGS: Overlay[] = ['CONFLICT', 'EXCEPTION', 'HOLD', 'STALE', 'UNMAPPED'];

const code = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z_-]{1,40}$/.test(value) ? value : undefined;

/** What the address says, less what it may not say: only codes, never a word about a person. */
export function searchOf(raw: Record<string, unknown>): Search {
  const view = VIEWS.find((name) => name === raw['view'] && name !== 'all');
  return {
    ...(view ? { view } : {}),
    ...Object.fromEntries(FIELDS.flatMap((field) => (code(raw[field]) ? [[field, code(raw[field])]] : []))),
  };
}

export function filterOf(search: Search, viewer: Viewer): OrderFilter {
  const mine = search.view === 'mine' ? [...new Set(viewer.roles.map(({ role }) => role))] : null;
  const flags = search.view === 'flagged' ? FLAGS : null;
  return {
    connection: search.connection ? [search.connection] : null,
    owner: search.owner ? [search.owner] : mine,
    status: search.status ? [search.status as OrderStatus] : null,
    overlay: search.overlay ? [search.overlay as Overlay] : flags,
  };
}

type Props = { search: Search; sources: readonly Source[]; go: (search: Search) => void };

export function Filters({ search, sources, go }: Props): ReactNode {
  const { m } = useWords();
  const id = useId();
  const options: Record<Field, Record<string, string>> = {
    connection: Object.fromEntries(sources.map(({ connection, title }) => [connection, title])),
    owner: m.role,
    status: m.status,
    overlay: m.flag,
  };
  return (
    <div className="filters">
      <div className="views" role="group" aria-label={m.list.viewsLabel}>
        {VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            className="view"
            aria-pressed={(search.view ?? 'all') === view}
            onClick={() => go({ ...search, view: view === 'all' ? undefined : view })}
          >
            {m.list.views[view]}
          </button>
        ))}
      </div>
      {FIELDS.map((field) => (
        <Select
          key={field}
          id={`${id}${field}`}
          label={m.list.filters[field] ?? field}
          value={search[field] ?? ''}
          options={{ '': m.list.any, ...options[field] }}
          onChange={(value) => go({ ...search, [field]: value || undefined })}
        />
      ))}
    </div>
  );
}
