import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { ErasureCard, HoldsCard, RestrictionCard } from '../features/rights/Cards';
import { PapersCard } from '../features/rights/PapersCard';
import { RectificationCard } from '../features/rights/RectificationCard';
import { carryOut, readStanding, Standing, type Act } from '../features/rights/standing';
import { WhoLooked } from '../features/rights/WhoLooked';
import { readFragment } from '../gql';
import { audits, queryClient, useViewer, useZone } from '../lib/session';
import type { Place } from '../lib/times';
import { told, undone, useWords } from '../messages';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/audit.css';

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
      else void refetch();
    },
    onError: () => void refetch(),
  });
  if (error && !data) return <Failure fault={error} retry={() => void refetch()} />;
  if (!data) return <Waiting what={m.rights.title} level={1} />;
  if (data.__typename !== 'PatientStanding') {
    return (
      <>
        <State icon={Lock} level={1} title={m.rights.notYours} text={told(m, data)} />
        {data.code === 'RIGHTS_REFUSED' ? <Others patient={id} place={place} /> : null}
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
      {change.data && change.data.__typename !== 'PatientStanding' ? <p role="alert" className="strip tone-stop">{told(m, change.data)}</p> : null}
      {change.error ? <p role="alert" className="strip tone-stop">{undone(m, change.error)}</p> : null}
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

/** What is left for those who carry out no rights: an auditor may know who looked, a coordinator asks for a rectification. */
function Others({ patient, place }: { patient: string; place: Place }): ReactNode {
  if (!audits(useViewer())) return <RectificationCard patient={patient} place={place} />;
  return (
    <>
      <PapersCard patient={patient} report />
      <WhoLooked patient={patient} place={place} />
    </>
  );
}
