import type { RightsMessages } from './rights.en';

export const rights: RightsMessages = {
  title: 'Droits du patient', sub: 'Montré par notre propre numéro, sans nom.', notYours: 'Les droits du patient sont pour la protection des données', done: 'Fait, et gardé dans le journal.',
  restriction: 'Limitation', isRestricted: 'L’usage est limité : les noms sont des jetons ; date de naissance, contact et résultats génétiques sont masqués.', notRestricted: 'Non limité.', restrict: 'Limiter', unrestrict: 'Lever la limitation',
  holds: 'Blocages de conservation', noHold: 'Aucun : rien n’interdit un effacement.', follows: 'suit les commandes', lift: 'Lever', place: 'Poser un blocage', pickHold: 'Sorte de blocage',
  hold: { TREATMENT_UNDER_WAY: 'Traitement en cours', LEGAL_CLAIM: 'Action en justice', REGULATOR: 'Demandé par une autorité', SAFETY_REPORT: 'Déclaration de sécurité ouverte' },
  erase: 'Effacement', erased: 'Effacé : la preuve', eraseText: (orders) => `Détruit les clés de tout ce qui est personnel dans ${orders === 1 ? '1 commande' : `${orders} commandes`}, pour toujours. Les identifiants du matériel restent 30 ans, de par la loi. C’est irréversible.`,
  held: 'Un blocage l’interdit.', type: (id) => `Saisir ${id} pour confirmer`, eraseNow: 'Effacer pour toujours', by: 'Par', destroyed: 'Détruit', keptParts: 'Gardé, et pourquoi', tombstone: 'Pierre tombale, SHA-256', digest: 'Preuve, SHA-256',
  papers: 'Documents pour la personne', report: 'Qui a vu quoi de cette personne, quand et pourquoi.', access: 'Tout ce qui est gardé de cette personne, en clair : à ne donner qu’à elle.', making: 'Le document est en préparation.', made: 'Téléchargé. Sa préparation est gardée dans le journal.',
  paper: { 'disclosures.csv': 'Qui a regardé, en tableau (CSV)', 'disclosures.pdf': 'Qui a regardé, à imprimer (PDF)', 'subject-access.json': 'Toutes les données, pour programmes (JSON)', 'subject-access.pdf': 'Toutes les données, à imprimer (PDF)' },
  trace: 'Lever un pseudonyme', traceText: 'Dit qui un programme désigne par un identifiant ou un pseudonyme qu’il a reçu. Chaque levée est gardée et figure dans le rapport du patient.', client: 'Programme', pickClient: 'choisir', reason: 'Motif', pickReason: 'choisir', given: 'Identifiant ou pseudonyme', traceNow: 'Lever', tracing: 'Chaque dossier est regardé ; s’il y en a beaucoup, cela prend des minutes.', patientNo: 'Patient', orderNo: 'Commande',
  traceReason: { SAFETY_REPORT: 'Déclaration de sécurité', DATA_CORRECTION: 'Correction de données', RIGHTS_REQUEST: 'Demande du patient', LEGAL_DUTY: 'Obligation légale' },
  looked: 'Qui a regardé', looks: (count, more) => `${count === 1 ? '1 événement' : `${count} événements`}${more ? ', et d’autres avant' : ''}`, lookedText: 'Demander ce rapport est aussi gardé.', show: 'Montrer qui a regardé', open: 'Droits du patient',
};
