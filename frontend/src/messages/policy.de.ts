import type { PolicyMessages } from './policy.en';

const count = (many: number, one: string, more: string): string => (many === 1 ? `1 ${one}` : `${many} ${more}`);

export const policy: PolicyMessages = {
  title: 'Regelwerk der Einsicht', notYours: 'Das Regelwerk ist für den Datenschutz und die Plattformverwaltung', inForce: 'in Kraft', inForceSince: (number, moment) => `Fassung ${number} ist in Kraft seit ${moment}.`,
  table: 'Wer was sehen darf', tableText: 'Was eine Rolle von jeder Art von Daten bekommt. Die Teile darunter können es nur senken. Von einer Bestellung eines anderen Zentrums wird nichts gezeigt.', line: 'Zeile', noCap: 'nicht gesenkt',
  short: { DIRECT: 'Namen, Nummern', CONTACT: 'Kontakt', QUASI: 'Geburtsdatum, Geschlecht, PLZ', CHAIN: 'Identitätskette', CLINICAL: 'Klinisch', SPECIAL: 'Genetik, Infektion', OPERATIONAL: 'Status, Daten', COMMERCIAL: 'Kommerziell' },
  relation: { MY_PATIENT: 'im Behandlungsteam', MY_SITE: 'eigenes Zentrum, nicht im Behandlungsteam', STEP_SITE: 'Zentrum entnimmt, verarbeitet oder infundiert nur', OTHER: 'anderes Zentrum', ANY: 'jede Bestellung' },
  purposes: 'Nach Zweck', flags: 'Eingeschränkte und gelöschte Patienten', flag: { restricted: 'Verwendung eingeschränkt', erased: 'gelöscht', 'break-glass': 'Notfallzugriff' },
  others: 'Dienende Zentren und Notfallzugriff', stepRoles: 'Rollen eines dienenden Zentrums, die eine Bestellung sehen', breakRoles: 'Rollen, denen der Notfallzugriff dient', breakOpens: 'Was er öffnet',
  begin: 'Änderung vorschlagen', proposing: 'Ihr Vorschlag', changed: (cells) => count(cells, 'Feld geändert', 'Felder geändert'), nothingYet: 'Ändern Sie Felder der Tabelle oben. Nichts gilt, bevor eine zweite Person es genehmigt.',
  cellOf: (line, what) => `${line}: ${what}`, was: (what) => `war ${what}`, propose: 'Vorschlagen', drop: 'Änderungen verwerfen',
  reason: 'Warum, in einer Zeile', reasonHint: 'Kolleginnen und Kollegen lesen dies, und es bleibt: kein Name und keine Nummer eines Patienten.', noReason: 'kein Grund angegeben', why: 'Warum',
  sum: (fields, roles, people) => `${count(fields, 'Datenfeld ändert', 'Datenfelder ändern')} sich für ${count(roles, 'Rolle', 'Rollen')}, ${people === null ? 'wie viele Personen, ist jetzt nicht bekannt' : count(people, 'Person', 'Personen')}:`,
  wider: (wider, cells) => `${wider} von ${count(cells, 'Fall', 'Fällen')} zeigen mehr als jetzt.`, narrower: 'Niemand sähe mehr als jetzt.', same: 'Alles wird gezeigt wie jetzt.', changes: 'Was sich ändert', cut: (shown, of) => `Die ersten ${shown} von ${of} Fällen.`,
  role: 'Rolle', fieldClass: 'Daten', change: 'Änderung', when: 'Wo und wofür', cases: (many) => `${many} Fälle`,
  waits: 'Ein Vorschlag wartet auf eine zweite Person', waitsBack: (number) => `Die Rückkehr zu Fassung ${number} wartet auf eine zweite Person`, by: 'Vorgeschlagen von', document: 'Dokument', own: 'Sie haben dies vorgeschlagen: genehmigen muss es jemand anderes vom Datenschutz oder der Plattformverwaltung. Eine der beiden Personen muss vom Datenschutz sein.',
  approve: 'Genehmigen', sure: (number) => `Als Fassung ${number} in Kraft setzen? Es gilt sofort und für alle, und offene Seiten beginnen neu.`, approveNow: 'In Kraft setzen', reject: 'Ablehnen', withdraw: 'Zurückziehen', unreadable: 'Diese Ausgabe kann das Dokument nicht lesen. Der Betrieb führt aus: python -m gateway policy check', refused: 'Diese Ausgabe lehnt das Dokument ab: lehnen Sie den Vorschlag ab und schlagen Sie die Änderung neu vor.',
  history: 'Fassungen', number: 'Fassung', since: 'In Kraft seit', people: 'Vorgeschlagen, dann genehmigt', deciders: 'Vorgeschlagen, dann entschieden', next: 'Zurück', first: 'die Datei des ersten Starts', file: 'Datei', afterwards: 'dann', rollBack: (number) => `Zurück zu Fassung ${number}`, proposeBack: 'Rückkehr vorschlagen',
  ended: (many) => count(many, 'Vorschlag, der nicht galt', 'Vorschläge, die nicht galten'), outcome: 'Ausgang', state: { REJECTED: 'abgelehnt', SUPERSEDED: 'von einer anderen Fassung überholt' },
  done: { propose: 'Vorgeschlagen. Es wartet auf eine zweite Person.', approve: 'In Kraft, hier und überall.', reject: 'Abgelehnt. Nichts hat sich geändert.', rollBack: 'Vorgeschlagen. Es wartet auf eine zweite Person.' },
};
