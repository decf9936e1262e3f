import type { RectifyMessages } from './rectify.en';

export const rectify: RectifyMessages = {
  title: 'Rectification', text: 'Une personne la demande, un document en main. Une seconde, l’une des deux étant de la protection des données, saisit la même chose sans la voir ; alors elle vaut.',
  open: 'Quelque chose est faux', pick: 'Ce qui est faux', value: 'Ce qui est juste', day: 'Ce qui est juste, en AAAA-MM-JJ', ask: 'Demander la rectification', again: 'Saisir ce que dit le document', confirm: 'Confirmer', reject: 'Rejeter', takeBack: 'Reprendre', waits: 'Attend une seconde personne.', replaced: 'remplacée par une suivante',
  field: { FAMILY_NAME: 'Nom', GIVEN_NAME: 'Prénom', BIRTH_DATE: 'Date de naissance', SEX: 'Sexe', MRN: 'Numéro de dossier', NATIONAL_ID: 'Numéro national', PHONE: 'Téléphone', EMAIL: 'Courriel', ADDRESS: 'Adresse', POSTCODE: 'Code postal' },
  state: { ASKED: 'demandée', APPLIED: 'rectifié', REJECTED: 'rejetée', MISMATCHED: 'terminée : trois saisies différaient' },
  says: { SAME: 'Le fabricant dit la même chose.', AS_BEFORE: 'Le fabricant dit encore ce qui était faux : à lui dire.', OTHERWISE: 'Le fabricant dit autre chose : ses commandes sont en conflit jusqu’à ce que quelqu’un décide.' },
};
