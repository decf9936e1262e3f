import type { AuditMessages } from './audit.en';

export const audit: AuditMessages = {
  title: 'Protokoll', sub: 'Wer was von wem sah, und warum. Patienten stehen mit unseren eigenen Nummern da.', when: 'Wann', who: 'Wer, wofür', did: 'Tat', patients: 'Patienten',
  shown: 'Gezeigt', grants: 'Notfallzugriff, Freigabe', emergency: 'Notfallzugriff', kept: 'Zurückgehalten', shownKept: 'Gezeigt / zurückgehalten', keptBack: (classes) => `zurückgehalten: ${classes}`, nothing: 'nichts', proof: 'Beweis', openEvent: 'Ereignis öffnen',
  noPatient: 'kein Patient', patientCount: (count) => (count === 1 ? '1 Patient' : `${count} Patienten`), outcome: 'Ausgang', writer: 'Geschrieben von', any: 'alle', more: 'Frühere zeigen',
  none: 'Kein Ereignis passt', choose: 'Ein Ereignis wählen', chooseText: 'Seine Nummer öffnet es hier, mit seinem Beweis.', notYours: 'Das Protokoll ist für Prüfende und den Datenschutz', notYoursText: 'Sie handeln als keines von beiden, oder für einen anderen Zweck.',
  counts: (patients, orders) => `${patients} in ${orders === 1 ? '1 Bestellung' : `${orders} Bestellungen`}`, onlyThis: 'Nur Ereignisse dieser Person', everybody: 'Ereignisse von allen', text: 'Der unterschriebene Text', failed: 'Der Beweis ließ sich nicht rechnen.', firstKey: 'Erster Schlüssel, zum Vergleich mit Ihrer Notiz:', since: { day: 'letzte 24 Stunden', week: 'letzte 7 Tage', month: 'letzte 31 Tage' },
  proofOf: (sequence) => `Beweis von Ereignis #${sequence}`, holds: 'hält', fails: 'hält nicht', computed: 'Hier gerechnet, aus dem Ereignis und dem öffentlichen Schlüssel. Nichts wurde geglaubt.',
  open: 'Noch deckt kein Prüfpunkt dieses Ereignis. In Sekunden wird einer unterschrieben: öffnen Sie es noch einmal.', unsigned: 'Seit über 20 Minuten deckt kein Prüfpunkt dieses Ereignis: die Kette prüfen lassen (python -m gateway audit verify).', broken: (sequence) => `Ereignis #${sequence} ist nicht, was unterschrieben wurde.`,
  brokenText: 'Führen Sie das Protokoll mit seinen Prüfpunkten aus und rufen Sie den Datenschutz.', noEd25519: 'Dieser Browser kann Ed25519-Unterschriften nicht prüfen. Nichts wurde bewiesen, nichts widerlegt.',
  step: { event: 'Ereignis', place: 'Platz im Abschnitt', path: 'Weg zur Wurzel', signature: 'unterschrieben von' },
  all: (proven, of, time) => `${proven} von ${of} Ereignissen dieser Seite sind bewiesen, in diesem Browser, um ${time}.`, allBroken: (count) => `${count} auf dieser Seite sind nicht, was unterschrieben wurde.`,
  yet: (count) => `${count} warten auf den nächsten Prüfpunkt.`, late: (count) => `${count} ohne Prüfpunkt seit über 20 Minuten: die Kette prüfen lassen (python -m gateway audit verify).`, check: 'Alle gezeigten prüfen', notChecked: 'Noch nicht geprüft. Jeder Beweis wird in diesem Browser gerechnet.',
  filter: { kind: 'Was', day: 'Tag' },
  kind: {
    OPERATION: 'Gelesen', STREAM_OPENED: 'Strom geöffnet', STREAM_DELIVERY: 'Änderung geliefert', STREAM_CLOSED: 'Strom geschlossen', REFUSED: 'Verweigert', LOGIN: 'Angemeldet', LOGOUT: 'Abgemeldet',
    RIGHTS_READ: 'Rechte gelesen', RESTRICTION: 'Einschränkung', HOLD_PLACED: 'Aufbewahrungssperre gesetzt', HOLD_LIFTED: 'Aufbewahrungssperre aufgehoben', ERASURE: 'Löschung',
    RECTIFICATION_ASKED: 'Berichtigung erbeten', RECTIFICATION_APPLIED: 'Berichtigung', RECTIFICATION_REJECTED: 'Berichtigung abgelehnt', RECTIFICATION_REFUSED: 'Berichtigung verweigert', SUBJECT_ACCESS: 'Auskunft über alle Daten', ERASURE_REFUSED: 'Löschung abgelehnt', RETENTION: 'Frist abgelaufen',
    POLICY_PROPOSED: 'Regelwerk vorgeschlagen', POLICY_APPROVED: 'Regelwerk genehmigt', POLICY_REJECTED: 'Vorschlag zum Regelwerk abgelehnt', POLICY_REFUSED: 'Am Regelwerk abgewiesen', POLICY_MENDED: 'Regelwerk vom Betrieb gesenkt',
    ROLE_GRANTED: 'Rolle erteilt', ROLE_WITHDRAWN: 'Rolle entzogen', PURPOSE_REFUSED: 'Zweck abgelehnt', PSEUDONYM_RESOLVED: 'Pseudonym aufgelöst', PSEUDONYM_REFUSED: 'Pseudonym nicht aufgelöst', PURPOSE_CHOSEN: 'Zweck gewählt', CHAIN_BEGINS: 'Die Kette beginnt', AUDIT_READ: 'Protokoll gelesen', DISCLOSURE_REPORT: 'Auskunft', AUDIT_EXPORTED: 'Protokoll ausgeführt',
  },
};
