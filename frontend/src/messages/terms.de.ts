import type { Terms } from './terms.en';

export const terms: Terms = {
  status: {
    DRAFT: 'Entwurf', SUBMITTED: 'Eingereicht', ACCEPTED: 'Angenommen', SLOT_CONFIRMED: 'Termin bestätigt', COLLECTED: 'Entnommen',
    SM_CRYOPRESERVED: 'Material eingefroren', SM_READY: 'Material bereit', SM_IN_TRANSIT: 'Material unterwegs', SM_DELIVERED: 'Material geliefert',
    SM_RECEIVED: 'Material angenommen', MFG_STARTED: 'Herstellung begonnen', QC_TESTING: 'Qualitätsprüfung', OOS_DECLARED: 'Außerhalb der Spezifikation',
    MFG_FAILED: 'Herstellung gescheitert', RECOLLECTION_REQUIRED: 'Neue Entnahme nötig', RELEASED: 'Freigegeben', RELEASED_OOS: 'Freigegeben außerhalb der Spezifikation',
    PRODUCT_IN_TRANSIT: 'Produkt unterwegs', PRODUCT_DELIVERED: 'Produkt geliefert', PRODUCT_RECEIVED: 'Produkt angenommen', CONDITIONING_STARTED: 'Konditionierung begonnen',
    PRODUCT_ISSUED: 'Produkt ausgegeben', PRODUCT_THAWED: 'Produkt aufgetaut', INFUSION_STARTED: 'Infusion begonnen', INFUSED: 'Infundiert', MONITORING: 'Überwachung',
    FOLLOW_UP: 'Nachsorge', COMPLETED: 'Abgeschlossen', CANCELLED: 'Storniert', CLOSED_NOT_TREATED: 'Geschlossen, nicht behandelt', TRANSFERRED: 'Verlegt', ENTERED_IN_ERROR: 'Irrtümlich angelegt',
  },
  action: {
    SUBMIT_ORDER: 'Bestellung einreichen', AWAIT_ACCEPTANCE: 'Annahme abwarten', BOOK_SLOT: 'Termin buchen', PREPARE_COLLECTION: 'Entnahme vorbereiten',
    PACK_OR_FREEZE: 'Verpacken oder einfrieren', RELEASE_MATERIAL: 'Material freigeben', HAND_TO_COURIER: 'Dem Kurier übergeben', TRACK_SHIPMENT: 'Sendung verfolgen',
    AWAIT_RECEIPT: 'Annahme abwarten', AWAIT_START: 'Beginn abwarten', AWAIT_MANUFACTURING: 'Herstellung abwarten', AWAIT_RELEASE: 'Freigabe abwarten',
    DECIDE_OUT_OF_SPEC: 'Über Abweichung entscheiden', DECIDE_AFTER_FAILURE: 'Nach Fehlschlag entscheiden', BOOK_RECOLLECTION: 'Neue Entnahme buchen',
    PLAN_CONDITIONING_AND_DELIVERY: 'Konditionierung und Lieferung planen', CONFIRM_OUT_OF_SPEC_USE: 'Anwendung außerhalb der Spezifikation bestätigen', PREPARE_RECEIPT: 'Annahme vorbereiten',
    RECEIVE_AND_CHECK: 'Annehmen und prüfen', START_CONDITIONING: 'Konditionierung beginnen', PREPARE_INFUSION: 'Infusion vorbereiten', THAW_PRODUCT: 'Produkt auftauen',
    TWO_PERSON_CHECK: 'Vier-Augen-Prüfung', RECORD_INFUSION_END: 'Ende der Infusion erfassen', PREPARE_NEXT_DOSE: 'Nächste Dosis vorbereiten', START_MONITORING: 'Überwachung beginnen',
    RECORD_MONITORING: 'Überwachung erfassen', DO_NEXT_FOLLOW_UP: 'Nächste Nachsorge', RESOLVE_CONFLICT: 'Widerspruch klären', CLEAR_HOLD: 'Sperre aufheben', REQUEST_UPDATE: 'Nachfragen',
    QUARANTINE_AND_REVIEW: 'In Quarantäne und prüfen', CONFIRM_PRODUCT_AVAILABILITY: 'Verfügbarkeit des Produkts bestätigen', CLOSE_ORDER: 'Bestellung schließen', REPLAN_DATES: 'Neu terminieren',
    REVIEW_EXCEPTION: 'Ausnahme prüfen', NONE: 'Nichts zu tun',
  },
  role: {
    coordinator: 'Koordination', apheresis: 'Apherese', 'cell-lab': 'Zelllabor', pharmacy: 'Apotheke', physician: 'Ärztlicher Dienst', quality: 'Qualität', finance: 'Finanzen', logistics: 'Logistik',
    auditor: 'Revision', 'site-admin': 'Zentrumsverwaltung', integrator: 'Integration', 'platform-admin': 'Plattformverwaltung', 'privacy-officer': 'Datenschutz', 'break-glass-reviewer': 'Notfallprüfung', maker: 'Hersteller', none: 'Niemand',
  },
  exception: {
    IDENTITY_MISMATCH: 'Identität stimmt nicht', CONTAMINATION: 'Kontamination', CONDITIONING_WITHOUT_PRODUCT: 'Konditionierung ohne Produkt', TEMPERATURE_EXCURSION: 'Temperatur', DAMAGE: 'Schaden',
    EXPIRED: 'Abgelaufen', PATIENT_DIED: 'Patient verstorben', PATIENT_WITHDREW: 'Patient zurückgetreten', OUT_OF_SPEC: 'Außerhalb der Spezifikation', MANUFACTURING_FAILED: 'Herstellung gescheitert', RECOLLECTION: 'Neue Entnahme', SHIPMENT_DELAY: 'Sendung verspätet', OTHER: 'Ausnahme',
  },
  because: {
    IDENTITY_MISMATCH: 'Etikett und Bestellung stimmen nicht überein. Beides bleibt in Quarantäne.', CONTAMINATION: 'Kontaminiert. Nichts von dieser Charge darf verwendet werden.',
    CONDITIONING_WITHOUT_PRODUCT: 'Die Konditionierung hat begonnen. Noch ist nichts freigegeben.', TEMPERATURE_EXCURSION: 'Außerhalb der Temperatur. Nur die Qualität gibt es frei.',
    DAMAGE: 'Beschädigt. Nur die Qualität gibt es frei.', EXPIRED: 'Abgelaufen. Es darf nicht verwendet werden.', OUT_OF_SPEC: 'Die Charge verfehlt eine Grenze. Die Entscheidung steht aus.',
    MANUFACTURING_FAILED: 'Der Lauf endete ohne brauchbare Charge.', RECOLLECTION: 'Neues Material muss entnommen werden.', SHIPMENT_DELAY: 'Die Sendung ist verspätet. Termine müssen neu geplant werden.',
  },
  step: { ENROL: 'Aufnahme', ORDER: 'Bestellung', SLOT: 'Termin', COLLECT: 'Entnahme', SHIP: 'Versand', MAKE: 'Herstellung', RELEASE: 'Freigabe', RETURN: 'Rückweg', RECEIVE: 'Annahme', INFUSE: 'Infusion', FOLLOW_UP: 'Nachsorge' },
  stepState: { DONE: '', INFERRED: 'erschlossen', CURRENT: 'jetzt', PLANNED: 'geplant', CONFLICT: 'zwei Angaben' },
  party: { C: 'Behandlungszentrum', M: 'Hersteller', K: 'Kurier', P: 'Portal' },
  purpose: { TREAT: 'Behandlung', HOPERAT: 'Betrieb', HPAYMT: 'Abrechnung', HCOMPL: 'Einhaltung der Regeln', HRESCH: 'Forschung', HSYSADMIN: 'Verwaltung', ETREAT: 'Notfallbehandlung' },
  fieldClass: {
    DIRECT: 'Namen und Nummern der Person', CONTACT: 'Kontaktdaten', QUASI: 'Geburtsdatum, Geschlecht, Postleitzahl', CHAIN: 'Identitätskette, Chargen, Bestellnummern', CLINICAL: 'Klinische Angaben',
    SPECIAL: 'Genetische und Infektionsbefunde', OPERATIONAL: 'Status, Daten, Logistik', COMMERCIAL: 'Preis, Kostenträger, Bestellung',
  },
  reason: {
    ROLE: 'Ihre Rolle braucht es nicht', ROLE_PART: 'Ihre Rolle braucht nicht mehr', RELATION: 'diese Bestellung gehört einem anderen Zentrum oder Team', PURPOSE: 'nicht für den gewählten Zweck', ASSURANCE: 'Anmeldung ohne zweiten Faktor',
    RESTRICTED: 'die Verwendung wurde eingeschränkt', ERASED: 'der Schlüssel wurde auf Antrag vernichtet',
  },
  visibility: { CLEAR: 'ganz', PARTIAL: 'zum Teil', PSEUDONYM: 'als Kennzeichen', WITHHELD: 'verborgen' },
  sourceState: { STARTING: 'fährt an', NEW: 'startet', CHECKED: 'startet', LIVE: 'ist aktuell', LATE: 'ist verspätet', DEGRADED: 'antwortet nicht', NEEDS_REAUTH: 'lehnt unsere Anmeldung ab', PAUSED: 'ist angehalten', SOURCE_DOWN: 'antwortet nicht' },
  factState: { COUNTS: 'zählt', CORRECTED: 'berichtigt', RETRACTED: 'zurückgenommen', SUPERSEDED: 'durch eine spätere Fassung ersetzt', SET_ASIDE: 'beiseitegelegt', NOT_YET: 'liegt voraus' },
  custody: {
    COLLECTED: 'Entnommen', LABELLED: 'Etikettiert', PACKED: 'Verpackt', HANDED_OVER: 'Übergeben', TAKEN_OVER: 'Übernommen', STORED: 'Eingelagert', MOVED: 'Umgelagert', THAWED: 'Aufgetaut',
    INFUSED: 'Infundiert', RETURNED: 'Zurückgegeben', DESTROYED: 'Vernichtet', QUARANTINED: 'In Quarantäne', RELEASED_FROM_QUARANTINE: 'Aus Quarantäne freigegeben',
  },
  disposition: { STORED: 'Eingelagert', ISSUED: 'Ausgegeben', INFUSED: 'Infundiert', RETURNED: 'Zurückgegeben', DESTROYED: 'Vernichtet', QUARANTINED: 'In Quarantäne' },
  word: {
    APPROVED: 'Bewilligt', REQUESTED: 'Beantragt', PENDING: 'Ausstehend', DENIED: 'Abgelehnt', NOT_REQUIRED: 'Nicht nötig',
    HOLD_PLACED: 'Sperre gesetzt', HOLD_RELEASED: 'Sperre aufgehoben', EXCEPTION_RAISED: 'Ausnahme gemeldet', EXCEPTION_RESOLVED: 'Ausnahme erledigt', RETRACTION: 'Rücknahme', HEARTBEAT: 'Unverändert', RECTIFICATION: 'Angabe zur Person berichtigt',
    SM: 'Material', PRODUCT: 'Produkt', FRESH: 'Frisch', CRYO: 'Gefroren', IN_SPEC: 'In der Spezifikation', OOS: 'Außerhalb der Spezifikation', FAILED: 'Gescheitert', MACHINE: 'maschinell', ATTESTED: 'bezeugt', DERIVED: 'abgeleitet',
  },
};
