import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, type RefObject } from 'react';
import { useKeys } from '../../lib/keys';

/** Opens the `Why` of an order beside an element; null closes it. */
export type OnWhy = (id: string, from: Element | null) => void;

/** Rows hold plain links, which are far cheaper than the router's own: one ear on the table opens them in place. */
export function useOpening(): RefObject<HTMLTableElement | null> {
  const router = useRouter();
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const open = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.row-link') : null;
      // Another button or key means a new tab or window, which is the browser's own affair.
      if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void router.navigate({ to: link.pathname });
    };
    const held = table.current;
    held?.addEventListener('click', open);
    return () => held?.removeEventListener('click', open);
  }, [router]);
  return table;
}

const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.worklist .row-link')];

function step(by: number): void {
  const all = links();
  const at = all.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
}

/** `j` and `k` walk the rows, `.` asks why something in the focused row is masked. */
export function useRowKeys(onWhy: OnWhy): void {
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '.': () => {
      const row = document.activeElement?.closest<HTMLElement>('tr[data-order]');
      if (row?.dataset['order']) onWhy(row.dataset['order'], row.querySelector('[data-cell=patient]') ?? row);
    },
    f: () => document.querySelector<HTMLElement>('.filters select')?.focus(),
  });
}
