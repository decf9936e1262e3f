import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useKeys } from '../../lib/keys';
import { soughtOf, type Sought } from '../../lib/sought';
import { Refused } from '../../lib/transport';
import { told, useWords, word } from '../../messages';
import { find, type Found } from './finding';

/** Looks orders up exactly, by a number or a patient: what is typed leaves in a body, never in an address. */
export function Find(): ReactNode {
  const { m } = useWords();
  const id = useId();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: async (sought: Sought) => find(sought),
    onSuccess: ({ orders: [first, ...others] }) => {
      if (first === undefined || others.length > 0) return;
      clear();
      void navigate({ to: '/orders/$id', params: { id: first.id } });
    },
  });
  const clear = (): void => {
    setText('');
    reset();
  };
  useKeys({ '/': () => field.current?.focus() });
  const sought = soughtOf(text);
  const flaw = typeof sought === 'string' ? m.find.flaw[sought] : null;
  const said = error ? (error instanceof Refused ? told(m, error) : m.states.away) : data ? m.find.found(data.orders.length, data.patients) : flaw;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (sought !== null && typeof sought !== 'string') mutate(sought);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    clear();
    field.current?.focus();
  };
  return (
    <search className="find">
      <form onSubmit={submit}>
        <label htmlFor={id}>
          <Search aria-hidden size={15} />
          <span className="sr">{m.find.label}</span>
        </label>
        <input
          id={id}
          ref={field}
          value={text}
          placeholder={m.find.hint}
          aria-describedby={`${id}said`}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={120}
          onChange={(event) => {
            reset();
            setText(event.target.value);
          }}
          onKeyDown={escape}
        />
        <kbd aria-hidden>/</kbd>
      </form>
      <div className={said === null ? 'sr' : 'find-said'}>
        <p id={`${id}said`} role="status">
          {isPending ? m.find.looking : said}
        </p>
        {data && data.orders.length > 1 ? <Several orders={data.orders} chosen={clear} escape={escape} /> : null}
      </div>
    </search>
  );
}

/** Orders of one patient, told apart by what is no secret. */
function Several({ orders, chosen, escape }: { orders: Found['orders']; chosen: () => void; escape: (event: KeyboardEvent) => void }): ReactNode {
  const { m } = useWords();
  return (
    <ul className="find-several">
      {orders.map(({ id, product, status, site }) => (
        <li key={id}>
          <Link to="/orders/$id" params={{ id }} onClick={chosen} onKeyDown={escape}>
            {product?.title ?? m.mask.WITHHELD}
          </Link>
          <span className="second">{[product?.vendor, word(m.status, status), site?.name].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
}
