import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Lock, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { HeldRoles } from '../features/people/changes';
import { PersonRow } from '../features/people/PersonRow';
import { graphql, readFragment } from '../gql';
import type { PeopleQuery } from '../gql/graphql';
import { useViewer } from '../lib/session';
import { request } from '../lib/transport';
import { told, useWords } from '../messages';
import { Select } from '../ui/Select';
import { Failure, State, Waiting } from '../ui/States';
import '../styles/tables.css';
import '../styles/people.css';

const PeopleDocument = graphql(`
  query People($site: ID!) {
    people(site: $site) {
      __typename
      ... on People {
        site {
          id
          name
          zone
        }
        people {
          subject
          ...HeldRoles
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

export function PeoplePage(): ReactNode {
  const { m } = useWords();
  const viewer = useViewer();
  const navigate = useNavigate();
  const search: { site?: string } = useSearch({ strict: false });
  const sites = viewer.roles.filter(({ role }) => role === 'site-admin').map(({ site }) => site);
  const site = search.site ?? sites[0]?.id;
  const { data, error, refetch } = useQuery({
    queryKey: ['people', site],
    queryFn: async ({ signal }) => (await request(PeopleDocument, { site: site ?? '' }, signal)).people,
    enabled: site !== undefined,
  });
  const options = Object.fromEntries(sites.map(({ id, name }) => [id, name]));
  return (
    <>
      <div className="heading">
        <h1>{m.people.title}</h1>
        <Count data={data} />
        <p className="second live">
          <Lock aria-hidden size={13} /> {m.people.noPatients}
        </p>
      </div>
      {sites.length > 1 ? <Select id="site" label={m.people.site} value={site ?? ''} options={options} onChange={(next) => void navigate({ to: '/people', search: { site: next } })} /> : null}
      {site === undefined ? <State icon={Lock} title={m.people.notYours} text={m.people.notYoursText} /> : null}
      {error ? <Failure fault={error} retry={() => void refetch()} /> : null}
      {site !== undefined && !data && !error ? <Waiting what={m.people.title} /> : null}
      {data && data.__typename !== 'People' ? <State icon={OctagonAlert} tone="tone-stop" title={m.people.notYours} text={told(m, data)} /> : null}
      {data?.__typename === 'People' ? <Table data={data} /> : null}
    </>
  );
}

type People = Extract<PeopleQuery['people'], { __typename: 'People' }>;

function Count({ data }: { data: PeopleQuery['people'] | undefined }): ReactNode {
  const { m } = useWords();
  if (data?.__typename !== 'People') return null;
  const grants = data.people.reduce((sum, person) => sum + readFragment(HeldRoles, person).roles.length, 0);
  return <p>{m.people.count(data.people.length, grants)}</p>;
}

function Table({ data: { people, site } }: { data: People }): ReactNode {
  const { m } = useWords();
  return (
    <div className="card">
      <table className="rows people">
        <caption className="sr">{m.people.title}</caption>
        <thead>
          <tr>
            <th scope="col">{m.people.person}</th>
            <th scope="col">
              {m.people.rolesAt(site.name)}. {m.people.granted}
            </th>
            <th scope="col">{m.people.change}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.subject} person={person} site={site.id} zone={site.zone} />
          ))}
        </tbody>
      </table>
      <p className="inside second">{m.people.foot}</p>
    </div>
  );
}
