import type { FieldClass, PolicyCellInput, Visibility } from '../../gql/graphql';
import type { Line } from './desk';

/** Cells that were changed and not proposed yet, by `keyOf`. */
export type Draft = ReadonlyMap<string, PolicyCellInput>;

export const EMPTY: Draft = new Map();
export const keyOf = (place: readonly string[], fieldClass: FieldClass): string => `${place.join('.')} ${fieldClass}`;

/** The draft after a cell was set; one that is back at what is in force is no change. */
export function withCell(draft: Draft, line: Line, fieldClass: FieldClass, visibility: Visibility): Draft {
  const next = new Map(draft);
  const key = keyOf(line.place, fieldClass);
  if (line.cells.find((cell) => cell.fieldClass === fieldClass)?.visibility === visibility) next.delete(key);
  else next.set(key, { place: [...line.place], fieldClass, visibility });
  return next;
}

type Changed = { role: string; relation?: string | null; purpose: string; flags: readonly string[]; fieldClass: FieldClass; before: Visibility; after: Visibility };
export type Group = { key: string; role: string; fieldClass: FieldClass; before: Visibility; after: Visibility; cases: readonly Changed[] };

/** What changes, one entry for a role and a class that go from one form to another, in the order they came. */
export function grouped(changes: readonly Changed[]): readonly Group[] {
  const groups = new Map<string, Changed[]>();
  for (const one of changes) {
    const key = [one.role, one.fieldClass, one.before, one.after].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([key, cases]) => (cases[0] ? [{ key, role: cases[0].role, fieldClass: cases[0].fieldClass, before: cases[0].before, after: cases[0].after, cases }] : []));
}

const RANK: Record<Visibility, number> = { CLEAR: 3, PARTIAL: 2, PSEUDONYM: 1, WITHHELD: 0 };
export const widens = ({ before, after }: Pick<Changed, 'before' | 'after'>): boolean => RANK[after] > RANK[before];
