import { useQuery } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { told, useWords } from '../../messages';
import { Card } from '../../ui/Card';
import { Failure } from '../../ui/States';
import type { Act } from './acts';
import { ChangesPart } from './ChangesPart';
import { readPreview } from './desk';
import type { Draft } from './draft';

type Props = { draft: Draft; busy: boolean; act: (wanted: Act) => void; stop: () => void };

/** The change that is being made: what it would do, why it is wanted, and proposing it. */
export function EditorCard({ draft, busy, act, stop }: Props): ReactNode {
  const { m } = useWords();
  const id = useId();
  const [reason, say] = useState('');
  const cells = [...draft.values()];
  const { data: preview, error, refetch, isPlaceholderData: former } = useQuery({
    queryKey: ['policy', 'preview', cells],
    queryFn: async ({ signal }) => readPreview(cells, signal),
    enabled: cells.length > 0,
    placeholderData: (held) => held,
    refetchOnWindowFocus: false,
  });
  const refused = preview && preview.__typename !== 'PolicyPreview' ? told(m, preview) : null;
  const ready = cells.length > 0 && preview?.__typename === 'PolicyPreview' && !former && reason.trim() !== '' && !busy;
  return (
    <Card title={m.policy.proposing} icon={PencilLine} kind="policy-editor" note={m.policy.changed(cells.length)}>
      <form
        className="inside"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) act({ act: 'propose', cells, reason: reason.trim() });
        }}
      >
        <div aria-live="polite">
          {cells.length === 0 ? <p>{m.policy.nothingYet}</p> : null}
          {refused === null ? null : <p className="tone-stop">{refused}</p>}
          {error ? <Failure fault={error} retry={() => void refetch()} /> : null}
          {cells.length > 0 && preview?.__typename === 'PolicyPreview' ? <ChangesPart preview={preview} /> : null}
        </div>
        <p className="policy-reason">
          <label htmlFor={id}>{m.policy.reason}</label>
          <input id={id} value={reason} maxLength={500} required autoComplete="off" aria-describedby={`${id}h`} onChange={(event) => say(event.target.value)} />
          <span id={`${id}h`} className="second">
            {m.policy.reasonHint}
          </span>
        </p>
        <div className="buttons">
          <button type="submit" className="button button-primary" disabled={!ready}>
            {m.policy.propose}
          </button>
          <button type="button" className="button" onClick={stop}>
            {m.policy.drop}
          </button>
        </div>
      </form>
    </Card>
  );
}
