import { useSearch } from '@tanstack/react-router';
import { LogOut, Route } from 'lucide-react';
import type { ReactNode } from 'react';
import type { WhyOut } from '../lib/session';
import { useWords } from '../messages';

export type Entry = { return_to?: string | undefined; why?: WhyOut | undefined };

/** Only an address of this portal is ever gone back to; the gateway checks it again. */
export function entryOf(raw: Record<string, unknown>): Entry {
  const to = raw['return_to'];
  const why = (['idle', 'ended', 'you'] as const).find((name) => name === raw['why']);
  const local = typeof to === 'string' && /^\/(?![/\\])[\w\-/?=&.]*$/.test(to);
  return { ...(local ? { return_to: to } : {}), ...(why ? { why } : {}) };
}

function loginAddress({ return_to = '/worklist' }: Entry): string {
  return `/login?${new URLSearchParams({ return_to }).toString()}`;
}

export function SignInPage(): ReactNode {
  const { m } = useWords();
  const entry: Entry = useSearch({ strict: false });
  return (
    <main id="main" className="door">
      <section className="card door-card">
        <p className="brand">
          <Route aria-hidden size={22} /> <strong>{m.product}</strong>
        </p>
        <h1>{m.signIn.title}</h1>
        <p>{m.signIn.text}</p>
        <a className="button button-primary button-wide" href={loginAddress(entry)}>
          {m.signIn.go}
        </a>
        <p className="second rule">{m.signIn.small}</p>
      </section>
    </main>
  );
}

export function SignedOutPage(): ReactNode {
  const { m } = useWords();
  const entry: Entry = useSearch({ strict: false });
  return (
    <main id="main" className="door">
      <section className="card door-card">
        <h1>
          <LogOut aria-hidden size={20} /> {m.out.title}
        </h1>
        <p>{m.out[entry.why ?? 'ended']}</p>
        <a className="button button-primary button-wide" href={loginAddress(entry)}>
          {m.out.go}
        </a>
      </section>
    </main>
  );
}
