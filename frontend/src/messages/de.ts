import { audit } from './audit.de';
import { explain } from './explain.de';
import { policy } from './policy.de';
import { rectify } from './rectify.de';
import { refusals } from './refusals.de';
import { rights } from './rights.de';
import type { Messages } from './en';
import { terms } from './terms.de';

const orders = (count: number): string => (count === 1 ? '1 Bestellung' : `${count} Bestellungen`);

export const de: Messages = {
  ...terms,
  audit,
  explain,
  policy,
  rectify,
  refusals,
  rights,
  product: 'Therapieportal',
  skip: 'Zum Inhalt',
  nav: { worklist: 'Arbeitsliste', people: 'Personen und Rollen', main: 'Seiten' },
  orders,
  signIn: { title: 'Anmelden', text: 'Ihr Spital prüft, wer Sie sind. Dieses Portal sieht Ihr Kennwort nie, und kein Hersteller sieht es.', go: 'Weiter', small: 'Jeder Blick auf einen Patienten wird festgehalten. 15 min ohne Nutzung beenden die Sitzung.' },
  out: {
    title: 'Sie sind abgemeldet', idle: 'Eine Weile hat niemand das Portal benutzt, darum wurde der Bildschirm geleert. Nichts Gesendetes ging verloren.',
    ended: 'Ihre Sitzung ist zu Ende, darum wurde der Bildschirm geleert. Nichts Gesendetes ging verloren.', you: 'Sie haben die Sitzung beendet, hier und bei der Anmeldung.', go: 'Anmelden und zurück',
  },
  idle: { title: 'Sind Sie noch da?', text: 'dann wird dieser Bildschirm geleert und Sie werden abgemeldet.', stay: 'Angemeldet bleiben', leave: 'Jetzt abmelden', last: (time, span) => `Ihre Sitzung endet um ${time}, in ${span}, auch während Sie arbeiten.` },
  menu: {
    open: (name) => `Menü von ${name}`, roles: 'Rollen', idleEnds: 'Ohne Nutzung endet sie', absoluteEnds: 'Spätestens endet sie', in: (span) => `in ${span}`, purpose: 'Zweck', language: 'Sprache', look: 'Farben', light: 'hell', dark: 'dunkel',
    system: 'wie dieser Rechner', signOut: 'Abmelden', actAs: (roles, purpose) => `${roles} · für ${purpose}`, none: 'keine Rolle an einem Zentrum',
  },
  live: { on: 'Live', last: (time) => `letzte Änderung ${time}`, off: (time) => `Getrennt seit ${time}`, offText: (time) => `Sie sind seit ${time} getrennt. Diese Seite zeigt, was damals galt.`, wait: 'Verbindet' },
  list: {
    now: (count) => (count === 1 ? '1 Bestellung braucht jetzt jemanden.' : `${count} Bestellungen brauchen jetzt jemanden.`), shortened: 'Namen sind für Ihre Rolle gekürzt.', tokens: 'Patienten sind für Ihre Rolle Kennzeichen.',
    yours: (count) => `${count} warten auf Sie.`, open: (count, makers) => `${count} offen bei ${makers} Herstellern.`,
    clock: 'Uhr', action: 'Nächster Schritt, wer', patient: 'Patient', productHead: 'Produkt, Hersteller', status: 'Status und Zeichen', source: 'Quelle, Alter', caption: 'Offene Bestellungen, die dringendsten zuerst',
    sorted: 'Geordnet danach, was als Nächstes zu tun ist und bis wann', unsorted: 'In der Folge ihrer Nummern: Ihre Rolle zeigt keine Zeiten', orderNo: 'Bestellnr.', person: 'Person',
    moved: (moved) => `Reihenfolge geändert, ${moved} verschoben:`, show: 'zeigen', more: 'Weitere zeigen', shown: (count, total) => `${count} von ${total} Bestellungen gezeigt.`, since: (moment) => `seit ${moment}`,
    sent: (vendor, code) => `${vendor} sandte „${code}“.`, conflict: 'Zwei Angaben können nicht beide stimmen.', onHold: 'Jemand hat angehalten.', open1: 'Bestellung öffnen',
    band: { now: 'Jetzt', today: 'Heute', week: 'Diese Woche', waiting: 'Warten auf andere', untimed: 'Offen' }, harm: (count) => `${orders(count)}, jemand kann zu Schaden kommen`,
    views: { all: 'Alle offenen', mine: 'Meine', flagged: 'Mit Zeichen' }, viewsLabel: 'Ansichten', filters: { connection: 'Hersteller', owner: 'Wer', status: 'Status', overlay: 'Zeichen' }, any: 'alle', empty: 'Hier wartet nichts',
    emptyText: 'Keine offene Bestellung, die Sie sehen dürfen.', filtered: 'Keine Bestellung passt zu diesen Filtern', clear: 'Alle löschen',
  },
  clock: { left: (span) => `noch ${span}`, over: (span) => `${span} darüber`, none: 'Keine Uhr', rule: (moment) => `Schweigen bis ${moment}`, ruleOver: (moment) => `Nachricht war fällig ${moment}`, masked: 'Keine Zeit für Ihre Rolle' },
  source: {
    strip: (name, state, count) => `${name} ${state}. ${count === 1 ? 'Die Bestellung ist' : count === null ? 'Die Bestellungen sind' : `Die ${orders(count)} sind`} gezeigt mit Stand`, never: (name, state) => `${name} ${state}. Die Bestellungen kommen, sobald Antwort da ist.`, ago: (span) => `(vor ${span}).`,
    next: (time) => `Nächster Versuch ${time}`, others: 'Alle anderen Hersteller sind aktuell.', updated: (span) => `Stand vor ${span}`, asOf: (time) => `Stand ${time}`, sandbox: 'Sandkasten', sandboxWhy: 'Ein nachgebildeter Hersteller, keine echten Patienten', masked: 'nicht für Ihre Rolle',
  },
  flag: { CONFLICT: 'Widerspruch', EXCEPTION: 'Ausnahme', HOLD: 'Sperre', STALE: 'Veraltet', UNMAPPED: 'Unbekannter Code' },
  stale: (span) => `Veraltet ${span}`,
  you: 'Sie',
  pips: (step, at, of) => `Schritt ${at} von ${of}: ${step}`,
  mask: {
    ending: (end) => `endet auf ${end}`,
    WITHHELD: 'Verborgen', ERASED: 'Gelöscht', ABSENT: 'nicht erfasst', NOT_KNOWN: 'noch nicht bekannt', PARTIAL: 'zum Teil', PSEUDONYM: 'Kennzeichen', why: 'Warum', title: 'Was Sie von dieser Bestellung sehen, und warum',
    act: (role, purpose) => `Sie handeln als ${role}, für ${purpose}.`, clear: (roles) => `Ganz für: ${roles}`, nobody: 'Ganz für niemanden', close: 'Schließen', column: (what) => `${what}: für Ihre Rolle verborgen`,
  },
  find: {
    label: 'Bestellungen finden, genau: Identitätskette, Bestellnummer, Spendenummer, Patientennummer oder ein Name mit dem Geburtsdatum als 3.4.1961', hint: 'CoI, Nummer oder Name und Geburtsdatum', looking: 'Sucht',
    found: (count, patients) => (count > 0 ? `${count} Bestellungen` : patients ? 'Nichts, was Sie sehen dürfen. Es kann fehlen oder einem anderen Zentrum gehören.' : 'Keine Bestellung mit dieser Nummer, die Sie sehen dürfen. Nach Personen kann in Ihrer Rolle und zu Ihrem Zweck nicht gesucht werden.'),
    flaw: { CHECK_CHARACTER: 'Das Prüfzeichen passt nicht. Vergleichen Sie es mit dem Etikett.', BIRTH_DATE: 'Schreiben Sie das Geburtsdatum als 3.4.1961.' },
  },
  keys: {
    title: 'Tasten', next: 'nächste, vorige', open: 'öffnen', find: 'Bestellung finden', filter: 'filtern', why: 'warum etwas verborgen ist', close: 'schließen', worklist: 'Arbeitsliste', people: 'Personen und Rollen', all: 'alle Tasten', on: 'Buchstabentasten sind an', off: 'Buchstabentasten sind aus',
    switchOn: 'Einschalten', switchOff: 'Ausschalten',
  },
  states: {
    waiting: (what) => `Wartet auf ${what}`, again: 'Noch einmal', reference: 'Kennung', away: 'Keine Antwort vom Portal', awayText: 'Die Verbindung brach ab. Nichts wurde geändert. Was diese Seite zeigte, gilt für damals.', perhaps: 'Es kann trotzdem getan sein: bitte die Seite neu ansehen, bevor Sie es wiederholen.', refused: 'Das kann nicht gezeigt werden',
    refusedText: (code) => `Das Portal antwortete ${code}. Nichts wurde geändert.`, noPage: 'Diese Seite gibt es nicht', noPageText: 'Die Adresse führt in diesem Portal nirgendwohin.', back: 'Zur Arbeitsliste', noOrder: 'Keine Bestellung mit dieser Nummer, die Sie sehen dürfen',
    noOrderText: 'Sie kann fehlen oder einem anderen Zentrum gehören. Die Antwort ist für beides gleich.', broke: 'Diese Seite ging kaputt', brokeText: 'Nichts wurde geändert. Laden Sie sie neu.',
  },
  order: {
    next: 'Nächster Schritt', born: 'Geboren', sex: 'Geschlecht', mrn: 'MRN', coi: 'Identitätskette', weight: 'Gewicht', number: 'Bestellung', since: (moment, span) => `seit ${moment} (${span}).`, learned: (moment, who) => `Letztes Wort ${moment} von ${who}.`,
    delivered: 'Geliefert heißt nicht angenommen.', deliveredText: (site) => `Niemand in ${site} hat dieses Produkt bisher geprüft.`, facts: 'Angaben', factsNote: (facts, sources) => `${facts} Angaben, ${sources} ${sources === 1 ? 'Quelle' : 'Quellen'}`, happened: 'geschehen',
    weLearned: 'erfahren', says: (who) => `${who} sagt`, proof: 'wie', two: 'Zwei Angaben können nicht beide stimmen', twoText: 'Die Angaben unten widersprechen sich. Die Qualität klärt es.', later: 'später, aber einen Schritt zurück', was: 'war', correctedBy: 'durch eine spätere Angabe berichtigt',
    what: 'Was', when: 'Wann', source: 'Quelle', custody: 'Gewahrsam', gaps: (count) => (count === 1 ? '1 Lücke.' : `${count} Lücken.`), event: 'Ereignis', from: 'Von', to: 'An', signatures: 'Unterschriften',
    gap: (span, item, last, next) => `Lücke${span ? `, ${span}` : ''}: niemand ist als Halter von ${item} vermerkt. Zuletzt: ${last}. Als Nächstes übernommen von: ${next}.`, scan: 'Scan', signed: (count) => (count === 0 ? 'nicht unterschrieben' : `${count} unterschrieben`),
    unseen: 'Was Sie hier nicht sehen, und warum', seen: 'Sie sehen diese Bestellung ganz.', collections: 'Entnahmen', runs: 'Herstellungsläufe', shipments: 'Sendungen', doses: 'Dosen', funding: 'Finanzierung', troubles: 'Sperren und Ausnahmen', followUps: 'Nachsorge',
    none: 'nichts erfasst', clinical: 'Klinisch', journey: 'Weg', masked: 'Ihre Rolle zeigt keinen Status dieser Bestellung.',
    f: {
      cycle: 'Zyklus', din: 'Spende (DIN)', planned: 'Geplant', started: 'Beginn', ended: 'Ende', viability: 'Vitalität %', volume: 'Volumen mL', state: 'Zustand', run: 'Lauf', lot: 'Charge', expected: 'Erwartet', released: 'Freigabe', outcome: 'Ergebnis', bag: 'Beutel',
      expires: 'Läuft ab', dose: 'Dosis', cellDose: 'Zellen 10⁶/kg', place: 'Ist', leg: 'Strecke', waybill: 'Frachtbrief', seal: 'Siegel', pickedUp: 'Abgeholt', delivered: 'Geliefert', thawed: 'Aufgetaut', checked: 'Geprüft von', authorization: 'Kostengutsprache', payer: 'Kostenträger',
      purchaseOrder: 'Bestellung', price: 'Preis', kind: 'Art', raised: 'Gemeldet', resolved: 'Erledigt', deadline: 'Frist', note: 'Notiz', visit: 'Besuch', window: 'Fenster', done: 'Getan', oos: 'Abweichung', idm: 'Infektionsmarker', diagnosis: 'Diagnose', consent: 'Einwilligung', number: 'Nr.',
      tnc: 'Zellen 10⁹', team: 'Behandlungsteam',
    },
    team: (you, others) => (you ? (others > 0 ? `Sie, +${others}` : 'Sie') : `${others}`),
  },
  people: {
    title: 'Personen und Rollen', count: (people, grants) => `${people} Personen, ${grants} Rollen.`, noPatients: 'Ihre Rolle zeigt keine Patientendaten', site: 'Zentrum', person: 'Person', rolesAt: (site) => `Rollen in ${site}`, granted: 'Erteilt von, am', change: 'Ändern', noRole: 'keine',
    disabled: 'gesperrt', self: 'die eigenen Rollen können Sie nicht ändern', pair: 'nicht zusammen erlaubt', withdraw: (role) => `${role} entziehen`, grant: (role) => `${role} erteilen`, grantLabel: (name) => `Rolle für ${name}`,
    pick: 'Rolle erteilen', keep: 'Nichts ändern', askWithdraw: (role, name) => `${name} die Rolle ${role} entziehen? Es gilt ab der nächsten Anfrage und beendet offene Seiten sofort.`, askGrant: (role, name) => `${name} die Rolle ${role} erteilen? Es gilt ab der nächsten Anfrage.`,
    doneWithdraw: (role, name) => `${name} hat die Rolle ${role} nicht mehr.`, doneGrant: (role, name) => `${name} hat jetzt die Rolle ${role}.`, failed: 'Nichts wurde geändert.', foot: 'Niemand erteilt sich selbst eine Rolle. Die letzte Zentrumsverwaltung kann nicht entfernt werden.',
    notYours: 'Personen und Rollen sind für die Zentrumsverwaltung', notYoursText: 'Fragen Sie die Verwaltung Ihres Zentrums.',
  },
};
