import { LogOut } from 'lucide-react';
import { useId, type ReactNode, type RefObject } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { useNow } from '../../lib/clock';
import { endSession, type Viewer } from '../../lib/session';
import { useTheme, type Theme } from '../../lib/theme';
import { clockTime, span } from '../../lib/times';
import { LANGUAGES, useWords, word, type Language } from '../../messages';
import { Pair } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { PurposeChoice } from './PurposeChoice';

type Props = { viewer: Viewer; trigger: RefObject<HTMLButtonElement | null>; setOpen: (open: boolean) => void };

export function Menu({ viewer, trigger, setOpen }: Props): ReactNode {
  const { m } = useWords();
  return (
    <Popover triggerRef={trigger} isOpen onOpenChange={setOpen} placement="bottom end" className="float">
      <Dialog aria-label={m.menu.open(viewer.name)} className="menu">
        <Inside viewer={viewer} />
      </Dialog>
    </Popover>
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
