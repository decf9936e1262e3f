export type Held = { item: string | null; fromHolder: string | null; toHolder: string | null };
export type Link<Event> = { event: Event; gapAfter: Event | null };

/**
 * Where nobody is recorded as holding an item: an event whose giver is not the taker of the event
 * before it, of the same item (DOMAIN, Custody). Each event comes with the last one before its gap.
 */
export function chainOf<Event extends Held>(events: readonly Event[]): Link<Event>[] {
  const last = new Map<string, Event>();
  return events.map((event) => {
    const item = event.item ?? '';
    const before = last.get(item) ?? null;
    last.set(item, event);
    const broken = before !== null && event.fromHolder !== null && event.fromHolder !== before.toHolder;
    return { event, gapAfter: broken ? before : null };
  });
}
