import type { AuditMessages } from './audit.en';

export const audit: AuditMessages = {
  title: 'Journal', sub: 'Qui a vu quoi de qui, et pourquoi. Les patients y sont par nos propres numéros.', when: 'Quand', who: 'Qui, pour', did: 'A fait', patients: 'Patients',
  shown: 'Montré', grants: 'Accès d’urgence, autorisation', emergency: 'accès d’urgence', kept: 'Retenu', shownKept: 'Montré / retenu', keptBack: (classes) => `retenu : ${classes}`, nothing: 'rien', proof: 'Preuve', openEvent: 'Ouvrir l’événement',
  noPatient: 'aucun patient', patientCount: (count) => (count === 1 ? '1 patient' : `${count} patients`), outcome: 'Issue', writer: 'Écrit par', any: 'tous', more: 'Montrer les précédents',
  none: 'Aucun événement ne convient', choose: 'Choisir un événement', chooseText: 'Son numéro l’ouvre ici, avec sa preuve.', notYours: 'Le journal est pour les auditeurs et la protection des données', notYoursText: 'Vous n’agissez comme ni l’un ni l’autre, ou pour une autre finalité.',
  counts: (patients, orders) => `${patients} dans ${orders === 1 ? '1 commande' : `${orders} commandes`}`, onlyThis: 'Seulement cette personne', everybody: 'Tout le monde', text: 'Le texte signé', failed: 'La preuve n’a pas pu être calculée.', firstKey: 'Première clé, à comparer avec votre note :', since: { day: 'dernières 24 heures', week: '7 derniers jours', month: '31 derniers jours' },
  proofOf: (sequence) => `Preuve de l’événement n° ${sequence}`, holds: 'tient', fails: 'ne tient pas', computed: 'Calculé ici, à partir de l’événement et de la clé publique. Rien n’a été cru.',
  open: 'Aucun point de contrôle ne couvre encore cet événement. Il en vient un en quelques secondes : ouvrez-le à nouveau.', unsigned: 'Aucun point de contrôle ne couvre cet événement depuis plus de 20 minutes : faites vérifier la chaîne (python -m gateway audit verify).', broken: (sequence) => `L’événement n° ${sequence} n’est pas ce qui a été signé.`,
  brokenText: 'Exportez le journal avec ses points de contrôle et appelez la protection des données.', noEd25519: 'Ce navigateur ne sait pas vérifier les signatures Ed25519. Rien n’est prouvé, rien n’est réfuté.',
  step: { event: 'événement', place: 'place dans l’intervalle', path: 'chemin vers la racine', signature: 'signé par' },
  all: (proven, of, time) => `${proven} événements sur ${of} de cette page sont prouvés, dans ce navigateur, à ${time}.`, allBroken: (count) => `${count} de cette page ne sont pas ce qui a été signé.`,
  yet: (count) => `${count} attendent le prochain point de contrôle.`, late: (count) => `${count} sans point de contrôle depuis plus de 20 minutes : faites vérifier la chaîne (python -m gateway audit verify).`, check: 'Vérifier tout ce qui est montré', notChecked: 'Pas encore vérifié. Chaque preuve est calculée dans ce navigateur.',
  filter: { kind: 'Quoi', day: 'Jour' },
  kind: {
    OPERATION: 'Lu', STREAM_OPENED: 'Flux ouvert', STREAM_DELIVERY: 'Changement livré', STREAM_CLOSED: 'Flux fermé', REFUSED: 'Refusé', LOGIN: 'Connexion', LOGOUT: 'Déconnexion',
    RIGHTS_READ: 'Droits lus', RESTRICTION: 'Limitation', HOLD_PLACED: 'Blocage posé', HOLD_LIFTED: 'Blocage levé', ERASURE: 'Effacement',
    RECTIFICATION_ASKED: 'Rectification demandée', RECTIFICATION_APPLIED: 'Rectification', RECTIFICATION_REJECTED: 'Rectification rejetée', RECTIFICATION_REFUSED: 'Rectification refusée', SUBJECT_ACCESS: 'Accès : toutes les données', ERASURE_REFUSED: 'Effacement refusé', RETENTION: 'Délai échu',
    POLICY_PROPOSED: 'Règles proposées', POLICY_APPROVED: 'Règles approuvées', POLICY_REJECTED: 'Proposition de règles rejetée', POLICY_REFUSED: 'Refus au sujet des règles', POLICY_MENDED: 'Règles réduites par l’exploitation',
    ROLE_GRANTED: 'Rôle accordé', ROLE_WITHDRAWN: 'Rôle retiré', PURPOSE_REFUSED: 'Finalité refusée', PSEUDONYM_RESOLVED: 'Pseudonyme levé', PSEUDONYM_REFUSED: 'Pseudonyme non levé', PURPOSE_CHOSEN: 'Finalité choisie', CHAIN_BEGINS: 'La chaîne commence', AUDIT_READ: 'Journal lu', DISCLOSURE_REPORT: 'Rapport de divulgation', AUDIT_EXPORTED: 'Journal exporté',
  },
};
