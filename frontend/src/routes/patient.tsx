import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Eye, Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { readEvents } from '../features/audit/events';
import { EventTable } from '../features/audit/EventTable';
import { ErasureCard, HoldsCard, RestrictionCard } from '../features/rights/Cards';
import { PapersCard } from '../features/rights/PapersCard';
import { RectificationCard } from '../features/rights/RectificationCard';
import { carryOut, readStanding, Standing, type Act } from '../features/rights/standing';
import { graphql, readFragment } from '../gql';
import { queryClient, useZone } from '../lib/session';
import type { Place } from '../lib/times';
import { request } from '../lib/transport';
import { useWords } from '../messages';
import { Card } from '../ui/Card';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/audit.css';

const ReportDocument = graphql(`
  query DisclosureReport($patient: ID!) {
    disclosureReport(patient: $patient, first: 100) {
      __typename
      ... on AuditEventConnection {
        nodes {
          ...AuditedEvent
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export function PatientPage(): ReactNode {
  const { m, language } = useWords();
  const { id } = useParams({ from: '/inside/patients/$id' });
  const place = { language, zone: useZone() };
  const key = ['standing', id];
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: async ({ signal }) => readStanding(id, signal), refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY });
  const change = useMutation({
    mutationFn: async (wanted: Act) => carryOut(id, wanted),
    onSuccess: (found) => {
      if (found.__typename === 'PatientStanding') queryClient.setQueryData(key, found);
    },
  });
  if (error && !data) return <Failure fault={error} retry={() => void refetch()} />;
  if (!data) return <Waiting what={m.rights.title} level={1} />;
  if (data.__typename !== 'PatientStanding') {
    return (
      <>
        <State icon={Lock} level={1} title={m.rights.notYours} text={data.message} />
        {data.code === 'RIGHTS_REFUSED' ? <RectificationCard patient={id} place={place} /> : null}
      </>
    );
  }
  const standing = readFragment(Standing, data);
  const parts = { standing, place, busy: change.isPending, act: change.mutate };
  return (
    <>
      <div className="heading">
        <h1>{m.rights.title}</h1>
        <p>
          <span className="mono">{id}</span>. {m.rights.sub}
        </p>
      </div>
      <div role="status">{change.data?.__typename === 'PatientStanding' ? <p className="strip strip-act">{m.rights.done}</p> : null}</div>
      {change.data && change.data.__typename !== 'PatientStanding' ? <p role="alert" className="strip tone-stop">{change.data.message}</p> : null}
      {change.error ? <Failure fault={change.error} retry={change.reset} /> : null}
      <div className="rights-columns">
        <RestrictionCard {...parts} />
        <HoldsCard {...parts} />
        <RectificationCard patient={id} place={place} />
        <PapersCard patient={id} />
        <ErasureCard {...parts} />
      </div>
      <WhoLooked patient={id} place={place} />
    </>
  );
}

/** The disclosure report. Asking for it is itself kept, so that it is read only when somebody asks. */
function WhoLooked({ patient, place }: { patient: string; place: Place }): ReactNode {
  const { m } = useWords();
  const [asked, ask] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['disclosures', patient],
    queryFn: async ({ signal }) => (await request(ReportDocument, { patient }, signal)).disclosureReport,
    enabled: asked,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const events = data?.__typename === 'AuditEventConnection' ? readEvents(data.nodes) : [];
  return (
    <Card title={m.rights.looked} icon={Eye} note={data ? m.rights.looks(events.length) : null}>
      {asked ? null : (
        <p className="inside">
          {m.rights.lookedText}{' '}
          <button type="button" className="button" onClick={() => ask(true)}>
            {m.rights.show}
          </button>
        </p>
      )}
      {error ? <Failure fault={error} retry={() => void refetch()} /> : null}
      {asked && !data && !error ? <Waiting what={m.rights.looked} /> : null}
      {data && data.__typename !== 'AuditEventConnection' ? <p className="inside tone-stop">{data.message}</p> : null}
      {events.length > 0 ? <EventTable events={events} outcome={undefined} chosen={null} place={place} /> : null}
    </Card>
  );
}
