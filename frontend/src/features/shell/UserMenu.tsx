import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import type { Viewer } from '../../lib/session';
import { useWords, word } from '../../messages';

const Menu = lazy(async () => ({ default: (await import('./Menu')).Menu }));

function initials(name: string): string {
  return name.split(/[\s.]+/).filter(Boolean).map((part) => part.charAt(0)).slice(-2).join('').toUpperCase();
}

export function UserMenu({ viewer }: { viewer: Viewer }): ReactNode {
  const { m } = useWords();
  const roles = [...new Set([...viewer.roles.map(({ role }) => role), ...viewer.realmRoles])];
  const spoken = roles.map((role) => word(m.role, role)).join(', ');
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" ref={trigger} className="who" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="who-text">
          <strong>{viewer.name}</strong>
          <span className="second">{m.menu.actAs(spoken || m.menu.none, word(m.purpose, viewer.purpose))}</span>
        </span>
        <span className="avatar" aria-hidden>
          {initials(viewer.name)}
        </span>
      </button>
      {open ? (
        <Suspense>
          <Menu viewer={viewer} trigger={trigger} setOpen={setOpen} />
        </Suspense>
      ) : null}
    </>
  );
}
