import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { OrderHeadlineFragment as Headline } from '../../gql/graphql';
import { useNow } from '../../lib/clock';
import { masked, openInstant } from '../../lib/protected';
import { holdsAt, useViewer } from '../../lib/session';
import { longMoment, momentOf, span, type Place } from '../../lib/times';
import { useWords, word } from '../../messages';
import { Clock } from '../../ui/Clock';
import { SandboxTag } from '../../ui/Age';
import { Flags } from '../../ui/Flags';
import { Masked } from '../../ui/Masked';

export const OrderHeadline = graphql(`
  fragment OrderHeadline on Order {
    status
    overlays
    exceptionKinds
    unmappedCodes
    nextAction
    owner
    since {
      ...ShownText
    }
    staleAt {
      ...ShownText
    }
    lastLearnedAt {
      ...ShownText
    }
    vendorOrderNumber {
      ...ShownText
    }
    product {
      title
      vendor
    }
    connection {
      title
      sandbox
    }
    site {
      id
      name
      zone
    }
  }
`);

type Props = { order: FragmentType<typeof OrderHeadline>; place: Place };

/** Status with its flags, since when, and what happens next, by whom, by when. */
export function OrderHead({ order, place }: Props): ReactNode {
  const { m } = useWords();
  const head = readFragment(OrderHeadline, order);
  return (
    <div className="order-head">
      <div>
        <p className="second">
          <Link to="/worklist">{m.nav.worklist}</Link> / {head.product?.title}, {head.product?.vendor}
          {head.connection?.sandbox ? <> <SandboxTag /></> : null}, {m.order.number} <Masked value={head.vendorOrderNumber} mono />
        </p>
        <h1 className="line">
          {head.status ? word(m.status, head.status) : m.order.masked}
          <Flags overlays={head.overlays ?? []} exceptionKinds={head.exceptionKinds ?? []} heardAt={openInstant(head.lastLearnedAt)} />
        </h1>
        <Since head={head} place={place} />
      </div>
      <Next head={head} place={place} />
    </div>
  );
}

function Since({ head, place }: { head: Headline; place: Place }): ReactNode {
  const { m } = useWords();
  const now = useNow(60_000);
  const since = openInstant(head.since);
  const learned = openInstant(head.lastLearnedAt);
  return (
    <p className="second-line">
      {since ? m.order.since(longMoment(since.getTime(), place), span(now - since.getTime())) : <Masked value={head.since} />}{' '}
      {learned ? m.order.learned(momentOf(learned, now, place), head.connection?.title ?? '') : null}{' '}
      {(head.unmappedCodes ?? []).map((code) => m.list.sent(head.product?.vendor ?? '', code)).join(' ')}{' '}
      {head.status === 'PRODUCT_DELIVERED' ? (
        <>
          <strong>{m.order.delivered}</strong> {m.order.deliveredText(head.site?.name ?? '')}
        </>
      ) : null}
    </p>
  );
}

function Next({ head, place }: { head: Headline; place: Place }): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  if (!head.nextAction) return null;
  const pressing = (head.overlays ?? []).some((overlay) => overlay === 'CONFLICT' || overlay === 'EXCEPTION');
  const owner = head.owner === 'maker' ? head.product?.vendor : word(m.role, head.owner);
  return (
    <section className={`card next ${pressing ? 'next-pressing' : ''}`}>
      <div>
        <h2 className="second">{m.order.next}</h2>
        <p className="next-action">{word(m.action, head.nextAction)}</p>
        <p>
          {holdsAt(viewer, head.site?.id, head.owner) ? <span className="you">{m.you}</span> : null} {owner}
        </p>
      </div>
      {masked(head.staleAt) ? <Masked value={head.staleAt} /> : <Clock deadline={openInstant(head.staleAt)} live={head.status === 'PRODUCT_THAWED'} place={place} />}
    </section>
  );
}
