import { useSyncExternalStore } from 'react';

// Clocks are safety-relevant and a ward PC's own time may be wrong: time left is counted from the
// gateway's clock, learnt from its Date header.
let offset = 0;

export function learnServerTime(header: string | null): void {
  const server = header ? Date.parse(header) : Number.NaN;
  // Date has whole seconds; a smaller difference is only their rounding.
  if (!Number.isNaN(server)) offset = Math.abs(server - Date.now()) < 1500 ? 0 : server - Date.now();
}

export function serverNow(): number {
  return Date.now() + offset;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time now in ms, renewed every `step` ms: a row repaints only when its own text changes. */
export function useNow(step: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / step) * step);
}
