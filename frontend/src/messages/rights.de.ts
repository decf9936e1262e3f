import type { RightsMessages } from './rights.en';

export const rights: RightsMessages = {
  title: 'Rechte des Patienten', sub: 'Gezeigt mit unserer eigenen Nummer, ohne Namen.', notYours: 'Rechte des Patienten sind für den Datenschutz', done: 'Getan und im Protokoll festgehalten.',
  restriction: 'Einschränkung', isRestricted: 'Die Verwendung ist eingeschränkt: Namen sind Kennzeichen; Geburtsdatum, Kontakt und genetische Befunde sind verborgen.', notRestricted: 'Nicht eingeschränkt.', restrict: 'Einschränken', unrestrict: 'Einschränkung aufheben',
  holds: 'Aufbewahrungssperren', noHold: 'Keine: nichts verbietet eine Löschung.', follows: 'folgt den Bestellungen', lift: 'Aufheben', place: 'Sperre setzen', pickHold: 'Art der Sperre',
  hold: { TREATMENT_UNDER_WAY: 'Behandlung läuft', LEGAL_CLAIM: 'Rechtsanspruch', REGULATOR: 'Von einer Behörde verlangt', SAFETY_REPORT: 'Sicherheitsmeldung offen' },
  erase: 'Löschung', erased: 'Gelöscht: der Beweis', eraseText: (orders) => `Vernichtet die Schlüssel von allem Persönlichen in ${orders === 1 ? '1 Bestellung' : `${orders} Bestellungen`}, endgültig. Kennungen des Materials bleiben 30 Jahre, von Gesetzes wegen. Es lässt sich nicht rückgängig machen.`,
  held: 'Eine Sperre verbietet es.', type: (id) => `Zur Bestätigung ${id} eingeben`, eraseNow: 'Endgültig löschen', by: 'Von', destroyed: 'Vernichtet', keptParts: 'Behalten, und warum', tombstone: 'Grabstein, SHA-256', digest: 'Beweis, SHA-256',
  papers: 'Unterlagen für die Person', report: 'Wer was zu dieser Person sah, wann und wofür.', access: 'Alles, was zu dieser Person aufbewahrt wird, im Klartext: nur der Person selbst geben.', making: 'Das Papier wird erstellt.', made: 'Heruntergeladen. Dass es erstellt wurde, steht im Protokoll.',
  paper: { 'disclosures.csv': 'Wer nachsah, als Tabelle (CSV)', 'disclosures.pdf': 'Wer nachsah, zum Drucken (PDF)', 'subject-access.json': 'Alle Daten, für Programme (JSON)', 'subject-access.pdf': 'Alle Daten, zum Drucken (PDF)' },
  trace: 'Pseudonym auflösen', traceText: 'Sagt, wen ein Programm mit einer Kennung oder einem Pseudonym meint, das es bekam. Jede Auflösung wird festgehalten und steht in der Auskunft des Patienten.', client: 'Programm', pickClient: 'wählen', reason: 'Grund', pickReason: 'wählen', given: 'Kennung oder Pseudonym', traceNow: 'Auflösen', tracing: 'Jeder Datensatz wird angesehen; bei vielen dauert das Minuten.', patientNo: 'Patient', orderNo: 'Bestellung',
  traceReason: { SAFETY_REPORT: 'Sicherheitsmeldung', DATA_CORRECTION: 'Berichtigung von Daten', RIGHTS_REQUEST: 'Anliegen des Patienten', LEGAL_DUTY: 'Gesetzliche Pflicht' },
  looked: 'Wer sah nach', looks: (count, more) => `${count === 1 ? '1 Ereignis' : `${count} Ereignisse`}${more ? ', und frühere' : ''}`, lookedText: 'Nach diesem Bericht zu fragen wird selbst festgehalten.', show: 'Zeigen, wer nachsah', open: 'Rechte des Patienten',
};
