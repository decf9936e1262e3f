import type { ExplainMessages } from './explain.en';

export const explain: ExplainMessages = {
  title: 'Was eine Rolle sähe', text: 'Berechnet aus dem Regelwerk in Kraft. Nichts wird ausgeführt, kein Patient gelesen.', operation: 'Von', choose: 'Abfrage wählen', first: 'der erste der Rolle', factor: 'mit zweitem Faktor', roles: 'Wer innehat',
  sum: (fields, purpose, price) => `${fields} Felder, angesehen für ${purpose}, zum Preis von ${price}.`, how: 'Gezeigt', orders: 'Von welchen Bestellungen', line: 'Nach Zeile des Regelwerks', noLine: 'keine Zeile: keine Rolle reicht hin, oder die Anmeldung nicht',
  fields: (count) => `Jedes der ${count} Felder`, path: 'Feld', source: 'Gelesen aus', price: 'Preis',
};
