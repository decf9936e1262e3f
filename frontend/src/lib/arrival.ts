// Where the keyboard goes on after a change of page. The list may be drawn before or after the frame
// hears of the new address, so that both try, and the first that finds the row has it.
let awaited: string | null = null;

/** Back on the list, the row of this order is to have the focus; null: no row is. */
export function awaitRow(order: string | null): void {
  awaited = order;
}

/** Give the awaited row the focus; whether it was there. */
export function focusAwaitedRow(): boolean {
  const row = awaited === null ? null : document.querySelector<HTMLElement>(`[data-order="${awaited}"] .row-link`);
  if (row === null) return false;
  awaited = null;
  row.focus();
  return true;
}
