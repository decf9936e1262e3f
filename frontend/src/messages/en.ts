import { audit } from './audit.en';
import { explain } from './explain.en';
import { policy } from './policy.en';
import { rectify } from './rectify.en';
import { rights } from './rights.en';
import { terms } from './terms.en';

const orders = (count: number): string => (count === 1 ? '1 order' : `${count} orders`);

export const en = {
  ...terms,
  audit,
  explain,
  policy,
  rectify,
  /** By code; none here, for the gateway's own sentences are English. */
  refusals: {} as Record<string, string>,
  rights,
  product: 'Therapy Portal',
  skip: 'Skip to the content',
  nav: { worklist: 'Worklist', people: 'Users and roles', main: 'Pages' },
  orders,
  signIn: {
    title: 'Sign in',
    text: 'Your hospital checks who you are. This portal never sees your password, and no manufacturer does.',
    go: 'Continue',
    small: 'Every look at a patient is recorded. 15 min without use ends the session.',
  },
  out: {
    title: 'You are signed out',
    idle: 'Nobody used the portal for a while, so the screen was cleared. Nothing you sent was lost.',
    ended: 'Your session is over, so the screen was cleared. Nothing you sent was lost.',
    you: 'You ended your session, here and at the sign-in.',
    go: 'Sign in and go back',
  },
  idle: {
    title: 'Are you still there?',
    text: 'then this screen is cleared and you are signed out.',
    stay: 'Stay signed in',
    leave: 'Sign out now',
    last: (time: string, span: string) => `Your session ends at ${time}, in ${span}, even while you work.`,
  },
  menu: {
    open: (name: string) => `Menu of ${name}`,
    roles: 'Roles', idleEnds: 'Without use, ends', absoluteEnds: 'At the latest, ends', in: (span: string) => `in ${span}`,
    purpose: 'Purpose', language: 'Language', look: 'Colours', light: 'light', dark: 'dark', system: 'as this computer',
    signOut: 'Sign out', actAs: (roles: string, purpose: string) => `${roles} · for ${purpose}`, none: 'no role at a centre',
  },
  live: {
    on: 'Live', last: (time: string) => `last change ${time}`, off: (time: string) => `Offline since ${time}`,
    offText: (time: string) => `You are offline since ${time}. This page shows what was true then.`, wait: 'Connecting',
  },
  list: {
    now: (count: number) => (count === 1 ? '1 order needs someone now.' : `${count} orders need someone now.`),
    shortened: 'Names are shortened for your role.', tokens: 'Patients are tokens for your role.',
    yours: (count: number) => `${count} wait for you.`,
    open: (count: number, makers: number) => `${count} open at ${makers} manufacturers.`,
    clock: 'Clock', action: 'Next action, owner', patient: 'Patient', productHead: 'Product, manufacturer', status: 'Status and flags',
    source: 'Source, age', caption: 'Open orders, most urgent first', sorted: 'Sorted by what must be done next, and by when',
    unsorted: 'In the order of their numbers: your role shows no times',
    orderNo: 'order no.', person: 'person',
    moved: (moved: number) => `Order changed, ${moved} moved:`, show: 'show', more: 'Show more orders',
    shown: (count: number, total: number) => `${count} of ${total} orders shown.`,
    since: (moment: string) => `since ${moment}`, sent: (vendor: string, code: string) => `${vendor} sent “${code}”.`,
    conflict: 'Two accounts can’t both be right.', onHold: 'Someone stopped the line.', open1: 'Open order',
    band: { now: 'Now', today: 'Today', week: 'This week', waiting: 'Waiting for others', untimed: 'Open' } as Record<string, string>,
    harm: (count: number) => `${orders(count)}, someone may be harmed`,
    views: { all: 'All open', mine: 'Mine', flagged: 'Flagged' } as Record<string, string>, viewsLabel: 'Views',
    filters: { connection: 'Manufacturer', owner: 'Owner', status: 'Status', overlay: 'Flag' } as Record<string, string>, any: 'any',
    empty: 'Nothing waits here', emptyText: 'No open order that you may see.', filtered: 'No order fits these filters', clear: 'Clear all',
  },
  clock: {
    left: (span: string) => `${span} left`, over: (span: string) => `${span} over`, none: 'No clock', rule: (moment: string) => `Silence limit ${moment}`,
    ruleOver: (moment: string) => `Word was due ${moment}`, masked: 'No time for your role',
  },
  source: {
    strip: (name: string, state: string, count: number | null) =>
      `${name} ${state}. ${count === 1 ? 'Its order is' : count === null ? 'Its orders are' : `Its ${orders(count)} are`} shown as of`,
    never: (name: string, state: string) => `${name} ${state}. Its orders come as soon as it answers.`,
    ago: (span: string) => `(${span} ago).`, next: (time: string) => `Next try ${time}`, others: 'All other manufacturers are current.',
    updated: (span: string) => `updated ${span} ago`, asOf: (time: string) => `as of ${time}`, sandbox: 'sandbox', sandboxWhy: 'A simulated manufacturer, no real patients',
    masked: 'not for your role',
  },
  flag: { CONFLICT: 'Conflict', EXCEPTION: 'Exception', HOLD: 'Hold', STALE: 'Stale', UNMAPPED: 'Unmapped code' } as Record<string, string>,
  stale: (span: string) => `Stale ${span}`,
  you: 'You',
  pips: (step: string, at: number, of: number) => `Step ${at} of ${of}: ${step}`,
  mask: {
    ending: (end: string) => `ending in ${end}`,
    WITHHELD: 'Withheld', ERASED: 'Erased', ABSENT: 'not recorded', NOT_KNOWN: 'not known yet', PARTIAL: 'in part', PSEUDONYM: 'token',
    why: 'Why', title: 'What you see of this order, and why', act: (role: string, purpose: string) => `You act as ${role}, for ${purpose}.`,
    clear: (roles: string) => `In full for: ${roles}`, nobody: 'In full for nobody', close: 'Close', column: (what: string) => `${what}: withheld for your role`,
  },
  find: {
    label: 'Find orders, exact: chain of identity, order number, donation number, patient record number, or a name with the birth date as 1961-04-03',
    hint: 'CoI, number, MRN, or name and birth date', looking: 'Looking',
    found: (count: number, patients: boolean) =>
      count > 0 ? `${count} orders` : patients ? 'Nothing that you may see. It may not exist, or belong to another centre.' : 'No order with this number that you may see. Patients can’t be looked up in your role and for your purpose.',
    flaw: { CHECK_CHARACTER: 'The check character does not fit. Compare it with the label.', BIRTH_DATE: 'Write the birth date as 1961-04-03.' } as Record<string, string>,
  },
  keys: {
    title: 'Keys', next: 'next, previous', open: 'open', find: 'find an order', filter: 'filter', why: 'why a value is masked', close: 'close', worklist: 'worklist', people: 'users and roles',
    all: 'all keys', on: 'Letter keys are on', off: 'Letter keys are off', switchOn: 'Turn them on', switchOff: 'Turn them off',
  },
  states: {
    waiting: (what: string) => `Waiting for ${what}`, again: 'Try again', reference: 'Reference',
    away: 'No answer from the portal', awayText: 'The connection broke. Nothing was changed. What this page showed stays true as of then.',
    perhaps: 'It may have been done: look at this page again before you repeat it.',
    refused: 'This can’t be shown', refusedText: (code: string) => `The portal answered ${code}. Nothing was changed.`,
    noPage: 'No such page', noPageText: 'The address leads nowhere in this portal.', back: 'Go to the worklist',
    noOrder: 'No order with this number that you may see', noOrderText: 'It may not exist, or belong to another centre. The answer is the same for both.',
    broke: 'This page broke', brokeText: 'Nothing was changed. Load it again.',
  },
  order: {
    next: 'Next action', born: 'Born', sex: 'Sex', mrn: 'MRN', coi: 'Chain of identity', weight: 'Weight', number: 'order',
    since: (moment: string, span: string) => `since ${moment} (${span}).`, learned: (moment: string, who: string) => `Last word ${moment} from ${who}.`,
    delivered: 'Delivered is not received.', deliveredText: (site: string) => `Nobody at ${site} has checked this product yet.`,
    facts: 'Facts', factsNote: (facts: number, sources: number) => `${facts} facts, ${sources} ${sources === 1 ? 'source' : 'sources'}`,
    happened: 'happened', weLearned: 'we learned', says: (who: string) => `${who} says`, proof: 'how', two: 'Two accounts can’t both be right',
    twoText: 'The facts below contradict each other. Quality resolves it.', later: 'later, but one step back', was: 'was', correctedBy: 'corrected by a later fact', what: 'What', when: 'When', source: 'Source',
    custody: 'Custody', gaps: (count: number) => (count === 1 ? '1 gap.' : `${count} gaps.`), event: 'Event', from: 'From', to: 'To', signatures: 'Signatures',
    gap: (span: string | null, item: string, last: string, next: string) => `Gap${span ? `, ${span}` : ''}: nobody is recorded as holding ${item}. Last: ${last}. Next took it from: ${next}.`,
    scan: 'scan', signed: (count: number) => (count === 0 ? 'not signed' : `${count} signed`), unseen: 'What you don’t see here, and why', seen: 'You see all of this order in full.',
    collections: 'Collections', runs: 'Manufacturing runs', shipments: 'Shipments', doses: 'Doses', funding: 'Funding', troubles: 'Holds and exceptions', followUps: 'Follow-up',
    none: 'none recorded', clinical: 'Clinical', journey: 'Journey', masked: 'Your role shows no status of this order.',
    f: {
      cycle: 'Cycle', din: 'Donation (DIN)', planned: 'Planned', started: 'Started', ended: 'Ended', viability: 'Viability %', volume: 'Volume mL', state: 'State',
      run: 'Run', lot: 'Lot', expected: 'Expected', released: 'Released', outcome: 'Outcome', bag: 'Bag', expires: 'Expires', dose: 'Dose', cellDose: 'Cells 10⁶/kg', place: 'Is',
      leg: 'Leg', waybill: 'Waybill', seal: 'Seal', pickedUp: 'Picked up', delivered: 'Delivered', thawed: 'Thawed', checked: 'Checked by', authorization: 'Authorisation',
      payer: 'Payer', purchaseOrder: 'Purchase order', price: 'Price', kind: 'Kind', raised: 'Raised', resolved: 'Resolved', deadline: 'Deadline', note: 'Note', visit: 'Visit', window: 'Window', done: 'Done',
      oos: 'Out of specification', idm: 'Infection markers', diagnosis: 'Diagnosis', consent: 'Consent', number: 'No.', tnc: 'Cells 10⁹', team: 'Care team',
    },
    team: (you: boolean, others: number) => (you ? (others > 0 ? `You, +${others}` : 'You') : `${others}`),
  },
  people: {
    title: 'Users and roles', count: (people: number, grants: number) => `${people} people, ${grants} grants.`, noPatients: 'Your role shows no patient data', site: 'Centre',
    person: 'Person', rolesAt: (site: string) => `Roles at ${site}`, granted: 'Granted by, on', change: 'Change', noRole: 'none', disabled: 'disabled', self: 'you can’t change your own roles',
    pair: 'not allowed together', withdraw: (role: string) => `Withdraw ${role}`, grant: (role: string) => `Grant ${role}`, grantLabel: (name: string) => `Role to grant to ${name}`, pick: 'Grant a role', keep: 'Change nothing',
    askWithdraw: (role: string, name: string) => `Withdraw ${role} from ${name}? It takes effect on the next request and ends open pages at once.`,
    askGrant: (role: string, name: string) => `Grant ${role} to ${name}? It takes effect on the next request.`,
    doneWithdraw: (role: string, name: string) => `${name} is no longer ${role}.`, doneGrant: (role: string, name: string) => `${name} is now ${role}.`,
    failed: 'Nothing was changed.', foot: 'Nobody grants themselves a role. The last site admin can’t be removed.', notYours: 'Users and roles are for site admins', notYoursText: 'Ask a site admin of your centre.',
  },
};

export type Messages = typeof en;
