import { Hourglass, OctagonAlert, Search, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Refused, Unreachable } from '../lib/transport';
import { told, useWords } from '../messages';

type Props = { icon: LucideIcon; title: string; text?: string; tone?: string; level?: 1 | 2; children?: ReactNode };

/** What happened, what is safe, what to do: the frame of every state that is not the page itself. */
export function State({ icon: Shape, title, text, tone = '', level = 2, children }: Props): ReactNode {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <section className="card state">
      <Shape aria-hidden size={20} className={tone} />
      <div>
        <Heading className="state-title">{title}</Heading>
        {text ? <p>{text}</p> : null}
        {children ? <div className="buttons">{children}</div> : null}
      </div>
    </section>
  );
}

type Wait = { what: string; /** Where the page has no other heading. */ level?: 1; /** Who asks has waited for 200 ms already. */ due?: boolean };

/** Nothing for 200 ms, then what is waited for, and since how long. */
export function Waiting({ what, level, due = false }: Wait): ReactNode {
  const { m } = useWords();
  const [seconds, setSeconds] = useState(due ? 0 : -1);
  useEffect(() => {
    const first = setTimeout(() => setSeconds((known) => Math.max(known, 0)), 200);
    const each = setInterval(() => setSeconds((known) => known + 1), 1000);
    return () => {
      clearTimeout(first);
      clearInterval(each);
    };
  }, []);
  return (
    <>
      {level ? <h1 className="sr">{what}</h1> : null}
      {seconds < 0 ? null : (
        <p className="waiting" role="status">
          <Hourglass aria-hidden size={16} /> <strong>{m.states.waiting(what)}</strong>
          {seconds > 0 ? <span aria-hidden> {seconds} s</span> : null}
        </p>
      )}
    </>
  );
}

export function Failure({ fault, retry }: { fault: unknown; retry: () => void }): ReactNode {
  const { m } = useWords();
  const away = fault instanceof Unreachable || !(fault instanceof Refused);
  const text = away ? m.states.awayText : told(m, fault) || m.states.refusedText(fault.code);
  return (
    <div role="alert">
      <State icon={OctagonAlert} tone="tone-stop" level={1} title={away ? m.states.away : m.states.refused} text={text}>
        <button type="button" className="button button-primary" onClick={retry}>
          {m.states.again}
        </button>
        {fault instanceof Refused && fault.reference ? <span className="mono">{fault.reference}</span> : null}
      </State>
    </div>
  );
}

export function NotFound({ order }: { order: boolean }): ReactNode {
  const { m } = useWords();
  const [title, text] = order ? [m.states.noOrder, m.states.noOrderText] : [m.states.noPage, m.states.noPageText];
  return (
    <State icon={Search} level={1} title={title} text={text}>
      <a className="button" href="/worklist">
        {m.states.back}
      </a>
    </State>
  );
}
