import { useQuery } from '@tanstack/react-query';
import { EyeOff } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Dialog, Heading, Popover } from 'react-aria-components';
import { graphql, readFragment } from '../gql';
import type { ClassSightFragment } from '../gql/graphql';
import { useViewer } from '../lib/session';
import { request } from '../lib/transport';
import { useWords, word } from '../messages';
import { Failure, Waiting } from './States';

export const ClassSight = graphql(`
  fragment ClassSight on ClassTreatment {
    fieldClass
    visibility
    reason
    clearFor
  }
`);
const WhyDocument = graphql(`
  query Why($id: ID!) {
    order(by: { id: $id }) {
      id
      masks {
        ...ClassSight
      }
    }
  }
`);

export type Asked = { id: string; from: Element } | null;

/** Says of one order what its reader sees in part or not at all, why, and who sees it in full. */
export function Why({ asked, close }: { asked: Asked; close: () => void }): ReactNode {
  const { m } = useWords();
  const trigger = useMemo(() => ({ current: asked?.from ?? null }), [asked]);
  return (
    <Popover triggerRef={trigger} isOpen={asked !== null} onOpenChange={(open) => (open ? undefined : close())} placement="bottom start" className="float">
      <Dialog className="why">
        <Heading slot="title">
          <EyeOff aria-hidden size={16} /> {m.mask.title}
        </Heading>
        {asked ? <Sights id={asked.id} /> : null}
        <div className="buttons">
          <button type="button" className="button" onClick={close}>
            {m.mask.close}
          </button>
        </div>
      </Dialog>
    </Popover>
  );
}

function Sights({ id }: { id: string }): ReactNode {
  const { m } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ['order', id, 'why'],
    queryFn: async ({ signal }) => (await request(WhyDocument, { id }, signal)).order ?? null,
  });
  if (error) return <Failure fault={error} retry={() => void refetch()} />;
  if (data === undefined) return <Waiting what={m.mask.why} />;
  return <SightList sights={readFragment(ClassSight, data?.masks ?? [])} />;
}

/** The classes that are not in clear, each with its reason and with whom it is. */
export function SightList({ sights }: { sights: readonly ClassSightFragment[] }): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const masked = sights.filter(({ visibility }) => visibility !== 'CLEAR');
  const roles = [...new Set([...viewer.roles.map(({ role }) => role), ...viewer.realmRoles])].map((role) => word(m.role, role));
  return (
    <>
      {masked.length === 0 ? <p>{m.order.seen}</p> : null}
      <ul className="sights">
        {masked.map(({ fieldClass, visibility, reason, clearFor }) => (
          <li key={fieldClass}>
            <strong>{word(m.fieldClass, fieldClass)}</strong>
            <span>
              {word(m.visibility, visibility)}: {word(m.reason, reason)}
            </span>
            <span className="second">
              {clearFor.length > 0 ? m.mask.clear(clearFor.map((role) => word(m.role, role)).join(', ')) : m.mask.nobody}
            </span>
          </li>
        ))}
      </ul>
      <p className="second">{m.mask.act(roles.join(', '), word(m.purpose, viewer.purpose))}</p>
    </>
  );
}
