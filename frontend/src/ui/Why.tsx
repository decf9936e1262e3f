import { lazy, Suspense, type ReactNode } from 'react';

const Popover = lazy(async () => ({ default: (await import('./WhyPopover')).WhyPopover }));

export type Asked = { id: string; from: Element } | null;

/** Says of one order what its reader sees in part or not at all; its code comes with the first question. */
export function Why({ asked, close }: { asked: Asked; close: () => void }): ReactNode {
  if (asked === null) return null;
  return (
    <Suspense>
      <Popover asked={asked} close={close} />
    </Suspense>
  );
}
