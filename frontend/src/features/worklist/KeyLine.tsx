import type { ReactNode } from 'react';
import { useLetterKeys } from '../../lib/keys';
import { useWords } from '../../messages';

/** The keys one needs most, at the foot of the list; gone where letter keys are off. */
export function KeyLine(): ReactNode {
  const { m } = useWords();
  const [on] = useLetterKeys();
  if (!on) return null;
  const lines: [string, string][] = [
    ['j k', m.keys.next],
    ['Enter', m.keys.open],
    ['/', m.keys.find],
    ['f', m.keys.filter],
    ['?', m.keys.all],
  ];
  return (
    <span className="keys" aria-hidden>
      {lines.map(([names, text]) => (
        <span key={names} className="key">
          {names.split(' ').map((name) => (
            <kbd key={name}>{name}</kbd>
          ))}
          {text}
        </span>
      ))}
    </span>
  );
}
