import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Refused } from '../lib/transport';
import { en, type Messages } from './en';

export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Record<Language, () => Promise<Messages>> = {
  en: async () => en,
  de: async () => (await import('./de')).de,
  fr: async () => (await import('./fr')).fr,
};

type Words = { m: Messages; language: Language; choose: (language: Language) => void };
const Catalogue = createContext<Words>({ m: en, language: 'en', choose: () => undefined });

export const useWords = (): Words => useContext(Catalogue);

function preferred(): Language {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in LANGUAGES);
  return (known as Language | undefined) ?? 'en';
}

export function WordsProvider({ children }: { children: ReactNode }): ReactNode {
  const [wanted, choose] = useState<Language>(preferred);
  const [loaded, setLoaded] = useState<{ m: Messages; language: Language }>({ m: en, language: 'en' });
  useEffect(() => {
    let current = true;
    void LOADERS[wanted]().then((m) => {
      if (!current) return;
      document.documentElement.lang = wanted;
      setLoaded({ m, language: wanted });
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  const words = useMemo(() => ({ ...loaded, choose }), [loaded]);
  return <Catalogue value={words}>{children}</Catalogue>;
}

/** The word for a code; a code the catalogue lacks is shown as it came, never dropped. */
export function word(table: Record<string, string>, code: string | null | undefined): string {
  if (code == null) return '';
  return table[code] ?? code;
}

/** Codes whose sentence says where the fault is: no translation knows that. */
const LOCATED: ReadonlySet<string> = new Set(['POLICY_INVALID', 'EXPLAIN_AS_UNKNOWN']);

/** Why something is refused, in the language of the page; a code it has no words for, in the gateway's. */
export function told({ refusals }: Messages, { code, message }: { code: string; message: string }): string {
  const words = refusals[code];
  if (words === undefined) return message;
  return LOCATED.has(code) ? `${words} ${message}` : words;
}

/** What is known of an act that was not answered as done: why not, or that nobody knows. */
export function undone(m: Messages, fault: unknown): string {
  if (!(fault instanceof Refused)) return `${m.states.away}. ${m.states.perhaps}`;
  return [told(m, fault) || m.states.refusedText(fault.code), fault.reference].filter(Boolean).join(' ');
}
