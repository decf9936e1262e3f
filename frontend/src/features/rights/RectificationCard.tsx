import { useMutation, useQuery } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { readFragment } from '../../gql';
import { queryClient } from '../../lib/session';
import type { Place } from '../../lib/times';
import { told, undone, useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { Failure, Waiting } from '../../ui/States';
import { FIELDS, readRectifications, Rectified, take, type Asked, type Step } from './rectifications';
import { AskedRow } from './AskedRow';

/** Rectification (GDPR art. 16): one person asks, another enters the same; what stands and what is yet to be told. */
export function RectificationCard({ patient, place }: { patient: string; place: Place }): ReactNode {
  const { m } = useWords();
  const key = ['rectifications', patient];
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: async ({ signal }) => readRectifications(patient, signal), refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY });
  const change = useMutation({
    mutationFn: async (wanted: Step) => take(patient, wanted),
    onSuccess: (found) => {
      if (found.__typename === 'PatientRectifications') queryClient.setQueryData(key, found);
      else void refetch();
    },
    onError: () => void refetch(),
  });
  const asked: readonly Asked[] = data?.__typename === 'PatientRectifications' ? readFragment(Rectified, data.rectifications) : [];
  const ask: Ask = (wanted, taken) => change.mutate(wanted, { onSuccess: (found) => (found.__typename === 'PatientRectifications' ? taken() : undefined) });
  const refused = change.data && change.data.__typename !== 'PatientRectifications' ? told(m, change.data) : null;
  return (
    <Card title={m.rectify.title} icon={PenLine}>
      <p className="inside">{m.rectify.text}</p>
      {error ? <Failure fault={error} retry={() => void refetch()} /> : null}
      {data || error ? null : <Waiting what={m.rectify.title} />}
      {data && data.__typename !== 'PatientRectifications' ? <p className="inside">{told(m, data)}</p> : null}
      <ul className="inside holds">
        {asked.map((one) => (
          <AskedRow key={one.id} one={one} place={place} busy={change.isPending} step={change.mutate} />
        ))}
      </ul>
      {refused ? <p role="alert" className="inside tone-stop">{refused}</p> : null}
      {change.error ? <p role="alert" className="inside tone-stop">{undone(m, change.error)}</p> : null}
      {data?.__typename === 'PatientRectifications' ? <AskForm busy={change.isPending} ask={ask} /> : null}
    </Card>
  );
}

type Ask = (wanted: Step, taken: () => void) => void;

/** What was typed stays until it was taken: an answer that says no, or none at all, costs nobody their words. */
function AskForm({ busy, ask }: { busy: boolean; ask: Ask }): ReactNode {
  const { m } = useWords();
  const [field, pick] = useState('');
  const [value, type] = useState('');
  const options = { '': m.rectify.pick, ...Object.fromEntries(FIELDS.map((each) => [each, word(m.rectify.field, each)])) };
  const chosen = FIELDS.find((each) => each === field);
  return (
    <form
      className="inside buttons"
      onSubmit={(event) => {
        event.preventDefault();
        if (!chosen || value.trim() === '') return;
        ask({ step: 'ask', field: chosen, value }, () => {
          pick('');
          type('');
        });
      }}
    >
      <Select id="rectify-field" label={m.rectify.pick} hush value={field} options={options} onChange={pick} />
      <label htmlFor="rectify-value">{chosen === 'BIRTH_DATE' ? m.rectify.day : m.rectify.value}</label>
      <input id="rectify-value" value={value} autoComplete="off" spellCheck={false} maxLength={200} onChange={(event) => type(event.target.value)} />
      <button type="submit" className="button" disabled={busy || !chosen || value.trim() === ''}>
        {m.rectify.ask}
      </button>
    </form>
  );
}
