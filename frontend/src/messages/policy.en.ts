const count = (many: number, one: string, more: string): string => (many === 1 ? `1 ${one}` : `${many} ${more}`);

export const policy = {
  title: 'Disclosure policy', notYours: 'The disclosure policy is for the privacy officer and platform admins', inForce: 'in force', inForceSince: (number: number, moment: string) => `Version ${number} is in force since ${moment}.`,
  table: 'Who may see what', tableText: 'What a role is given for each kind of data. The parts below can only lower it. Of an order at another centre nothing is shown.', line: 'Line', noCap: 'not lowered',
  short: { DIRECT: 'Names, numbers', CONTACT: 'Contact', QUASI: 'Birth date, sex, postcode', CHAIN: 'Therapy chain', CLINICAL: 'Clinical', SPECIAL: 'Genetic, infection', OPERATIONAL: 'Status, dates', COMMERCIAL: 'Commercial' } as Record<string, string>,
  relation: { MY_PATIENT: 'on the care team', MY_SITE: 'own centre, not on the care team', STEP_SITE: 'centre only collects, processes or infuses', OTHER: 'another centre', ANY: 'every order' } as Record<string, string>,
  purposes: 'By purpose of use', flags: 'Restricted and erased patients', flag: { restricted: 'use restricted', erased: 'erased', 'break-glass': 'emergency access' } as Record<string, string>,
  others: 'Serving centres and emergency access', stepRoles: 'Roles at a serving centre that see an order', breakRoles: 'Roles that emergency access serves', breakOpens: 'What it opens',
  begin: 'Propose a change', proposing: 'Your proposal', changed: (cells: number) => count(cells, 'cell changed', 'cells changed'), nothingYet: 'Change cells of the table above. Nothing counts before a second person approves it.',
  cellOf: (line: string, what: string) => `${line}: ${what}`, was: (what: string) => `was ${what}`, propose: 'Propose', drop: 'Drop the changes',
  reason: 'Why, in one line', reasonHint: 'Colleagues read this, and it is kept for good: no patient’s name or number.', noReason: 'no reason given', why: 'Why',
  sum: (fields: number, roles: number, people: number | null) => `${count(fields, 'field changes', 'fields change')} for ${count(roles, 'role', 'roles')}, ${people === null ? 'how many people is not known now' : count(people, 'person', 'people')}:`,
  wider: (wider: number, cells: number) => `${wider} of ${count(cells, 'case', 'cases')} would show more than now.`, narrower: 'Nobody would see more than now.', same: 'Everything is shown as now.', changes: 'What changes', cut: (shown: number, of: number) => `The first ${shown} of ${of} cases.`,
  role: 'Role', fieldClass: 'Data', change: 'Change', when: 'Where and for what', cases: (many: number) => `${many} cases`,
  waits: 'A proposal waits for a second person', waitsBack: (number: number) => `Going back to version ${number} waits for a second person`, by: 'Proposed by', document: 'Document', own: 'You proposed this: another privacy officer or platform admin has to approve it. One of you two must be a privacy officer.',
  approve: 'Approve', sure: (number: number) => `Put it in force as version ${number}? It counts at once, for everybody, and open pages begin anew.`, approveNow: 'Put in force', reject: 'Reject', withdraw: 'Withdraw', unreadable: 'This release can’t read the document. An operator runs: python -m gateway policy check', refused: 'This release refuses the document: reject it, and propose the change anew.',
  history: 'Versions', number: 'Version', since: 'In force since', people: 'Proposed, then approved', deciders: 'Proposed, then decided', next: 'Go back', first: 'the file of the first start', file: 'file', afterwards: 'then', rollBack: (number: number) => `Go back to version ${number}`, proposeBack: 'Propose going back',
  ended: (many: number) => count(many, 'proposal that did not count', 'proposals that did not count'), outcome: 'Outcome', state: { REJECTED: 'rejected', SUPERSEDED: 'overtaken by another version' } as Record<string, string>,
  done: { propose: 'Proposed. It waits for a second person.', approve: 'In force, here and everywhere.', reject: 'Rejected. Nothing has changed.', rollBack: 'Proposed. It waits for a second person.' },
};

export type PolicyMessages = typeof policy;
