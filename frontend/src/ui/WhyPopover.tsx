import { useQuery } from '@tanstack/react-query';
import { EyeOff } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Dialog, Heading, Popover } from 'react-aria-components';
import { graphql, readFragment } from '../gql';
import { request } from '../lib/transport';
import { useWords } from '../messages';
import { ClassSight, SightList } from './Sights';
import { Failure, Waiting } from './States';
import type { Asked } from './Why';

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

type Props = { asked: Asked; close: () => void };

/** Says of one order what its reader sees in part or not at all, why, and who sees it in full. */
export function WhyPopover({ asked, close }: Props): ReactNode {
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
