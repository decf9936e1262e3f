import { GitCompareArrows } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSources } from '../../lib/sources';
import { openInstant } from '../../lib/protected';
import { span, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Card, Pair } from '../../ui/Card';
import { Moment } from '../../ui/Moment';
import type { Fact } from './facts';

type Props = { pair: [Fact, Fact] | null; place: Place };

/** Two facts that can't both be true, side by side: neither is chosen beforehand. */
export function ConflictCard({ pair, place }: Props): ReactNode {
  const { m } = useWords();
  return (
    <Card title={m.order.two} icon={GitCompareArrows} tone="tone-clash" kind="card-conflict">
      {pair === null ? <p className="inside">{m.order.twoText}</p> : <Two pair={pair} place={place} />}
    </Card>
  );
}

function Two({ pair: [one, other], place }: { pair: [Fact, Fact]; place: Place }): ReactNode {
  const [first, second] = [openInstant(one.happenedAt), openInstant(other.happenedAt)];
  const apart = first && second ? span(second.getTime() - first.getTime()) : null;
  return (
    <div className="two">
      <Account fact={one} place={place} />
      <p className="apart tone-clash">
        <strong>{apart}</strong>
        <GitCompareArrows aria-hidden size={20} />
      </p>
      <Account fact={other} place={place} />
    </div>
  );
}

function Account({ fact, place }: { fact: Fact; place: Place }): ReactNode {
  const { m } = useWords();
  const { byId } = useSources();
  const source = byId.get(fact.connection)?.title ?? fact.connection;
  const who = fact.party === 'M' ? source : `${word(m.party, fact.party)} (${source})`;
  return (
    <div className="account">
      <p className="second">{m.order.says(who)}</p>
      <p className="account-word">{word(m.status, fact.kind)}</p>
      <dl className="pairs">
        <Pair label={m.order.happened}>
          <Moment value={fact.happenedAt} place={place} />
        </Pair>
        <Pair label={m.order.weLearned}>
          <Moment value={fact.learnedAt} place={place} />, {source}
        </Pair>
        <Pair label={m.order.proof}>
          {word(m.word, fact.method)}
          {fact.vendorCode ? <span className="mono"> {fact.vendorCode}</span> : null}
        </Pair>
      </dl>
    </div>
  );
}
