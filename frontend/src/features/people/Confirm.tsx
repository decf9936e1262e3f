import type { ReactNode } from 'react';
import { useWords, word } from '../../messages';
import { Sure } from '../../ui/Sure';
import type { Act } from './changes';

type Props = { act: Act; role: string; name: string; busy: boolean; yes: () => void; no: () => void };

/** Says which role will be given or taken away, and whose. */
export function Confirm({ act, role, name, ...asked }: Props): ReactNode {
  const { m } = useWords();
  const spoken = word(m.role, role);
  if (act === 'withdraw') return <Sure label={m.people.change} text={m.people.askWithdraw(spoken, name)} act={m.people.withdraw(spoken)} stop {...asked} />;
  return <Sure label={m.people.change} text={m.people.askGrant(spoken, name)} act={m.people.grant(spoken)} {...asked} />;
}
