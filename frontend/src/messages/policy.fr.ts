import type { PolicyMessages } from './policy.en';

const count = (many: number, one: string, more: string): string => (many === 1 ? `1 ${one}` : `${many} ${more}`);

export const policy: PolicyMessages = {
  title: 'Règles d’accès', notYours: 'Les règles d’accès sont réservées à la protection des données et à l’administration de la plateforme', inForce: 'en vigueur', inForceSince: (number, moment) => `La version ${number} est en vigueur depuis ${moment}.`,
  table: 'Qui peut voir quoi', tableText: 'Ce qu’un rôle reçoit de chaque sorte de données. Les parties suivantes ne peuvent que le réduire. D’une commande d’un autre centre, rien n’est montré.', line: 'Ligne', noCap: 'non réduit',
  short: { DIRECT: 'Noms, numéros', CONTACT: 'Contact', QUASI: 'Naissance, sexe, code postal', CHAIN: 'Chaîne d’identité', CLINICAL: 'Clinique', SPECIAL: 'Génétique, infection', OPERATIONAL: 'Statut, dates', COMMERCIAL: 'Commercial' },
  relation: { MY_PATIENT: 'dans l’équipe de soins', MY_SITE: 'propre centre, hors de l’équipe de soins', STEP_SITE: 'le centre ne fait que prélever, traiter ou perfuser', OTHER: 'un autre centre', ANY: 'toute commande' },
  purposes: 'Selon la finalité', flags: 'Patients limités et effacés', flag: { restricted: 'usage limité', erased: 'effacé', 'break-glass': 'accès d’urgence' },
  others: 'Centres prestataires et accès d’urgence', stepRoles: 'Rôles d’un centre prestataire qui voient une commande', breakRoles: 'Rôles que sert l’accès d’urgence', breakOpens: 'Ce qu’il ouvre',
  begin: 'Proposer un changement', proposing: 'Votre proposition', changed: (cells) => count(cells, 'case changée', 'cases changées'), nothingYet: 'Changez des cases du tableau ci-dessus. Rien ne compte avant qu’une deuxième personne l’approuve.',
  cellOf: (line, what) => `${line} : ${what}`, was: (what) => `était ${what}`, propose: 'Proposer', drop: 'Abandonner les changements',
  reason: 'Pourquoi, en une ligne', reasonHint: 'Des collègues lisent ceci, et cela reste : aucun nom ni numéro de patient.', noReason: 'aucune raison donnée', why: 'Pourquoi',
  sum: (fields, roles, people) => `${count(fields, 'champ change', 'champs changent')} pour ${count(roles, 'rôle', 'rôles')}, ${people === null ? 'le nombre de personnes n’est pas connu' : count(people, 'personne', 'personnes')} :`,
  wider: (wider, cells) => `${wider} sur ${count(cells, 'cas', 'cas')} montreraient plus que maintenant.`, narrower: 'Personne ne verrait plus que maintenant.', same: 'Tout est montré comme maintenant.', changes: 'Ce qui change', cut: (shown, of) => `Les ${shown} premiers de ${of} cas.`,
  role: 'Rôle', fieldClass: 'Données', change: 'Changement', when: 'Où et pour quoi', cases: (many) => `${many} cas`,
  waits: 'Une proposition attend une deuxième personne', waitsBack: (number) => `Le retour à la version ${number} attend une deuxième personne`, by: 'Proposé par', document: 'Document', own: 'Vous l’avez proposé : quelqu’un d’autre de la protection des données ou de l’administration doit l’approuver. L’une des deux personnes doit être de la protection des données.',
  approve: 'Approuver', sure: (number) => `Mettre en vigueur comme version ${number} ? Cela compte aussitôt, pour tous, et les pages ouvertes recommencent.`, approveNow: 'Mettre en vigueur', reject: 'Rejeter', withdraw: 'Retirer', unreadable: 'Cette version du logiciel ne sait pas lire le document. L’exploitation lance : python -m gateway policy check', refused: 'Cette version du logiciel refuse le document : rejetez la proposition et proposez le changement à nouveau.',
  history: 'Versions', number: 'Version', since: 'En vigueur depuis', people: 'Proposé, puis approuvé', deciders: 'Proposé, puis décidé', next: 'Revenir', first: 'le fichier du premier démarrage', file: 'fichier', afterwards: 'puis', rollBack: (number) => `Revenir à la version ${number}`, proposeBack: 'Proposer le retour',
  ended: (many) => count(many, 'proposition sans effet', 'propositions sans effet'), outcome: 'Issue', state: { REJECTED: 'rejetée', SUPERSEDED: 'dépassée par une autre version' },
  done: { propose: 'Proposé. Une deuxième personne doit approuver.', approve: 'En vigueur, ici et partout.', reject: 'Rejeté. Rien n’a changé.', rollBack: 'Proposé. Une deuxième personne doit approuver.' },
};
