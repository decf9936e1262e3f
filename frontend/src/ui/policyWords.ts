import type { Messages } from '../messages/en';
import { word } from '../messages';

type Case = { roles: readonly { role: string; place: string }[]; flags: readonly string[] };

/** What a line of the policy says, as a person calls it; the API names it by its place in the document, as base.finance. */
export function lineWords(line: string | null, m: Messages): string {
  if (line === null) return m.explain.noLine;
  const [part, first, second = ''] = line.split('.');
  switch (part) {
    case 'base':
      return m.explain.base(word(m.role, first));
    case 'relation':
      return m.explain.relation(word(m.role, second), word(m.policy.relation, first));
    case 'purpose':
      return m.explain.purpose(word(m.purpose, first));
    case 'flags':
      return m.explain.standing(word(m.policy.flag, first));
    case 'break_glass':
      return m.explain.opens;
    default:
      return line;
  }
}

/** The orders that are alike to the policy: who is what at which of their centres, and how the patient stands. */
export function caseWords({ roles, flags }: Case, m: Messages): string {
  const parts = [...roles.map(({ role, place }) => `${word(m.role, role)} ${word(m.explain.place, place)}`), ...flags.map((flag) => word(m.explain.flag, flag))];
  return parts.join(', ') || m.explain.any;
}
