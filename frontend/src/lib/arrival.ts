// Where the keyboard goes on after a change of page. The list may be drawn before or after the frame
// hears of the new address, and in pieces, so that both try until the row is there.
let awaited: string | null = null;

const rowOf = (order: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-order="${order}"] .row-link`);

/** A page was come to: the focus goes to the row of this order, once it is there; until then to the page. */
export function arrive(order: string | null): void {
  awaited = order;
  const row = order === null ? null : rowOf(order);
  if (row !== null) awaited = null;
  (row ?? document.getElementById('main'))?.focus();
}

/** More rows were drawn; `whole` says that these are all. Who has gone on meanwhile is not called back. */
export function rowsDrawn(whole: boolean): void {
  if (awaited === null) return;
  const idle = document.activeElement === document.body || document.activeElement?.id === 'main';
  const row = idle ? rowOf(awaited) : null;
  row?.focus();
  if (row !== null || whole || !idle) awaited = null;
}
