import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { told, useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { Failure } from '../../ui/States';
import { explainFor, PURPOSES, readDocuments, ROLES } from './explained';
import { ExplainedPart } from './ExplainedPart';

/** What a role would see of one of the portal's own operations, by which line of the policy in force. */
export function ExplainCard(): ReactNode {
  const { m } = useWords();
  const id = useId();
  const [operation, choose] = useState('');
  const [roles, hold] = useState<readonly string[]>([]);
  const [purpose, look] = useState('');
  const [assured, sign] = useState(true);
  const listed = useQuery({ queryKey: ['explainable'], queryFn: async ({ signal }) => readDocuments(signal), staleTime: Number.POSITIVE_INFINITY });
  const as = { roles: roles.map((role) => ({ role, site: null })), purpose: purpose || null, assured };
  const explained = useQuery({
    queryKey: ['policy', 'explained', operation, as],
    queryFn: async ({ signal }) => explainFor(operation, as, signal),
    enabled: operation !== '' && roles.length > 0,
    refetchOnWindowFocus: false,
  });
  const found = explained.data;
  const failed = [listed, explained].find(({ error }) => error !== null);
  const shown = (listed.data ?? []).filter(({ kind }) => kind !== 'mutation');
  const toggle = (role: string, on: boolean): void => hold(on ? [...roles, role] : roles.filter((held) => held !== role));
  return (
    <Card title={m.explain.title} icon={Eye} note={m.explain.text}>
      <div className="inside policy-explain">
        <div className="buttons">
          <Select id={`${id}o`} label={m.explain.operation} value={operation} options={{ '': m.explain.choose, ...Object.fromEntries(shown.map(({ documentId, name }) => [documentId, name])) }} onChange={choose} />
          <Select id={`${id}p`} label={m.menu.purpose} value={purpose} options={{ '': m.explain.first, ...Object.fromEntries(PURPOSES.map((one) => [one, word(m.purpose, one)])) }} onChange={look} />
          <label>
            <input type="checkbox" checked={assured} onChange={(event) => sign(event.target.checked)} /> {m.explain.factor}
          </label>
        </div>
        <fieldset>
          <legend>{m.explain.roles}</legend>
          {ROLES.map((role) => (
            <label key={role}>
              <input type="checkbox" checked={roles.includes(role)} onChange={(event) => toggle(role, event.target.checked)} /> {word(m.role, role)}
            </label>
          ))}
        </fieldset>
        <div aria-live="polite">
          {failed ? <Failure fault={failed.error} retry={() => void failed.refetch()} /> : null}
          {found && found.__typename !== 'Explanation' ? <p className="tone-stop">{told(m, found)}</p> : null}
          {found?.__typename === 'Explanation' ? <ExplainedPart told={found} /> : null}
        </div>
      </div>
    </Card>
  );
}
