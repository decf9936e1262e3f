import type { RectifyMessages } from './rectify.en';

export const rectify: RectifyMessages = {
  title: 'Berichtigung', text: 'Eine Person bittet darum, mit einem Dokument in der Hand. Eine zweite, eine von beiden aus dem Datenschutz, gibt dasselbe ein, ohne es zu sehen; dann gilt es.',
  open: 'Etwas stimmt nicht', pick: 'Was falsch ist', value: 'Was richtig ist', day: 'Was richtig ist, als JJJJ-MM-TT', ask: 'Um Berichtigung bitten', again: 'Eingeben, was das Dokument sagt', confirm: 'Bestätigen', reject: 'Ablehnen', takeBack: 'Zurücknehmen', waits: 'Wartet auf eine zweite Person.', replaced: 'durch eine spätere ersetzt',
  field: { FAMILY_NAME: 'Familienname', GIVEN_NAME: 'Vorname', BIRTH_DATE: 'Geburtsdatum', SEX: 'Geschlecht', MRN: 'Patientennummer des Spitals', NATIONAL_ID: 'Nationale Nummer', PHONE: 'Telefon', EMAIL: 'E-Mail', ADDRESS: 'Adresse', POSTCODE: 'Postleitzahl' },
  state: { ASKED: 'erbeten', APPLIED: 'berichtigt', REJECTED: 'abgelehnt', MISMATCHED: 'beendet: drei Eingaben wichen ab' },
  says: { SAME: 'Der Hersteller sagt dasselbe.', AS_BEFORE: 'Der Hersteller sagt noch das Falsche: mitzuteilen.', OTHERWISE: 'Der Hersteller sagt etwas Neues: seine Bestellungen stehen im Widerspruch, bis jemand entscheidet.' },
};
