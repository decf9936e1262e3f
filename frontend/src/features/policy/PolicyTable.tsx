import type { ReactNode } from 'react';
import type { FieldClass, Visibility } from '../../gql/graphql';
import { useWords, word } from '../../messages';
import { Select } from '../../ui/Select';
import type { Line } from './desk';
import { keyOf, withCell, type Draft } from './draft';

type Props = { caption: string; lines: readonly Line[]; draft: Draft | null; change: (draft: Draft) => void };

/** Lines of the policy by class; with a draft, each cell is a choice. */
export function PolicyTable({ caption, lines, draft, change }: Props): ReactNode {
  const { m } = useWords();
  const classes = lines[0]?.cells.map(({ fieldClass }) => fieldClass) ?? [];
  return (
    <table className="rows policy">
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{m.policy.line}</th>
          {classes.map((name) => (
            <th key={name} scope="col">
              {word(m.policy.short, name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.place.join('.')} data-place={line.place.join('.')}>
            <th scope="row">{nameOf(line.place, m)}</th>
            {line.cells.map(({ fieldClass }) => (
              <td key={fieldClass} data-label={word(m.policy.short, fieldClass)} className={draft?.has(keyOf(line.place, fieldClass)) ? 'policy-changed' : undefined}>
                <CellOf line={line} fieldClass={fieldClass} draft={draft} change={change} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Words = ReturnType<typeof useWords>['m'];

/** What a line is about: a role, a purpose, or a patient's standing. */
function nameOf(place: readonly string[], m: Words): string {
  const last = place.at(-1) ?? '';
  if (place[0] === 'purpose') return word(m.purpose, last);
  return place[0] === 'flags' ? word(m.policy.flag, last) : word(m.role, last);
}

/** The same for who hears one cell and not its table: a role has a line in three of them. */
const spokenName = (place: readonly string[], m: Words): string => [nameOf(place, m), place[0] === 'relation' ? word(m.policy.relation, place[1]) : ''].filter(Boolean).join(', ');

function CellOf({ line, fieldClass, draft, change }: { line: Line; fieldClass: FieldClass; draft: Draft | null; change: (draft: Draft) => void }): ReactNode {
  const { m } = useWords();
  const caps = line.place[0] !== 'base';
  const cell = line.cells.find((one) => one.fieldClass === fieldClass);
  if (!cell) return null;
  const said = (one: Visibility): string => (caps && one === 'CLEAR' ? m.policy.noCap : word(m.visibility, one));
  if (draft === null) return <span className={`sight-${caps && cell.visibility === 'CLEAR' ? 'none' : cell.visibility}`}>{said(cell.visibility)}</span>;
  const key = keyOf(line.place, fieldClass);
  const choices = cell.choices.includes(cell.visibility) ? cell.choices : [...cell.choices, cell.visibility];
  return (
    <>
      <Select
        id={`cell-${key.replaceAll(/[ .]/g, '-')}`}
        label={m.policy.cellOf(spokenName(line.place, m), word(m.policy.short, fieldClass))}
        hush
        value={draft.get(key)?.visibility ?? cell.visibility}
        options={Object.fromEntries(choices.map((one) => [one, said(one)]))}
        onChange={(next) => change(withCell(draft, line, fieldClass, next as Visibility))}
      />
      {draft.has(key) ? <span className="second block">{m.policy.was(said(cell.visibility))}</span> : null}
    </>
  );
}
