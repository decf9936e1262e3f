export const audit = {
  title: 'Audit log', sub: 'Who saw what of whom, and why. Patients are named by our own numbers.', when: 'When', who: 'Who, for', did: 'Did', patients: 'Patients',
  shown: 'Shown', grants: 'Break-glass, by grant', emergency: 'break-glass', kept: 'Kept back', shownKept: 'Shown / kept back', keptBack: (classes: string) => `kept back: ${classes}`, nothing: 'none', proof: 'Proof', openEvent: 'Open event',
  noPatient: 'no patient', patientCount: (count: number) => (count === 1 ? '1 patient' : `${count} patients`), outcome: 'Outcome', writer: 'Written by', any: 'any', more: 'Show earlier events',
  none: 'No event fits', choose: 'Choose an event', chooseText: 'Its number opens it here, with its proof.', notYours: 'The audit log is for auditors and the privacy officer', notYoursText: 'You act as neither, or for another purpose.',
  counts: (patients: number, orders: number) => `${patients} of ${orders === 1 ? '1 order' : `${orders} orders`}`, onlyThis: 'Only this person’s events', everybody: 'Everybody’s events', text: 'The text that was signed', failed: 'The proof could not be computed.', firstKey: 'First signing key, to compare with what you noted:', since: { day: 'last 24 hours', week: 'last 7 days', month: 'last 31 days' },
  proofOf: (sequence: number) => `Proof of event #${sequence}`, holds: 'holds', fails: 'does not hold', computed: 'Computed here, from the event and the public key. Nothing was taken on trust.',
  open: 'No checkpoint covers this event yet. One is signed within seconds: open it again.', unsigned: 'No checkpoint has covered this event for over 20 minutes: have the chain verified (python -m gateway audit verify).', broken: (sequence: number) => `Event #${sequence} is not what was signed.`,
  brokenText: 'Export the log with its checkpoints and call the privacy officer.', noEd25519: 'This browser can’t check Ed25519 signatures. Nothing was proven, and nothing disproven.',
  step: { event: 'event', place: 'place in the interval', path: 'path to the root', signature: 'signed by' },
  all: (proven: number, of: number, time: string) => `${proven} of ${of} events on this page are proven, in this browser, at ${time}.`, allBroken: (count: number) => `${count} on this page are not what was signed.`,
  yet: (count: number) => `${count} wait for the next checkpoint.`, late: (count: number) => `${count} have had no checkpoint for over 20 minutes: have the chain verified (python -m gateway audit verify).`, check: 'Check all shown', notChecked: 'Not checked yet. Every proof is computed in this browser.',
  filter: { kind: 'What', day: 'Day' } as Record<string, string>,
  kind: {
    OPERATION: 'Read', STREAM_OPENED: 'Stream opened', STREAM_DELIVERY: 'Change delivered', STREAM_CLOSED: 'Stream closed', REFUSED: 'Refused', LOGIN: 'Signed in', LOGOUT: 'Signed out',
    RIGHTS_READ: 'Rights read', RESTRICTION: 'Restriction', HOLD_PLACED: 'Retention hold placed', HOLD_LIFTED: 'Retention hold lifted', ERASURE: 'Erasure',
    RECTIFICATION_ASKED: 'Rectification asked for', RECTIFICATION_APPLIED: 'Rectification', RECTIFICATION_REJECTED: 'Rectification rejected', RECTIFICATION_REFUSED: 'Rectification refused', SUBJECT_ACCESS: 'Subject access export', ERASURE_REFUSED: 'Erasure refused', RETENTION: 'Retention ended',
    POLICY_PROPOSED: 'Policy proposed', POLICY_APPROVED: 'Policy approved', POLICY_REJECTED: 'Policy proposal rejected', POLICY_REFUSED: 'Refused at the policy', POLICY_MENDED: 'Policy lowered by the operator',
    ROLE_GRANTED: 'Role granted', ROLE_WITHDRAWN: 'Role withdrawn', PURPOSE_REFUSED: 'Purpose refused', PSEUDONYM_RESOLVED: 'Pseudonym traced to a patient', PSEUDONYM_REFUSED: 'Pseudonym not traced', PURPOSE_CHOSEN: 'Purpose chosen', CHAIN_BEGINS: 'The chain begins', AUDIT_READ: 'Audit log read', DISCLOSURE_REPORT: 'Disclosure report', AUDIT_EXPORTED: 'Audit log exported',
  } as Record<string, string>,
};

export type AuditMessages = typeof audit;
