import { useState, type ReactNode } from 'react';
import { longMoment, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import type { Asked, Step } from './rectifications';

type Props = { one: Asked; place: Place; busy: boolean; step: (wanted: Step) => void };

/** One asking: how far it is, what the manufacturer says, and for a second person the field to enter the same. */
export function AskedRow({ one, place, busy, step }: Props): ReactNode {
  const { m } = useWords();
  const tone = one.manufacturerSays === 'OTHERWISE' ? 'tone-stop' : one.toBeTold ? 'tone-warn' : 'second';
  return (
    <li data-rectification={one.state}>
      <strong>{word(m.rectify.field, one.field)}</strong>
      <span className="second">
        {word(m.rectify.state, one.state)}, {longMoment(Date.parse(one.decidedAt ?? one.askedAt), place)}
      </span>
      {one.manufacturerSays ? <span className={tone}>{word(m.rectify.says, one.manufacturerSays)}</span> : null}
      {one.state === 'APPLIED' && !one.inForce ? <span className="second">{m.rectify.replaced}</span> : null}
      {one.state === 'ASKED' ? <Decide one={one} busy={busy} step={step} /> : null}
    </li>
  );
}

function Decide({ one, busy, step }: Omit<Props, 'place'>): ReactNode {
  const { m } = useWords();
  const [value, type] = useState('');
  const id = `again-${one.id}`;
  const reject = (
    <button type="button" className="button" disabled={busy} onClick={() => step({ step: 'reject', id: one.id })}>
      {one.mine ? m.rectify.takeBack : m.rectify.reject}
    </button>
  );
  if (one.mine) return <span className="buttons"><span className="second">{m.rectify.waits}</span> {reject}</span>;
  return (
    <form
      className="buttons"
      onSubmit={(event) => {
        event.preventDefault();
        step({ step: 'approve', id: one.id, value });
      }}
    >
      <label htmlFor={id}>{m.rectify.again}</label>
      <input id={id} value={value} autoComplete="off" spellCheck={false} maxLength={200} onChange={(event) => type(event.target.value)} />
      <button type="submit" className="button" disabled={busy || value.trim() === ''}>
        {m.rectify.confirm}
      </button>
      {reject}
    </form>
  );
}
