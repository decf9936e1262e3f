import { useMutation } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { download, type PaperName } from '../../lib/papers';
import { useWords } from '../../messages';
import { Card } from '../../ui/Card';
import { Failure } from '../../ui/States';

const OFFERED: readonly (readonly [kind: 'report' | 'access', papers: readonly PaperName[]])[] = [
  ['report', ['disclosures.csv', 'disclosures.pdf']],
  ['access', ['subject-access.json', 'subject-access.pdf']],
];

/** What a patient may have on paper (GDPR art. 15); making one is itself kept, so that each is asked for by a button. An auditor makes the report only. */
export function PapersCard({ patient, report = false }: { patient: string; report?: boolean }): ReactNode {
  const { m, language } = useWords();
  const made = useMutation({ mutationFn: async (paper: PaperName) => download(patient, paper, language) });
  return (
    <Card title={m.rights.papers} icon={FileText}>
      <div className="inside">
        {OFFERED.filter(([kind]) => !report || kind === 'report').map(([kind, papers]) => (
          <div key={kind}>
            <p>{m.rights[kind]}</p>
            <div className="buttons">
              {papers.map((paper) => (
                <button key={paper} type="button" className="button" disabled={made.isPending} onClick={() => made.mutate(paper)}>
                  <Download aria-hidden size={14} /> {m.rights.paper[paper]}
                </button>
              ))}
            </div>
          </div>
        ))}
        <p role="status" className="second">
          {made.isPending ? m.rights.making : made.isSuccess ? m.rights.made : ''}
        </p>
      </div>
      {made.error ? <Failure fault={made.error} retry={made.reset} /> : null}
    </Card>
  );
}
