import { LogOut } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { useNow } from '../../lib/clock';
import { leave, type Viewer } from '../../lib/session';
import { useTheme, type Theme } from '../../lib/theme';
import { clockTime, span } from '../../lib/times';
import { signOut } from '../../lib/transport';
import { LANGUAGES, useWords, word, type Language } from '../../messages';
import { Pair } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { PurposeChoice } from './PurposeChoice';

export async function endSession(): Promise<void> {
  const location = await signOut().catch(() => null);
  leave('you');
  // The gateway names the sign-in server only where that one's own page must end its session.
  if (location && location !== '/') window.location.assign(location);
}

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
      <Popover triggerRef={trigger} isOpen={open} onOpenChange={setOpen} placement="bottom end" className="float">
        <Dialog aria-label={m.menu.open(viewer.name)} className="menu">
          <Inside viewer={viewer} />
        </Dialog>
      </Popover>
    </>
  );
}

function Inside({ viewer }: { viewer: Viewer }): ReactNode {
  const { m } = useWords();
  return (
    <>
      <dl className="pairs">
        {viewer.roles.map(({ role, site }) => (
          <Pair key={`${site.id} ${role}`} label={site.name}>
            {word(m.role, role)}
          </Pair>
        ))}
        {viewer.realmRoles.map((role) => (
          <Pair key={role} label={m.menu.roles}>
            {word(m.role, role)}
          </Pair>
        ))}
        {viewer.session ? (
          <>
            <Ends label={m.menu.idleEnds} at={viewer.session.idleEndsAt} />
            <Ends label={m.menu.absoluteEnds} at={viewer.session.absoluteEndsAt} />
          </>
        ) : null}
      </dl>
      <PurposeChoice viewer={viewer} />
      <Choices />
      <button type="button" className="button" onClick={() => void endSession()}>
        <LogOut aria-hidden size={15} /> {m.menu.signOut}
      </button>
    </>
  );
}

function Ends({ label, at }: { label: string; at: string }): ReactNode {
  const { m, language } = useWords();
  const now = useNow(60_000);
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const end = new Date(at);
  return (
    <Pair label={label}>
      {clockTime(end, { language, zone })} <span className="age">{m.menu.in(span(Math.max(0, end.getTime() - now)))}</span>
    </Pair>
  );
}

function Choices(): ReactNode {
  const { m, language, choose } = useWords();
  const [theme, setTheme] = useTheme();
  const id = useId();
  const looks: Record<Theme, string> = { system: m.menu.system, light: m.menu.light, dark: m.menu.dark };
  return (
    <>
      <Select id={`${id}l`} label={m.menu.language} value={language} onChange={(next) => choose(next as Language)} options={LANGUAGES} />
      <Select id={`${id}t`} label={m.menu.look} value={theme} onChange={(next) => setTheme(next as Theme)} options={looks} />
    </>
  );
}
