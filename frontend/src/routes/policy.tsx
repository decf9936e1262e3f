import { useMutation, useQuery } from '@tanstack/react-query';
import { Lock, TriangleAlert } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { carryOut, type Act, type Outcome } from '../features/policy/acts';
import { Proposed, readDesk, type Version } from '../features/policy/desk';
import { EMPTY, type Draft } from '../features/policy/draft';
import { EditorCard } from '../features/policy/EditorCard';
import { ExplainCard } from '../features/policy/ExplainCard';
import { HistoryCard } from '../features/policy/HistoryCard';
import { ProposalCard } from '../features/policy/ProposalCard';
import { TableCard } from '../features/policy/TableCard';
import { readFragment } from '../gql';
import { queryClient, useZone } from '../lib/session';
import { longMoment, type Place } from '../lib/times';
import { told, undone, useWords } from '../messages';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/policy.css';

export function PolicyPage(): ReactNode {
  const { m, language } = useWords();
  const place = { language, zone: useZone() };
  const [draft, change] = useState<Draft | null>(null);
  const said = useRef<HTMLDivElement>(null);
  const tabled = useRef<HTMLDivElement>(null);
  // The button that begins or drops a proposal goes with it: the keyboard goes on at the table.
  const edit = (next: Draft | null): void => {
    tabled.current?.focus();
    change(next);
  };
  const { data, error, refetch } = useQuery({ queryKey: ['policy'], queryFn: async ({ signal }) => readDesk(signal) });
  const { mutate, data: outcome, variables, error: fault, isPending: busy } = useMutation({
    mutationFn: carryOut,
    onSuccess: (done) => {
      if (done.__typename === 'PolicyProposal') change(null);
    },
    onSettled: async () => {
      said.current?.focus();
      await queryClient.invalidateQueries({ queryKey: ['policy'] });
    },
  });
  const act = (wanted: Act): void => mutate(wanted);
  if (error && !data) return <Failure fault={error} retry={() => void refetch()} />;
  if (!data) return <Waiting what={m.policy.title} level={1} />;
  const { policyVersions, policyProposals, policyInForce } = data;
  if (policyVersions.__typename !== 'PolicyVersions') return <State icon={Lock} level={1} title={m.policy.notYours} text={told(m, policyVersions)} />;
  const proposals = policyProposals.__typename === 'PolicyProposals' ? policyProposals.proposals : [];
  const open = proposals.filter((one) => readFragment(Proposed, one).state === 'PROPOSED');
  const table = policyInForce.__typename === 'PolicyVersion' ? policyInForce.table : null;
  return (
    <>
      <Heading version={policyVersions.versions[0]} place={place} />
      <div ref={said} tabIndex={-1}>
        <Said outcome={outcome} asked={variables} fault={fault} />
      </div>
      {open.map((one) => (
        <ProposalCard key={readFragment(Proposed, one).id} proposal={one} place={place} busy={busy} act={act} />
      ))}
      <div ref={tabled} tabIndex={-1}>
        {table ? <TableCard table={table} draft={draft} change={change} begin={() => edit(EMPTY)} /> : <State icon={TriangleAlert} title={m.policy.unreadable} />}
      </div>
      {draft === null ? null : <EditorCard draft={draft} busy={busy} act={act} stop={() => edit(null)} />}
      <ExplainCard />
      <HistoryCard key={policyVersions.versions.length + proposals.length} versions={policyVersions.versions} proposals={proposals} place={place} busy={busy} act={act} />
    </>
  );
}

function Heading({ version, place }: { version: Version | undefined; place: Place }): ReactNode {
  const { m } = useWords();
  return (
    <div className="heading">
      <h1>{m.policy.title}</h1>
      {version ? (
        <p data-policy={version.number}>
          {m.policy.inForceSince(version.number, longMoment(Date.parse(version.inForceSince), place))} <span className="mono">{version.version}</span>
        </p>
      ) : null}
    </div>
  );
}

/** What came of the last act, and what to do next when it was refused. */
function Said({ outcome, asked, fault }: { outcome: Outcome | undefined; asked: Act | undefined; fault: Error | null }): ReactNode {
  const { m } = useWords();
  if (fault) return <p role="alert" className="tone-stop">{undone(m, fault)}</p>;
  if (!outcome || !asked) return null;
  if (outcome.__typename !== 'PolicyProposal') return <p role="alert" className="tone-stop">{told(m, outcome)} {m.people.failed}</p>;
  return <p role="status" className="strip strip-act">{m.policy.done[asked.act]}</p>;
}
