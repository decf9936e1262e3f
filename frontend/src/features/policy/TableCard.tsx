import { Table2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords, word } from '../../messages';
import { Card, Pair } from '../../ui/Card';
import type { Table } from './desk';
import type { Draft } from './draft';
import { PolicyTable } from './PolicyTable';

type Props = { table: Table; draft: Draft | null; change: (draft: Draft) => void; begin: () => void };

/** Who may see what, line by line: what a role is given, then what lowers it. */
export function TableCard({ table, draft, change, begin }: Props): ReactNode {
  const { m } = useWords();
  const parts = [
    ['relation.MY_SITE', m.policy.relation['MY_SITE']],
    ['relation.STEP_SITE', m.policy.relation['STEP_SITE']],
    ['purpose', m.policy.purposes],
    ['flags', m.policy.flags],
  ] as const;
  const of = (start: string) => table.lines.filter(({ place }) => place.join('.').startsWith(start));
  const roles = (names: readonly string[]): string => names.map((name) => word(m.role, name)).join(', ');
  return (
    <Card title={m.policy.table} icon={Table2}>
      <p className="inside second">{m.policy.tableText}</p>
      <PolicyTable caption={m.policy.table} lines={of('base')} draft={draft} change={change} />
      {parts.map(([start, title]) => (
        <details key={start} className="inside policy-part">
          <summary>{title}</summary>
          <PolicyTable caption={title ?? ''} lines={of(start)} draft={draft} change={change} />
        </details>
      ))}
      <details className="inside policy-part">
        <summary>{m.policy.others}</summary>
        <dl className="pairs">
          <Pair label={m.policy.stepRoles}>{roles(table.stepRoles)}</Pair>
          <Pair label={m.policy.breakRoles}>{roles(table.breakGlassRoles)}</Pair>
          <Pair label={m.policy.breakOpens}>{table.breakGlassClasses.map((name) => word(m.policy.short, name)).join(', ')}</Pair>
        </dl>
      </details>
      {draft === null ? (
        <div className="inside">
          <button type="button" className="button button-primary" onClick={begin}>
            {m.policy.begin}
          </button>
        </div>
      ) : null}
    </Card>
  );
}
