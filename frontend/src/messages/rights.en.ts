export const rights = {
  title: 'Patient’s rights', sub: 'Shown by our own number, without a name.', notYours: 'Patient’s rights are for the privacy officer', done: 'Done, and kept in the audit log.',
  restriction: 'Restriction', isRestricted: 'The use of this patient’s data is restricted: names are tokens, and birth date, contact and genetic findings are withheld.', notRestricted: 'Not restricted.', restrict: 'Restrict', unrestrict: 'Lift the restriction',
  holds: 'Retention holds', noHold: 'None: nothing forbids an erasure.', follows: 'follows the orders', lift: 'Lift', place: 'Place hold', pickHold: 'Kind of hold',
  hold: { TREATMENT_UNDER_WAY: 'Treatment under way', LEGAL_CLAIM: 'Legal claim', REGULATOR: 'Asked by a regulator', SAFETY_REPORT: 'Safety report open' } as Record<string, string>,
  erase: 'Erasure', erased: 'Erased: the proof', eraseText: (orders: number) => `Destroys the keys of everything personal in ${orders === 1 ? '1 order' : `${orders} orders`}, for good. Identifiers of material stay 30 years, by law. It can’t be undone.`,
  held: 'A hold forbids it.', type: (id: string) => `Type ${id} to confirm`, eraseNow: 'Erase for good', by: 'By', destroyed: 'Destroyed', keptParts: 'Kept, and why', tombstone: 'Tombstone, SHA-256', digest: 'Proof, SHA-256',
  papers: 'Papers for the patient', report: 'Who saw what of this patient, when and why.', access: 'Everything that is kept of this patient, in clear: give it to nobody but the patient.', making: 'The paper is being made.', made: 'Downloaded. That it was made is kept in the audit log.',
  paper: { 'disclosures.csv': 'Who looked, as a table (CSV)', 'disclosures.pdf': 'Who looked, to print (PDF)', 'subject-access.json': 'All data, for programs (JSON)', 'subject-access.pdf': 'All data, to print (PDF)' },
  trace: 'Trace a pseudonym', traceText: 'Tells whom an API client means by an id or pseudonym that it was given. Each trace is kept, and stands in the patient’s report.', client: 'API client', pickClient: 'choose', reason: 'Reason', pickReason: 'choose', given: 'Id or pseudonym', traceNow: 'Trace', tracing: 'Every record is looked at; with many of them this takes minutes.', patientNo: 'Patient', orderNo: 'Order',
  traceReason: { SAFETY_REPORT: 'Safety report', DATA_CORRECTION: 'Correction of data', RIGHTS_REQUEST: 'Request of the patient', LEGAL_DUTY: 'Legal duty' } as Record<string, string>,
  looked: 'Who looked', looks: (count: number, more: boolean) => `${count === 1 ? '1 event' : `${count} events`}${more ? ', and earlier ones' : ''}`, lookedText: 'Asking for this report is itself kept.', show: 'Show who looked', open: 'Patient’s rights',
};

export type RightsMessages = typeof rights;
