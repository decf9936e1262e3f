import type { LucideIcon } from 'lucide-react';
import { useId, type ReactNode } from 'react';

type Props = { title: string; note?: ReactNode; icon?: LucideIcon; tone?: string; kind?: string; children: ReactNode };

export function Card({ title, note, icon: Shape, tone = '', kind = '', children }: Props): ReactNode {
  const id = useId();
  return (
    <section className={`card ${kind}`} aria-labelledby={id}>
      <header className="card-head">
        {Shape ? <Shape aria-hidden size={16} className={tone} /> : null}
        <h2 id={id}>{title}</h2>
        {note ? <span className="second">{note}</span> : null}
      </header>
      {children}
    </section>
  );
}

/** A label with what stands under it; for the few facts about one thing. */
export function Pair({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="pair">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
