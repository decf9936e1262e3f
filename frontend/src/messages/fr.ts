import { audit } from './audit.fr';
import { explain } from './explain.fr';
import { policy } from './policy.fr';
import { rectify } from './rectify.fr';
import { refusals } from './refusals.fr';
import { rights } from './rights.fr';
import type { Messages } from './en';
import { terms } from './terms.fr';

const orders = (count: number): string => (count === 1 ? '1 commande' : `${count} commandes`);

export const fr: Messages = {
  ...terms,
  audit,
  explain,
  policy,
  rectify,
  refusals,
  rights,
  product: 'Portail des thérapies',
  skip: 'Aller au contenu',
  nav: { worklist: 'Liste de travail', people: 'Personnes et rôles', main: 'Pages' },
  orders,
  signIn: { title: 'Connexion', text: 'Votre hôpital vérifie qui vous êtes. Ce portail ne voit jamais votre mot de passe, et aucun fabricant non plus.', go: 'Continuer', small: 'Chaque regard sur un patient est consigné. 15 min sans usage mettent fin à la session.' },
  out: {
    title: 'Vous êtes déconnecté', idle: 'Personne n’a utilisé le portail pendant un moment : l’écran a été vidé. Rien de ce que vous avez envoyé n’est perdu.', ended: 'Votre session est finie : l’écran a été vidé. Rien de ce que vous avez envoyé n’est perdu.',
    you: 'Vous avez mis fin à la session, ici et à la connexion.', go: 'Se connecter et revenir',
  },
  idle: { title: 'Êtes-vous encore là ?', text: 'puis cet écran est vidé et vous êtes déconnecté.', stay: 'Rester connecté', leave: 'Se déconnecter', last: (time, span) => `Votre session finit à ${time}, dans ${span}, même si vous travaillez.` },
  menu: {
    open: (name) => `Menu de ${name}`, roles: 'Rôles', idleEnds: 'Sans usage, finit', absoluteEnds: 'Au plus tard, finit', in: (span) => `dans ${span}`, purpose: 'Finalité', language: 'Langue', look: 'Couleurs', light: 'clair', dark: 'sombre', system: 'comme cet ordinateur', signOut: 'Se déconnecter',
    actAs: (roles, purpose) => `${roles} · pour ${purpose}`, none: 'aucun rôle dans un centre',
  },
  live: { on: 'En direct', last: (time) => `dernier changement ${time}`, off: (time) => `Hors ligne depuis ${time}`, offText: (time) => `Vous êtes hors ligne depuis ${time}. Cette page montre ce qui était vrai alors.`, wait: 'Connexion' },
  list: {
    now: (count) => (count === 1 ? '1 commande demande quelqu’un maintenant.' : `${count} commandes demandent quelqu’un maintenant.`), shortened: 'Les noms sont abrégés pour votre rôle.', tokens: 'Les patients sont des jetons pour votre rôle.',
    yours: (count) => `${count} vous attendent.`, open: (count, makers) => `${count} ouvertes chez ${makers} fabricants.`, clock: 'Horloge', action: 'Prochaine action, qui',
    patient: 'Patient', productHead: 'Produit, fabricant', status: 'État et signaux', source: 'Source, âge', caption: 'Commandes ouvertes, les plus urgentes d’abord', sorted: 'Trié par ce qui doit être fait, et pour quand', unsorted: 'Dans l’ordre des numéros : votre rôle ne montre pas les heures', orderNo: 'n° de commande',
    person: 'personne', moved: (moved) => `Ordre changé, ${moved} déplacées :`, show: 'montrer', more: 'Montrer plus', shown: (count, total) => `${count} commandes sur ${total}.`, since: (moment) => `depuis ${moment}`, sent: (vendor, code) => `${vendor} a envoyé « ${code} ».`,
    conflict: 'Deux déclarations ne peuvent être vraies à la fois.', onHold: 'Quelqu’un a tout arrêté.', open1: 'Ouvrir la commande', band: { now: 'Maintenant', today: 'Aujourd’hui', week: 'Cette semaine', waiting: 'En attente des autres', untimed: 'Ouvertes' }, harm: (count) => `${orders(count)}, quelqu’un peut être blessé`,
    views: { all: 'Toutes', mine: 'Les miennes', flagged: 'Signalées' }, viewsLabel: 'Vues', filters: { connection: 'Fabricant', owner: 'Qui', status: 'État', overlay: 'Signal' }, any: 'tous', empty: 'Rien n’attend ici', emptyText: 'Aucune commande ouverte que vous puissiez voir.', filtered: 'Aucune commande ne correspond', clear: 'Tout effacer',
  },
  clock: { left: (span) => `encore ${span}`, over: (span) => `dépassé de ${span}`, none: 'Pas d’horloge', rule: (moment) => `Silence jusqu’à ${moment}`, ruleOver: (moment) => `Nouvelles attendues ${moment}`, masked: 'Pas d’heure pour votre rôle' },
  source: {
    strip: (name, state, count) => `${name} ${state}. ${count === 1 ? 'Sa commande est montrée' : count === null ? 'Ses commandes sont montrées' : `Ses ${orders(count)} sont montrées`} à l’état de`, never: (name, state) => `${name} ${state}. Ses commandes viendront dès sa réponse.`, ago: (span) => `(il y a ${span}).`, next: (time) => `Prochain essai ${time}`,
    others: 'Tous les autres fabricants sont à jour.', updated: (span) => `mis à jour il y a ${span}`, asOf: (time) => `état de ${time}`, sandbox: 'bac à sable', sandboxWhy: 'Un fabricant simulé, pas de vrais patients', masked: 'pas pour votre rôle',
  },
  flag: { CONFLICT: 'Contradiction', EXCEPTION: 'Exception', HOLD: 'Blocage', STALE: 'Ancien', UNMAPPED: 'Code inconnu' },
  stale: (span) => `Sans nouvelles ${span}`,
  you: 'Vous',
  pips: (step, at, of) => `Étape ${at} sur ${of} : ${step}`,
  mask: {
    ending: (end) => `finit par ${end}`,
    WITHHELD: 'Masqué', ERASED: 'Effacé', ABSENT: 'non consigné', NOT_KNOWN: 'pas encore connu', PARTIAL: 'en partie', PSEUDONYM: 'jeton', why: 'Pourquoi', title: 'Ce que vous voyez de cette commande, et pourquoi', act: (role, purpose) => `Vous agissez comme ${role}, pour ${purpose}.`,
    clear: (roles) => `En entier pour : ${roles}`, nobody: 'En entier pour personne', close: 'Fermer', column: (what) => `${what} : masqué pour votre rôle`,
  },
  find: {
    label: 'Trouver des commandes, exact : chaîne d’identité, numéro de commande, de don ou de dossier, ou un nom avec la date de naissance sous la forme 3.4.1961', hint: 'CoI, numéro, ou nom et naissance', looking: 'Recherche',
    found: (count, patients) => (count > 0 ? `${count} commandes` : patients ? 'Rien que vous puissiez voir. Cela peut manquer ou être d’un autre centre.' : 'Aucune commande de ce numéro que vous puissiez voir. Votre rôle et votre finalité ne permettent pas de chercher des patients.'),
    flaw: { CHECK_CHARACTER: 'Le caractère de contrôle ne convient pas. Comparez-le avec l’étiquette.', BIRTH_DATE: 'Écrivez la date de naissance sous la forme 3.4.1961.' },
  },
  keys: {
    title: 'Touches', next: 'suivante, précédente', open: 'ouvrir', find: 'trouver une commande', filter: 'filtrer', why: 'pourquoi une valeur est masquée', close: 'fermer', worklist: 'liste de travail', people: 'personnes et rôles', all: 'toutes les touches', on: 'Les touches lettres sont actives', off: 'Les touches lettres sont inactives',
    switchOn: 'Activer', switchOff: 'Désactiver',
  },
  states: {
    waiting: (what) => `En attente : ${what}`, again: 'Réessayer', reference: 'Référence', away: 'Pas de réponse du portail', awayText: 'La connexion s’est rompue. Rien n’a changé. Ce que cette page montrait reste vrai pour alors.', perhaps: 'C’est peut-être fait tout de même : regardez à nouveau cette page avant de recommencer.', refused: 'Ceci ne peut pas être montré', refusedText: (code) => `Le portail a répondu ${code}. Rien n’a changé.`,
    noPage: 'Cette page n’existe pas', noPageText: 'L’adresse ne mène nulle part dans ce portail.', back: 'Aller à la liste', noOrder: 'Aucune commande de ce numéro que vous puissiez voir', noOrderText: 'Elle n’existe peut-être pas, ou appartient à un autre centre. La réponse est la même.', broke: 'Cette page a cassé',
    brokeText: 'Rien n’a changé. Rechargez-la.',
  },
  order: {
    next: 'Prochaine action', born: 'Naissance', sex: 'Sexe', mrn: 'MRN', coi: 'Chaîne d’identité', weight: 'Poids', number: 'commande', since: (moment, span) => `depuis ${moment} (${span}).`, learned: (moment, who) => `Dernier mot ${moment} de ${who}.`, delivered: 'Livré n’est pas reçu.',
    deliveredText: (site) => `Personne à ${site} n’a encore contrôlé ce produit.`, facts: 'Faits', factsNote: (facts, sources) => `${facts} faits, ${sources} ${sources === 1 ? 'source' : 'sources'}`, happened: 'arrivé', weLearned: 'appris', says: (who) => `${who} dit`, proof: 'comment',
    two: 'Deux déclarations ne peuvent être vraies à la fois', twoText: 'Les faits ci-dessous se contredisent. La qualité tranche.', later: 'plus tard, mais un pas en arrière', was: 'était', correctedBy: 'corrigé par un fait ultérieur', what: 'Quoi', when: 'Quand', source: 'Source', custody: 'Garde',
    gaps: (count) => (count === 1 ? '1 lacune.' : `${count} lacunes.`), event: 'Événement', from: 'De', to: 'À', signatures: 'Signatures', gap: (span, item, last, next) => `Lacune${span ? `, ${span}` : ''} : personne n’est noté comme gardien de ${item}. Dernier : ${last}. Repris ensuite de : ${next}.`,
    scan: 'scan', signed: (count) => (count === 0 ? 'non signé' : `${count} signé`), unseen: 'Ce que vous ne voyez pas ici, et pourquoi', seen: 'Vous voyez toute cette commande.', collections: 'Prélèvements', runs: 'Fabrications', shipments: 'Envois', doses: 'Doses', funding: 'Financement', troubles: 'Blocages et exceptions', followUps: 'Suivi',
    none: 'rien de consigné', clinical: 'Clinique', journey: 'Parcours', masked: 'Votre rôle ne montre pas l’état de cette commande.',
    f: {
      cycle: 'Cycle', din: 'Don (DIN)', planned: 'Prévu', started: 'Début', ended: 'Fin', viability: 'Viabilité %', volume: 'Volume mL', state: 'État', run: 'Essai', lot: 'Lot', expected: 'Attendu', released: 'Libéré', outcome: 'Résultat', bag: 'Poche', expires: 'Expire', dose: 'Dose', cellDose: 'Cellules 10⁶/kg',
      place: 'Est', leg: 'Trajet', waybill: 'Lettre de transport', seal: 'Scellé', pickedUp: 'Enlevé', delivered: 'Livré', thawed: 'Décongelé', checked: 'Contrôlé par', authorization: 'Autorisation', payer: 'Payeur', purchaseOrder: 'Bon de commande', price: 'Prix', kind: 'Genre', raised: 'Signalé', resolved: 'Réglé',
      deadline: 'Échéance', note: 'Note', visit: 'Visite', window: 'Fenêtre', done: 'Fait', oos: 'Hors spécification', idm: 'Marqueurs infectieux', diagnosis: 'Diagnostic', consent: 'Consentement', number: 'N°', tnc: 'Cellules 10⁹', team: 'Équipe',
    },
    team: (you, others) => (you ? (others > 0 ? `Vous, +${others}` : 'Vous') : `${others}`),
  },
  people: {
    title: 'Personnes et rôles', count: (people, grants) => `${people} personnes, ${grants} rôles.`, noPatients: 'Votre rôle ne montre aucune donnée de patient', site: 'Centre', person: 'Personne', rolesAt: (site) => `Rôles à ${site}`, granted: 'Donné par, le', change: 'Changer', noRole: 'aucun', disabled: 'désactivé',
    self: 'vous ne pouvez pas changer vos propres rôles', pair: 'pas permis ensemble', withdraw: (role) => `Retirer ${role}`, grant: (role) => `Donner ${role}`, grantLabel: (name) => `Rôle pour ${name}`, pick: 'Donner un rôle', keep: 'Ne rien changer',
    askWithdraw: (role, name) => `Retirer ${role} à ${name} ? Cela vaut dès la prochaine demande et ferme aussitôt les pages ouvertes.`, askGrant: (role, name) => `Donner ${role} à ${name} ? Cela vaut dès la prochaine demande.`, doneWithdraw: (role, name) => `${name} n’a plus le rôle ${role}.`,
    doneGrant: (role, name) => `${name} a maintenant le rôle ${role}.`, failed: 'Rien n’a changé.', foot: 'Personne ne se donne un rôle. La dernière administration du centre ne peut être retirée.', notYours: 'Cette page est pour l’administration du centre', notYoursText: 'Demandez à l’administration de votre centre.',
  },
};
