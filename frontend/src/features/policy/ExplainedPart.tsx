import type { ReactNode } from 'react';
import { useWords, word } from '../../messages';
import { caseWords, lineWords } from '../../ui/policyWords';
import { Rows } from '../../ui/Rows';
import type { Explanation } from './explained';

/** An explanation: how each kind of data is shown, of which orders, and by which line. */
export function ExplainedPart({ told }: { told: Explanation }): ReactNode {
  const { m } = useWords();
  const ways = told.classes.flatMap(({ fieldClass, sights }) =>
    sights.map(({ visibility, reason, situations, lines }) => ({
      key: [fieldClass, visibility, reason].join(' '),
      cells: [
        word(m.policy.short, fieldClass),
        <span key="way">
          <span className={`sight-${visibility}`}>{word(m.visibility, visibility)}</span>
          {visibility === 'PARTIAL' ? <Formless fields={told.fields.filter((field) => field.fieldClass === fieldClass)} /> : null}
        </span>,
        <details key="cases">
          <summary>{m.policy.cases(situations.length)}</summary>
          <ul>
            {situations.map((one) => caseWords(one, m)).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>,
        <Lines key="lines" lines={lines} />,
      ],
    })),
  );
  const fields = told.fields.map(({ path, fieldClass, source, price }) => ({ key: path, cells: [<span key="path" className="mono">{path}</span>, word(m.policy.short, fieldClass), <span key="source" className="mono">{source}</span>, price] }));
  return (
    <div data-explained={told.fields.length}>
      <p>{m.explain.sum(told.fields.length, word(m.purpose, told.purpose), told.requested)}</p>
      <Rows caption={m.explain.title} head={[m.policy.fieldClass, m.explain.how, m.explain.orders, m.explain.line]} lines={ways} />
      <details>
        <summary>{m.explain.fields(fields.length)}</summary>
        <Rows caption={m.explain.fields(fields.length)} head={[m.explain.path, m.policy.fieldClass, m.explain.source, m.explain.price]} lines={fields} />
      </details>
    </div>
  );
}

/** What can't be shown in part, and how it is shown instead. */
function Formless({ fields }: { fields: Explanation['fields'] }): ReactNode {
  const { m } = useWords();
  return (['WITHHELD', 'CLEAR'] as const).map((way) => {
    const these = fields.filter(({ wherePartial }) => wherePartial === way).map(({ path }) => path);
    return these.length === 0 ? null : <span key={way} className="block second">{m.explain.formless(word(m.visibility, way), these.join(', '))}</span>;
  });
}

function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  const { m } = useWords();
  if (lines.length === 0) return lineWords(null, m);
  return lines.map((line) => (
    <span key={line} className="block">
      {lineWords(line, m)} <span className="mono second">{line}</span>
    </span>
  ));
}
