import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { audits, useViewer } from '../../lib/session';
import { grouped, spokenIdentifier } from '../../lib/identifiers';
import { birthDay } from '../../lib/times';
import { useWords } from '../../messages';
import { Pair } from '../../ui/Card';
import { Masked, MaskedName, MaskedNumber } from '../../ui/Masked';

export const PatientBarFragment = graphql(`
  fragment PatientBar on Order {
    careTeam
    coiId {
      ...ShownText
    }
    patient {
      id
      familyName {
        ...ShownText
      }
      givenName {
        ...ShownText
      }
      birthDate {
        ...ShownText
      }
      sex {
        ...ShownText
      }
      mrn {
        ...ShownText
      }
      weightKg {
        ...ShownNumber
      }
    }
  }
`);

/** Who this is about, and stays in sight while the page scrolls. */
export function PatientBar({ order }: { order: FragmentType<typeof PatientBarFragment> }): ReactNode {
  const { m, language } = useWords();
  const viewer = useViewer();
  const { subject, realmRoles, roles, purpose } = viewer;
  const officer = purpose === 'HCOMPL' && realmRoles.includes('privacy-officer');
  const coordinator = (purpose === 'TREAT' || purpose === 'HOPERAT') && roles.some(({ role }) => role === 'coordinator');
  const leads = [officer && m.rights.open, coordinator && m.rectify.open, audits(viewer) && m.rights.looked].find(Boolean);
  const { patient, coiId, careTeam } = readFragment(PatientBarFragment, order);
  const team = careTeam ?? [];
  const mine = team.includes(subject);
  return (
    <div className="patient-bar">
      <p className="patient-name">
        <MaskedName family={patient.familyName} given={patient.givenName} />
      </p>
      <dl>
        <Pair label={m.order.born}>
          <Masked value={patient.birthDate} format={(text) => birthDay(text, language)} />
        </Pair>
        <Pair label={m.order.sex}>
          <Masked value={patient.sex} />
        </Pair>
        <Pair label={m.order.mrn}>
          <Masked value={patient.mrn} mono format={grouped} />
        </Pair>
        <Pair label={m.order.coi}>
          <Masked value={coiId} mono format={spokenIdentifier} />
        </Pair>
        <Pair label={`${m.order.weight} kg`}>
          <MaskedNumber value={patient.weightKg} />
        </Pair>
        {careTeam ? <Pair label={m.order.f.team}>{m.order.team(mine, team.length - (mine ? 1 : 0))}</Pair> : null}
      </dl>
      {leads ? (
        <Link to="/patients/$id" params={{ id: patient.id }} className="button">
          {leads}
        </Link>
      ) : null}
    </div>
  );
}
