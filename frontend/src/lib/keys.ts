import { useEffect, useRef, useSyncExternalStore } from 'react';

let letters = true;
const listeners = new Set<() => void>();

function switchLetters(next: boolean): void {
  letters = next;
  for (const listener of listeners) listener();
}

/** Letter keys can be switched off (WCAG 2.1.4), for the time of the session. */
export function useLetterKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => letters,
  );
  return [on, switchLetters];
}

function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role=dialog]') !== null;
}

/** Keys of a page; a pair such as `g w` is two keys within a second. */
export function useKeys(acts: Record<string, (event: KeyboardEvent) => void>): void {
  const held = useRef(acts);
  useEffect(() => {
    held.current = acts;
  });
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const hear = (event: KeyboardEvent): void => {
      if (!letters || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const pair = first && event.timeStamp - first.at < 1000 ? `${first.key} ${event.key}` : '';
      const act = held.current[pair] ?? held.current[event.key];
      first = { key: event.key, at: event.timeStamp };
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}
