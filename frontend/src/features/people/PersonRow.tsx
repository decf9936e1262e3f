import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { readFragment, type FragmentType } from '../../gql';
import { queryClient } from '../../lib/session';
import { dayOf } from '../../lib/times';
import { serverNow } from '../../lib/clock';
import { told, undone, useWords, word } from '../../messages';
import { Select } from '../../ui/Select';
import { changeRole, clashes, GRANTABLE, HeldRoles, type Act } from './changes';
import { Confirm } from './Confirm';

type Props = { person: FragmentType<typeof HeldRoles>; site: string; zone: string };
type Asked = { act: Act; role: string };

/** A person with roles; a change is asked about in place, and its result is said there. */
export function PersonRow({ person: masked, site, zone }: Props): ReactNode {
  const person = readFragment(HeldRoles, masked);
  const { m, language } = useWords();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [picked, pick] = useState('');
  const outcome = useRef<HTMLTableCellElement>(null);
  const back = useFocusBack(asked === null);
  const { mutate, data, variables, isPending, error, reset } = useMutation({
    mutationFn: async ({ act, role }: Asked) => changeRole(act, { site, person: person.subject, role }),
    onSettled: async () => {
      back.to(outcome.current);
      pick('');
      setAsked(null);
      await queryClient.invalidateQueries({ queryKey: ['people', site] });
    },
  });
  const ask = (next: Asked): void => {
    reset();
    back.to(document.activeElement);
    setAsked(next);
  };
  const held = person.roles.map(({ role }) => role);
  const free = GRANTABLE.filter((role) => !held.includes(role));
  const options = { '': m.people.pick, ...Object.fromEntries(free.map((role) => [role, word(m.role, role)])) };
  return (
    <tr data-person={person.username}>
      <th scope="row" data-label={m.people.person}>
        <strong>{person.name}</strong>
        <span className="second">
          {person.username} {person.enabled ? '' : m.people.disabled}
        </span>
      </th>
      <td data-label={m.menu.roles}>
        {person.roles.length === 0 ? <span className="second">{m.people.noRole}</span> : null}
        <ul className="roles">
          {person.roles.map(({ role, since, grantedBy, withdrawable, why }) => (
            <li key={role}>
              <RoleTag role={role} odd={clashes(role, held)} />
              <span className="second">
                {[grantedBy, since ? dayOf(new Date(since), serverNow(), { language, zone }) : null].filter(Boolean).join(', ')}
              </span>
              {withdrawable && !person.self ? (
                <button type="button" className="button button-stop" onClick={() => ask({ act: 'withdraw', role })}>
                  {m.people.withdraw(word(m.role, role))}
                </button>
              ) : (
                <span className="second">{person.self ? null : why}</span>
              )}
            </li>
          ))}
        </ul>
      </td>
      <td data-label={m.people.change} ref={outcome} tabIndex={-1}>
        {person.self ? <span className="second">{m.people.self}</span> : null}
        {!person.self && person.enabled && asked === null ? (
          <span className="grant">
            <Select id={`grant-${person.subject}`} label={m.people.grantLabel(person.name)} value={picked} hush options={options} onChange={pick} />
            {picked ? (
              <button type="button" className="button" onClick={() => ask({ act: 'grant', role: picked })}>
                {m.people.grant(word(m.role, picked))}
              </button>
            ) : null}
          </span>
        ) : null}
        {asked ? <Confirm {...asked} name={person.name} busy={isPending} yes={() => mutate(asked)} no={() => setAsked(null)} /> : null}
        <Result name={person.name} asked={variables} data={data} fault={error} />
      </td>
    </tr>
  );
}

/** After a question the focus goes where it came from, or where the outcome is said. */
function useFocusBack(answered: boolean): { to: (place: Element | null) => void } {
  const place = useRef<Element | null>(null);
  useEffect(() => {
    if (answered && place.current instanceof HTMLElement) place.current.focus();
  }, [answered]);
  return { to: (next) => void (place.current = next) };
}

function RoleTag({ role, odd }: { role: string; odd: boolean }): ReactNode {
  const { m } = useWords();
  return (
    <span className={odd ? 'role role-odd' : 'role'}>
      {odd ? <TriangleAlert aria-hidden size={13} /> : null}
      {word(m.role, role)}
      {odd ? <span className="second"> {m.people.pair}</span> : null}
    </span>
  );
}

type Said = { name: string; asked: Asked | undefined; data: Awaited<ReturnType<typeof changeRole>> | undefined; fault: Error | null };

function Result({ name, asked, data, fault }: Said): ReactNode {
  const { m } = useWords();
  if (fault) return <p role="alert" className="tone-stop">{undone(m, fault)}</p>;
  if (!data || !asked) return null;
  if (data.__typename !== 'RoleChanged') return <p role="alert" className="tone-stop">{told(m, data)} {m.people.failed}</p>;
  const role = word(m.role, asked.role);
  return <p role="status">{asked.act === 'grant' ? m.people.doneGrant(role, name) : m.people.doneWithdraw(role, name)}</p>;
}
