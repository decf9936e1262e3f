import { Eraser, Hand, Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { StandingFragment } from '../../gql/graphql';
import { longMoment, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Actor } from '../../ui/Actor';
import { Card, Pair } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { PLACED, type Act } from './standing';

type Props = { standing: StandingFragment; place: Place; busy: boolean; act: (wanted: Act) => void };

/** Restriction (GDPR art. 18): a flag, lifted as easily as it is set. */
export function RestrictionCard({ standing, busy, act }: Props): ReactNode {
  const { m } = useWords();
  const { restricted, erased } = standing;
  return (
    <Card title={m.rights.restriction} icon={Lock}>
      <div className="inside">
        <p>{restricted ? m.rights.isRestricted : m.rights.notRestricted}</p>
        {erased ? null : (
          <div className="buttons">
            <button type="button" className="button" disabled={busy} onClick={() => act({ act: 'restrict', restricted: !restricted })}>
              {restricted ? m.rights.unrestrict : m.rights.restrict}
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}

/** What forbids an erasure, since when; those that a person placed can be lifted. */
export function HoldsCard({ standing, place, busy, act }: Props): ReactNode {
  const { m } = useWords();
  const [kind, pick] = useState('');
  const options = { '': m.rights.pickHold, ...Object.fromEntries(PLACED.map((each) => [each, word(m.rights.hold, each)])) };
  return (
    <Card title={m.rights.holds} icon={Hand}>
      <ul className="inside holds">
        {standing.holds.length === 0 ? <li>{m.rights.noHold}</li> : null}
        {standing.holds.map((each) => (
          <li key={each.id ?? each.kind}>
            <strong>{word(m.rights.hold, each.kind)}</strong>
            <span className="second">{each.placedAt ? longMoment(Date.parse(each.placedAt), place) : m.rights.follows}</span>
            {each.id ? (
              <button type="button" className="button" disabled={busy} onClick={() => act({ act: 'lift', hold: each.id ?? '' })}>
                {m.rights.lift}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {standing.erased ? null : (
        <div className="inside buttons">
          <Select id="hold" label={m.rights.pickHold} hush value={kind} options={options} onChange={pick} />
          <button type="button" className="button" disabled={busy || kind === ''} onClick={() => act({ act: 'place', kind: PLACED.find((each) => each === kind) ?? 'LEGAL_CLAIM' })}>
            {m.rights.place}
          </button>
        </div>
      )}
    </Card>
  );
}

/** Erasure (GDPR art. 17): says what will happen, and asks for the patient's number, for it can't be undone. */
export function ErasureCard({ standing, place, busy, act }: Props): ReactNode {
  const { m } = useWords();
  const [typed, type] = useState('');
  const expected = standing.patient.slice(0, 8);
  const { erasure } = standing;
  if (standing.erased) {
    return (
      <Card title={m.rights.erased} icon={Eraser} kind="erasure">
        {erasure ? <ProofOfErasure erasure={erasure} place={place} /> : <p className="inside">{m.mask.NOT_KNOWN}</p>}
      </Card>
    );
  }
  const held = standing.holds.length > 0;
  return (
    <Card title={m.rights.erase} icon={Eraser}>
      <div className="inside">
        <p>{m.rights.eraseText(standing.orders.length)}</p>
        {held ? (
          <p className="tone-warn">
            <strong>{m.rights.held}</strong>
          </p>
        ) : (
          <form
            className="buttons"
            onSubmit={(event) => {
              event.preventDefault();
              if (typed === expected) act({ act: 'erase' });
            }}
          >
            <label htmlFor="typed">{m.rights.type(expected)}</label>
            <input id="typed" className="mono" value={typed} autoComplete="off" spellCheck={false} onChange={(event) => type(event.target.value.trim())} />
            <button type="submit" className="button button-stop" disabled={busy || typed !== expected}>
              {m.rights.eraseNow}
            </button>
          </form>
        )}
      </div>
    </Card>
  );
}

function ProofOfErasure({ erasure, place }: { erasure: NonNullable<StandingFragment['erasure']>; place: Place }): ReactNode {
  const { m } = useWords();
  return (
    <dl className="pairs inside">
      <Pair label={m.audit.when}>{longMoment(Date.parse(erasure.at), place)}</Pair>
      <Pair label={m.rights.by}>
        <Actor subject={erasure.by} whole />
      </Pair>
      <Pair label={m.rights.destroyed}>{erasure.destroyed.map(({ what, count }) => `${what} ${count}`).join('; ')}</Pair>
      <Pair label={m.rights.keptParts}>{erasure.kept.map(({ what, why }) => `${what} (${why})`).join('; ')}</Pair>
      <Pair label={m.rights.tombstone}>
        <span className="mono">{erasure.tombstone}</span>
      </Pair>
      <Pair label={m.rights.digest}>
        <span className="mono">{erasure.digest}</span>
      </Pair>
    </dl>
  );
}
