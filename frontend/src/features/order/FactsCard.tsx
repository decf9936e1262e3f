import type { ReactNode } from 'react';
import { useSources } from '../../lib/sources';
import type { Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Card } from '../../ui/Card';
import { Moment } from '../../ui/Moment';
import { withCorrections, type Fact } from './facts';

const STRUCK: ReadonlySet<string> = new Set(['CORRECTED', 'RETRACTED', 'SUPERSEDED']);

/** Every statement with who said it and when; what was corrected stays, struck through, beside its correction. */
export function FactsCard({ facts, place }: { facts: readonly Fact[]; place: Place }): ReactNode {
  const { m } = useWords();
  const sources = new Set(facts.map(({ connection }) => connection)).size;
  return (
    <Card title={m.order.facts} note={m.order.factsNote(facts.length, sources)}>
      {facts.length === 0 ? <p className="inside second">{m.order.none}</p> : null}
      <ol className="facts">
        {withCorrections(facts).map(({ fact, was }) => (
          <li key={`${fact.id} ${fact.revision}`} className={STRUCK.has(fact.state) ? 'fact-struck' : undefined}>
            <span>
              <FactWord fact={fact} />
            </span>
            <strong className="fact-when">
              <Moment value={fact.happenedAt} place={place} />
            </strong>
            <span className="second">
              <Provenance fact={fact} place={place} />
              {was.map((old) => (
                <Was key={`${old.id} ${old.revision}`} old={old} place={place} />
              ))}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Provenance({ fact, place }: { fact: Fact; place: Place }): ReactNode {
  const { m } = useWords();
  const { byId } = useSources();
  return (
    <>
      {byId.get(fact.connection)?.title ?? fact.connection}, {word(m.party, fact.party)}
      {fact.state === 'COUNTS' ? null : <em> · {fact.correctedBy ? m.order.correctedBy : word(m.factState, fact.state)}</em>}
      <br />
      {m.order.weLearned} <Moment value={fact.learnedAt} place={place} />, {word(m.word, fact.method)}
      {fact.vendorCode ? <span className="mono"> {fact.vendorCode}</span> : null}
    </>
  );
}

/** `was 14 Nov 09:00, Released; we learned 17:02`: the same thing as it was said before. */
function Was({ old, place }: { old: Fact; place: Place }): ReactNode {
  const { m } = useWords();
  return (
    <span className="was">
      {m.order.was}{' '}
      <s>
        <Moment value={old.happenedAt} place={place} /> <FactWord fact={old} />
      </s>
      , {m.order.weLearned} <Moment value={old.learnedAt} place={place} />
    </span>
  );
}

function FactWord({ fact }: { fact: Fact }): ReactNode {
  const { m } = useWords();
  const known = m.status[fact.kind] ?? m.word[fact.kind];
  const detail = fact.exceptionKind ? `: ${word(m.exception, fact.exceptionKind)}` : '';
  const unmapped = known === undefined ? ` (${m.flag['UNMAPPED']})` : '';
  return `${known ?? fact.vendorCode ?? fact.kind}${detail}${unmapped}`;
}
