import { History } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { readFragment, type FragmentType } from '../../gql';
import { useFocusHere } from '../../lib/focus';
import { longMoment, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Actor } from '../../ui/Actor';
import { Card } from '../../ui/Card';
import { Rows } from '../../ui/Rows';
import type { Act } from './acts';
import { Proposed, type Version } from './desk';

type Props = { versions: readonly Version[]; proposals: readonly FragmentType<typeof Proposed>[]; place: Place; busy: boolean; act: (wanted: Act) => void };

/** Every version with who made it, and every proposal that was decided; an earlier one can be proposed again. */
export function HistoryCard({ versions, proposals, place, busy, act }: Props): ReactNode {
  const { m } = useWords();
  const decided = readFragment(Proposed, proposals).filter(({ state }) => state === 'REJECTED' || state === 'SUPERSEDED');
  const lines = versions.map((one, index) => ({
    key: String(one.number),
    cells: [
      <strong key="n">{one.number}</strong>,
      longMoment(Date.parse(one.inForceSince), place),
      <By key="by" proposed={one.proposedBy ?? null} approved={one.approvedBy ?? null} />,
      one.reason ?? (one.proposedBy == null ? m.policy.first : m.policy.noReason),
      index === 0 ? m.policy.inForce : <RollBack key="back" number={one.number} busy={busy} act={act} />,
    ],
  }));
  const ended = decided.map((one) => ({
    key: one.id,
    cells: [word(m.policy.state, one.state), longMoment(Date.parse(one.decidedAt ?? one.proposedAt), place), <By key="by" proposed={one.proposedBy} approved={one.decidedBy ?? null} />, one.reason ?? m.policy.noReason],
  }));
  return (
    <Card title={m.policy.history} icon={History}>
      <Rows caption={m.policy.history} head={[m.policy.number, m.policy.since, m.policy.people, m.policy.why, m.policy.next]} lines={lines} />
      {ended.length > 0 ? (
        <details className="inside">
          <summary>{m.policy.ended(ended.length)}</summary>
          <Rows caption={m.policy.ended(ended.length)} head={[m.policy.outcome, m.audit.when, m.policy.deciders, m.policy.why]} lines={ended} />
        </details>
      ) : null}
    </Card>
  );
}

function By({ proposed, approved }: { proposed: string | null; approved: string | null }): ReactNode {
  const { m } = useWords();
  if (proposed === null) return m.policy.file;
  return (
    <>
      <Actor subject={proposed} />
      {approved === null ? null : (
        <>
          , {m.policy.afterwards} <Actor subject={approved} />
        </>
      )}
    </>
  );
}

type Back = { number: number; busy: boolean; act: (wanted: Act) => void };

function RollBack(props: Back): ReactNode {
  const { m } = useWords();
  const [asked, ask] = useState(false);
  if (asked) return <BackForm {...props} />;
  return (
    <button type="button" className="button" disabled={props.busy} onClick={() => ask(true)}>
      {m.policy.rollBack(props.number)}
    </button>
  );
}

function BackForm({ number, busy, act }: Back): ReactNode {
  const { m } = useWords();
  const id = useId();
  const field = useFocusHere<HTMLInputElement>();
  const [reason, say] = useState('');
  return (
    <form
      className="policy-reason"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') act({ act: 'rollBack', number, reason: reason.trim() });
      }}
    >
      <label htmlFor={id}>{m.policy.reason}</label>
      <input id={id} ref={field} value={reason} maxLength={500} required autoComplete="off" onChange={(event) => say(event.target.value)} />
      <button type="submit" className="button" disabled={busy || reason.trim() === ''}>
        {m.policy.proposeBack}
      </button>
    </form>
  );
}
