import type { ReactNode } from 'react';
import { graphql } from '../gql';
import type { ClassSightFragment } from '../gql/graphql';
import { useViewer } from '../lib/session';
import { useWords, word } from '../messages';
import { lineWords } from './policyWords';

export const ClassSight = graphql(`
  fragment ClassSight on ClassTreatment {
    fieldClass
    visibility
    reason
    clearFor
    line
    policyVersion
  }
`);

/** The classes that are not in clear, each with its reason, the line of the policy that says so, and with whom it is. */
export function SightList({ sights }: { sights: readonly ClassSightFragment[] }): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const masked = sights.filter(({ visibility }) => visibility !== 'CLEAR');
  const roles = [...new Set([...viewer.roles.map(({ role }) => role), ...viewer.realmRoles])].map((role) => word(m.role, role));
  return (
    <>
      {masked.length === 0 ? <p>{m.order.seen}</p> : null}
      <ul className="sights">
        {masked.map(({ fieldClass, visibility, reason, clearFor, line }) => (
          <li key={fieldClass}>
            <strong>{word(m.fieldClass, fieldClass)}</strong>
            <span>
              {word(m.visibility, visibility)}: {word(m.reason, visibility === 'PARTIAL' && reason === 'ROLE' ? 'ROLE_PART' : reason)}
            </span>
            <span className="second" data-line={line}>
              {m.explain.by(lineWords(line ?? null, m))} {line ? <span className="mono">{line}</span> : null}
            </span>
            <span className="second">
              {clearFor.length > 0 ? m.mask.clear(clearFor.map((role) => word(m.role, role)).join(', ')) : m.mask.nobody}
            </span>
          </li>
        ))}
      </ul>
      <p className="second">{m.mask.act(roles.join(', '), word(m.purpose, viewer.purpose))}</p>
      {masked[0] ? (
        <p className="second">
          {m.explain.version} <span className="mono">{masked[0].policyVersion}</span>
        </p>
      ) : null}
    </>
  );
}
