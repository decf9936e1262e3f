// The words of the domain, one table a kind; their codes are those of the API.
export const terms = {
  status: {
    DRAFT: 'Draft', SUBMITTED: 'Submitted', ACCEPTED: 'Accepted', SLOT_CONFIRMED: 'Slot confirmed',
    COLLECTED: 'Collected', SM_CRYOPRESERVED: 'Material frozen', SM_READY: 'Material ready',
    SM_IN_TRANSIT: 'Material in transit', SM_DELIVERED: 'Material delivered', SM_RECEIVED: 'Material received',
    MFG_STARTED: 'Manufacturing started', QC_TESTING: 'QC testing', OOS_DECLARED: 'Out of specification',
    MFG_FAILED: 'Manufacturing failed', RECOLLECTION_REQUIRED: 'Re-collection required', RELEASED: 'Released',
    RELEASED_OOS: 'Released out of specification', PRODUCT_IN_TRANSIT: 'Product in transit',
    PRODUCT_DELIVERED: 'Product delivered', PRODUCT_RECEIVED: 'Product received',
    CONDITIONING_STARTED: 'Conditioning started', PRODUCT_ISSUED: 'Product issued', PRODUCT_THAWED: 'Product thawed',
    INFUSION_STARTED: 'Infusion started', INFUSED: 'Infused', MONITORING: 'Monitoring', FOLLOW_UP: 'Follow-up',
    COMPLETED: 'Completed', CANCELLED: 'Cancelled', CLOSED_NOT_TREATED: 'Closed, not treated',
    TRANSFERRED: 'Transferred', ENTERED_IN_ERROR: 'Entered in error',
  } as Record<string, string>,
  action: {
    SUBMIT_ORDER: 'Submit order', AWAIT_ACCEPTANCE: 'Await acceptance', BOOK_SLOT: 'Book slot',
    PREPARE_COLLECTION: 'Prepare collection', PACK_OR_FREEZE: 'Pack or freeze', RELEASE_MATERIAL: 'Release material',
    HAND_TO_COURIER: 'Hand to courier', TRACK_SHIPMENT: 'Track shipment', AWAIT_RECEIPT: 'Await receipt',
    AWAIT_START: 'Await start', AWAIT_MANUFACTURING: 'Await manufacturing', AWAIT_RELEASE: 'Await release',
    DECIDE_OUT_OF_SPEC: 'Decide out of specification', DECIDE_AFTER_FAILURE: 'Decide after failure',
    BOOK_RECOLLECTION: 'Book re-collection', PLAN_CONDITIONING_AND_DELIVERY: 'Plan conditioning and delivery',
    CONFIRM_OUT_OF_SPEC_USE: 'Confirm out-of-specification use', PREPARE_RECEIPT: 'Prepare receipt',
    RECEIVE_AND_CHECK: 'Receive and check', START_CONDITIONING: 'Start conditioning', PREPARE_INFUSION: 'Prepare infusion',
    THAW_PRODUCT: 'Thaw product', TWO_PERSON_CHECK: 'Two-person check', RECORD_INFUSION_END: 'Record end of infusion',
    PREPARE_NEXT_DOSE: 'Prepare next dose', START_MONITORING: 'Start monitoring', RECORD_MONITORING: 'Record monitoring',
    DO_NEXT_FOLLOW_UP: 'Do next follow-up', RESOLVE_CONFLICT: 'Resolve conflict', CLEAR_HOLD: 'Clear hold',
    REQUEST_UPDATE: 'Request update', QUARANTINE_AND_REVIEW: 'Quarantine and review',
    CONFIRM_PRODUCT_AVAILABILITY: 'Confirm product is available', CLOSE_ORDER: 'Close order', REPLAN_DATES: 'Plan new dates',
    REVIEW_EXCEPTION: 'Review exception', NONE: 'Nothing to do',
  } as Record<string, string>,
  role: {
    coordinator: 'Coordinator', apheresis: 'Apheresis', 'cell-lab': 'Cell lab', pharmacy: 'Pharmacy',
    physician: 'Physician', quality: 'Quality', finance: 'Finance', logistics: 'Logistics', auditor: 'Auditor',
    'site-admin': 'Site admin', integrator: 'Integrator', 'platform-admin': 'Platform admin',
    'privacy-officer': 'Privacy officer', 'break-glass-reviewer': 'Break-glass reviewer', maker: 'Manufacturer', none: 'Nobody',
  } as Record<string, string>,
  exception: {
    IDENTITY_MISMATCH: 'Identity mismatch', CONTAMINATION: 'Contamination',
    CONDITIONING_WITHOUT_PRODUCT: 'Conditioning without product', TEMPERATURE_EXCURSION: 'Temperature', DAMAGE: 'Damage',
    EXPIRED: 'Expired', PATIENT_DIED: 'Patient died', PATIENT_WITHDREW: 'Patient withdrew', OUT_OF_SPEC: 'Out of spec',
    MANUFACTURING_FAILED: 'Manufacturing failed', RECOLLECTION: 'Re-collection', SHIPMENT_DELAY: 'Shipment delay', OTHER: 'Exception',
  } as Record<string, string>,
  because: {
    IDENTITY_MISMATCH: 'Label and order differ. Both stay in quarantine.',
    CONTAMINATION: 'Contaminated. Nothing of this lot may be used.',
    CONDITIONING_WITHOUT_PRODUCT: 'Conditioning began. Nothing released yet.',
    TEMPERATURE_EXCURSION: 'Outside its temperature. Only a quality decision releases it.',
    DAMAGE: 'Damaged. Only a quality decision releases it.', EXPIRED: 'Past its expiry. It may not be used.',
    OUT_OF_SPEC: 'The lot misses a release limit. A decision is open.', MANUFACTURING_FAILED: 'The run ended without a usable lot.',
    RECOLLECTION: 'New material must be collected.', SHIPMENT_DELAY: 'The shipment is late. Dates must be planned anew.',
  } as Record<string, string>,
  step: {
    ENROL: 'Enrol', ORDER: 'Order', SLOT: 'Slot', COLLECT: 'Collect', SHIP: 'Ship', MAKE: 'Make', RELEASE: 'Release',
    RETURN: 'Return', RECEIVE: 'Receive', INFUSE: 'Infuse', FOLLOW_UP: 'Follow up',
  } as Record<string, string>,
  stepState: { DONE: '', INFERRED: 'inferred', CURRENT: 'now', PLANNED: 'planned', CONFLICT: 'two accounts' } as Record<string, string>,
  party: { C: 'Treatment centre', M: 'Manufacturer', K: 'Courier', P: 'Portal' } as Record<string, string>,
  purpose: {
    TREAT: 'treatment', HOPERAT: 'operations', HPAYMT: 'payment', HCOMPL: 'compliance', HRESCH: 'research',
    HSYSADMIN: 'administration', ETREAT: 'emergency treatment',
  } as Record<string, string>,
  fieldClass: {
    DIRECT: 'Names and numbers of the person', CONTACT: 'Contact details', QUASI: 'Birth date, sex, postcode',
    CHAIN: 'Chain of identity, lots, order numbers', CLINICAL: 'Clinical details', SPECIAL: 'Genetic and infection findings',
    OPERATIONAL: 'Status, dates, logistics', COMMERCIAL: 'Price, payer, purchase order',
  } as Record<string, string>,
  reason: {
    ROLE: 'your role does not need it', ROLE_PART: 'your role does not need more', RELATION: 'this order belongs to another centre or team',
    PURPOSE: 'not for the purpose you chose', ASSURANCE: 'you signed in without a second factor',
    RESTRICTED: 'the patient had its use restricted', ERASED: 'the key was destroyed on request',
  } as Record<string, string>,
  visibility: { CLEAR: 'in full', PARTIAL: 'in part', PSEUDONYM: 'as a token', WITHHELD: 'withheld' } as Record<string, string>,
  sourceState: {
    STARTING: 'is starting', NEW: 'is starting', CHECKED: 'is starting', LIVE: 'is current', LATE: 'is late', DEGRADED: 'does not answer',
    NEEDS_REAUTH: 'refuses our sign-in', PAUSED: 'is paused', SOURCE_DOWN: 'does not answer',
  } as Record<string, string>,
  factState: {
    COUNTS: 'counts', CORRECTED: 'corrected', RETRACTED: 'retracted', SUPERSEDED: 'replaced by a later revision',
    SET_ASIDE: 'set aside', NOT_YET: 'lies ahead',
  } as Record<string, string>,
  custody: {
    COLLECTED: 'Collected', LABELLED: 'Labelled', PACKED: 'Packed', HANDED_OVER: 'Handed over', TAKEN_OVER: 'Taken over',
    STORED: 'Stored', MOVED: 'Moved', THAWED: 'Thawed', INFUSED: 'Infused', RETURNED: 'Returned', DESTROYED: 'Destroyed',
    QUARANTINED: 'Quarantined', RELEASED_FROM_QUARANTINE: 'Released from quarantine',
  } as Record<string, string>,
  disposition: {
    STORED: 'Stored', ISSUED: 'Issued', INFUSED: 'Infused', RETURNED: 'Returned', DESTROYED: 'Destroyed', QUARANTINED: 'Quarantined',
  } as Record<string, string>,
  word: {
    APPROVED: 'Approved', REQUESTED: 'Requested', PENDING: 'Pending', DENIED: 'Denied', NOT_REQUIRED: 'Not required',
    HOLD_PLACED: 'Hold placed', HOLD_RELEASED: 'Hold released', EXCEPTION_RAISED: 'Exception raised',
    EXCEPTION_RESOLVED: 'Exception resolved', RETRACTION: 'Retraction', HEARTBEAT: 'Still the same', RECTIFICATION: 'Personal field put right', SM: 'Material',
    PRODUCT: 'Product', FRESH: 'Fresh', CRYO: 'Frozen', IN_SPEC: 'In specification', OOS: 'Out of specification',
    FAILED: 'Failed', MACHINE: 'by machine', ATTESTED: 'attested', DERIVED: 'derived',
  } as Record<string, string>,
};

export type Terms = typeof terms;
