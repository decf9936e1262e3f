import type { ExplainMessages } from './explain.en';

export const explain: ExplainMessages = {
  title: 'Ce qu’un rôle verrait', text: 'Calculé selon les règles en vigueur. Rien n’est exécuté, aucun patient n’est lu.', operation: 'De', choose: 'choisir une opération', first: 'la première du rôle', factor: 'avec un second facteur', roles: 'Qui détient',
  sum: (fields, purpose, price) => `${fields} champs, vus pour ${purpose}, au prix de ${price}.`, how: 'Montré', formless: (way, fields) => `${way}, faute de forme partielle : ${fields}`, orders: 'De quelles commandes', line: 'Selon la ligne des règles', noLine: 'aucune ligne : aucun rôle n’y accède, ou la connexion ne suffit pas',
  fields: (count) => `Chacun des ${count} champs`, path: 'Champ', source: 'Lu dans', price: 'Prix',
  place: { OWN_SITE: 'au centre de la commande', SERVING_SITE: 'dans un centre prestataire' }, flag: { ON_CARE_TEAM: 'dans l’équipe de soins', RESTRICTED: 'usage limité', ERASED: 'effacé', BREAK_GLASS: 'accès d’urgence' }, any: 'toute commande',
  base: (role) => `ce que reçoit ${role}`, relation: (role, relation) => `limite pour ${role} : ${relation}`, purpose: (purpose) => `limite pour la finalité : ${purpose}`, standing: (flag) => `limite pour les patients : ${flag}`, opens: 'ce qu’ouvre l’accès d’urgence',
  by: (line) => `Règles : ${line}`, version: 'Règles en vigueur',
};
