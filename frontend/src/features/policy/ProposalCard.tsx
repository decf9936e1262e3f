import { Stamp } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { readFragment, type FragmentType } from '../../gql';
import { useViewer } from '../../lib/session';
import { longMoment, type Place } from '../../lib/times';
import { useWords } from '../../messages';
import { Card, Pair } from '../../ui/Card';
import { Actor } from '../../ui/Actor';
import { Sure } from '../../ui/Sure';
import type { Act } from './acts';
import { ChangesPart } from './ChangesPart';
import { Proposed } from './desk';

type Props = { proposal: FragmentType<typeof Proposed>; place: Place; busy: boolean; act: (wanted: Act) => void };

/** A proposal that waits for a second person: what it changes, who wants it and why. */
export function ProposalCard({ proposal: masked, place, busy, act }: Props): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const [sure, ask] = useState(false);
  const home = useRef<HTMLDivElement>(null);
  const { id, version, reason, rollsBackTo, proposedBy, proposedAt, preview, basedOn } = readFragment(Proposed, masked);
  const own = proposedBy === viewer.subject;
  return (
    <Card title={rollsBackTo == null ? m.policy.waits : m.policy.waitsBack(rollsBackTo)} icon={Stamp} tone="tone-warn" kind="policy-proposal">
      <div className="inside" data-proposal={id} tabIndex={-1} ref={home}>
        <dl className="pairs">
          <Pair label={m.policy.by}>
            <Actor subject={proposedBy} whole />, {longMoment(Date.parse(proposedAt), place)}
          </Pair>
          <Pair label={m.policy.why}>{reason ?? m.policy.noReason}</Pair>
          <Pair label={m.policy.document}>
            <span className="mono">{version}</span>
          </Pair>
        </dl>
        {preview ? <ChangesPart preview={preview} /> : <p className="tone-warn">{m.policy.refused}</p>}
        {own ? <p className="second">{m.policy.own}</p> : null}
        {sure ? (
          <Sure
            label={m.policy.approve}
            text={m.policy.sure(basedOn + 1)}
            act={m.policy.approveNow}
            busy={busy}
            yes={() => act({ act: 'approve', proposal: id })}
            no={() => {
              home.current?.focus();
              ask(false);
            }}
          />
        ) : (
          <div className="buttons">
            {own || !preview ? null : (
              <button type="button" className="button button-primary" disabled={busy} onClick={() => ask(true)}>
                {m.policy.approve}
              </button>
            )}
            <button type="button" className="button button-stop" disabled={busy} onClick={() => act({ act: 'reject', proposal: id })}>
              {own ? m.policy.withdraw : m.policy.reject}
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}
