import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { readFragment, type FragmentType } from '../../gql';
import { useWords, word } from '../../messages';
import { Rows } from '../../ui/Rows';
import { Changes } from './desk';
import { grouped, widens, type Group } from './draft';

/** What a proposal changes for whom: the sum in one sentence, then each change. */
export function ChangesPart({ preview: masked }: { preview: FragmentType<typeof Changes> }): ReactNode {
  const { m } = useWords();
  const { fields, roles, people, cells, wider, changes } = readFragment(Changes, masked);
  const lines = grouped(changes).map((group) => ({
    key: group.key,
    cells: [
      word(m.role, group.role),
      word(m.policy.short, group.fieldClass),
      <span key="change" className={widens(group) ? 'tone-warn' : undefined}>
        {word(m.visibility, group.before)} → {word(m.visibility, group.after)}
      </span>,
      <Cases key="cases" group={group} />,
    ],
  }));
  if (cells === 0) return <p>{m.policy.same}</p>;
  return (
    <>
      <p data-fields={fields.length} data-people={people}>
        <strong>{m.policy.sum(fields.length, roles.length, people ?? null)}</strong> {roles.map((role) => word(m.role, role)).join(', ')}.
      </p>
      {wider > 0 ? (
        <p className="tone-warn">
          <TriangleAlert aria-hidden size={15} /> {m.policy.wider(wider, cells)}
        </p>
      ) : (
        <p>{m.policy.narrower}</p>
      )}
      <Rows caption={m.policy.changes} head={[m.policy.role, m.policy.fieldClass, m.policy.change, m.policy.when]} lines={lines} />
      {cells > changes.length ? <p className="second">{m.policy.cut(changes.length, cells)}</p> : null}
    </>
  );
}

/** Where and for what it changes; many are folded away. */
function Cases({ group: { cases } }: { group: Group }): ReactNode {
  const { m } = useWords();
  const said = cases.map(({ relation, purpose, flags }) => [word(m.policy.relation, relation ?? 'ANY'), word(m.purpose, purpose), ...flags.map((flag) => word(m.policy.flag, flag))].join(' · '));
  if (said.length === 1) return said[0];
  return (
    <details>
      <summary>{m.policy.cases(said.length)}</summary>
      <ul>
        {said.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}
