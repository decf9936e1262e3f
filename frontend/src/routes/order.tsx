import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ConflictCard } from '../features/order/ConflictCard';
import { CustodyCard } from '../features/order/CustodyCard';
import { contradiction, readFacts } from '../features/order/facts';
import { FactsCard } from '../features/order/FactsCard';
import { OrderHead } from '../features/order/Headline';
import { JourneyLine } from '../features/order/JourneyLine';
import { CollectionsCard, RunsCard } from '../features/order/Material';
import { PatientBar } from '../features/order/PatientBar';
import { FundingCard, TransportCards } from '../features/order/Transport';
import { SightsCard, TroublesCard } from '../features/order/Troubles';
import { graphql } from '../gql';
import { useZone } from '../lib/session';
import { request } from '../lib/transport';
import { useWords } from '../messages';
import { Failure, NotFound, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/order.css';

const OrderDocument = graphql(`
  query Order($id: ID!) {
    order(by: { id: $id }) {
      id
      version
      status
      overlays
      site {
        id
        zone
      }
      facts {
        ...OrderFact
      }
      ...PatientBar
      ...OrderHeadline
      ...JourneySteps
      ...Custody
      ...Collections
      ...Runs
      ...Transport
      ...FundingParts
      ...Troubles
      ...Sights
    }
  }
`);

export function OrderPage(): ReactNode {
  const { m, language } = useWords();
  const { id } = useParams({ from: '/inside/orders/$id' });
  const zone = useZone();
  const { data: order, error, refetch } = useQuery({
    queryKey: ['order', id],
    queryFn: async ({ signal }) => (await request(OrderDocument, { id }, signal)).order ?? null,
  });
  if (error && order === undefined) return <Failure fault={error} retry={() => void refetch()} />;
  if (order === undefined) return <Waiting what={m.step['ORDER'] ?? ''} level={1} />;
  if (order === null) return <NotFound order />;
  const place = { language, zone: order.site?.zone ?? zone };
  const facts = readFacts(order.facts);
  const conflict = order.overlays?.includes('CONFLICT') ?? false;
  return (
    <article data-order={order.id} data-version={order.version}>
      <PatientBar order={order} />
      <OrderHead order={order} place={place} />
      <JourneyLine order={order} place={place} />
      <div className="columns">
        <div>
          {conflict && order.status ? <ConflictCard pair={contradiction(facts, order.status)} place={place} /> : null}
          <TroublesCard order={order} place={place} />
          <CustodyCard order={order} place={place} />
          <CollectionsCard order={order} place={place} />
          <RunsCard order={order} place={place} />
          <TransportCards order={order} place={place} />
        </div>
        <div>
          <FactsCard facts={facts} place={place} />
          <FundingCard order={order} />
          <SightsCard order={order} />
        </div>
      </div>
    </article>
  );
}
