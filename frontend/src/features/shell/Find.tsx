import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { graphql } from '../../gql';
import { keyOf, type Key } from '../../lib/identifiers';
import { useKeys } from '../../lib/keys';
import { request } from '../../lib/transport';
import { useWords } from '../../messages';

const FindDocument = graphql(`
  query Find($by: OrderKey!) {
    order(by: $by) {
      id
    }
  }
`);

/** Looks one order up by its number, exactly: what is typed leaves in a body, never in an address. */
export function Find(): ReactNode {
  const { m } = useWords();
  const id = useId();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: async (by: Key) => (await request(FindDocument, { by }, undefined, 'input')).order ?? null,
    onSuccess: (order) => {
      if (order === null) return;
      clear();
      void navigate({ to: '/orders/$id', params: { id: order.id } });
    },
  });
  const clear = (): void => {
    setText('');
    reset();
  };
  useKeys({ '/': () => field.current?.focus() });
  const key = keyOf(text);
  const said = error ? m.states.away : data === null ? m.find.none : key === 'CHECK_CHARACTER' ? m.find.check : null;
  const find = (event: FormEvent): void => {
    event.preventDefault();
    if (key !== null && key !== 'CHECK_CHARACTER') mutate(key);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') clear();
  };
  return (
    <search className="find">
      <form onSubmit={find}>
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
          maxLength={64}
          onChange={(event) => {
            reset();
            setText(event.target.value);
          }}
          onKeyDown={escape}
        />
        <kbd aria-hidden>/</kbd>
      </form>
      <p id={`${id}said`} role="status" className={said === null ? 'sr' : 'find-said'}>
        {isPending ? m.find.looking : said}
      </p>
    </search>
  );
}
