import type { ExplainMessages } from './explain.en';

export const explain: ExplainMessages = {
  title: 'Was eine Rolle sähe', text: 'Berechnet aus dem Regelwerk in Kraft. Nichts wird ausgeführt, kein Patient gelesen.', operation: 'Von', choose: 'Abfrage wählen', first: 'der erste der Rolle', factor: 'mit zweitem Faktor', roles: 'Wer innehat',
  sum: (fields, purpose, price) => `${fields} Felder, angesehen für ${purpose}, zum Preis von ${price}.`, how: 'Gezeigt', formless: (way, fields) => `${way}, da ohne Teilform: ${fields}`, orders: 'Von welchen Bestellungen', line: 'Nach Zeile des Regelwerks', noLine: 'keine Zeile: keine Rolle reicht hin, oder die Anmeldung nicht',
  fields: (count) => `Jedes der ${count} Felder`, path: 'Feld', source: 'Gelesen aus', price: 'Preis',
  place: { OWN_SITE: 'im eigenen Zentrum der Bestellung', SERVING_SITE: 'in einem dienenden Zentrum' }, flag: { ON_CARE_TEAM: 'im Behandlungsteam', RESTRICTED: 'Verwendung eingeschränkt', ERASED: 'gelöscht', BREAK_GLASS: 'Notfallzugriff' }, any: 'jede Bestellung',
  base: (role) => `was ${role} bekommt`, relation: (role, relation) => `Grenze für ${role}: ${relation}`, purpose: (purpose) => `Grenze für den Zweck: ${purpose}`, standing: (flag) => `Grenze für Patienten: ${flag}`, opens: 'was der Notfallzugriff öffnet',
  by: (line) => `Regelwerk: ${line}`, version: 'Regelwerk in Kraft',
};
