/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** All that is given must hold. */
export type AuditFilter = {
  atOrAfter?: string | null | undefined;
  before?: string | null | undefined;
  kind?: Array<string> | null | undefined;
  subject?: string | number | null | undefined;
};

/** What tells orders apart that the same roles are held for. */
export type CaseFlag =
  | 'BREAK_GLASS'
  | 'ERASED'
  | 'ON_CARE_TEAM'
  | 'RESTRICTED';

/** At which of an order's sites a role is held. */
export type CasePlace =
  | 'OWN_SITE'
  | 'SERVING_SITE';

/** A field of a patient that can be put right. */
export type CorrectableField =
  | 'ADDRESS'
  | 'BIRTH_DATE'
  | 'EMAIL'
  | 'FAMILY_NAME'
  | 'GIVEN_NAME'
  | 'MRN'
  | 'NATIONAL_ID'
  | 'PHONE'
  | 'POSTCODE'
  | 'SEX';

/** Whose view is to be explained. */
export type ExplainAsInput = {
  assured?: boolean;
  purpose?: string | null | undefined;
  roles: Array<ExplainRole>;
};

/** A role; one of the realm has no site, another without one is held at any site. */
export type ExplainRole = {
  role: string;
  site?: string | number | null | undefined;
};

/** How a fact stands in the fold. */
export type FactState =
  | 'CORRECTED'
  | 'COUNTS'
  | 'NOT_YET'
  | 'RETRACTED'
  | 'SET_ASIDE'
  | 'SUPERSEDED';

/** Sensitivity of a field. */
export type FieldClass =
  | 'CHAIN'
  | 'CLINICAL'
  | 'COMMERCIAL'
  | 'CONTACT'
  | 'DIRECT'
  | 'OPERATIONAL'
  | 'QUASI'
  | 'SPECIAL';

/** Why nothing of a patient may be erased now. */
export type HoldKind =
  | 'LEGAL_CLAIM'
  | 'REGULATOR'
  | 'SAFETY_REPORT'
  | 'TREATMENT_UNDER_WAY';

/** What the manufacturer says of a corrected field. */
export type ManufacturerSays =
  | 'AS_BEFORE'
  | 'OTHERWISE'
  | 'SAME';

/** Case, accents, hyphens and the order of given and family names don't matter. */
export type NameAndBirthDate = {
  /** YYYY-MM-DD. */
  birthDate: string;
  /** All given and family names on record. */
  name: string;
};

/** Any of each list, all of the lists. */
export type OrderFilter = {
  connection?: Array<string | number> | null | undefined;
  kind?: Array<OrderKind> | null | undefined;
  overlay?: Array<Overlay> | null | undefined;
  owner?: Array<string> | null | undefined;
  site?: Array<string | number> | null | undefined;
  status?: Array<OrderStatus> | null | undefined;
};

/** The three ways to a therapy. */
export type OrderKind =
  | 'ALLOGENEIC'
  | 'AUTOLOGOUS'
  | 'IN_VIVO';

/** The canonical statuses. */
export type OrderStatus =
  | 'ACCEPTED'
  | 'CANCELLED'
  | 'CLOSED_NOT_TREATED'
  | 'COLLECTED'
  | 'COMPLETED'
  | 'CONDITIONING_STARTED'
  | 'DRAFT'
  | 'ENTERED_IN_ERROR'
  | 'FOLLOW_UP'
  | 'INFUSED'
  | 'INFUSION_STARTED'
  | 'MFG_FAILED'
  | 'MFG_STARTED'
  | 'MONITORING'
  | 'OOS_DECLARED'
  | 'PRODUCT_DELIVERED'
  | 'PRODUCT_IN_TRANSIT'
  | 'PRODUCT_ISSUED'
  | 'PRODUCT_RECEIVED'
  | 'PRODUCT_THAWED'
  | 'QC_TESTING'
  | 'RECOLLECTION_REQUIRED'
  | 'RELEASED'
  | 'RELEASED_OOS'
  | 'SLOT_CONFIRMED'
  | 'SM_CRYOPRESERVED'
  | 'SM_DELIVERED'
  | 'SM_IN_TRANSIT'
  | 'SM_READY'
  | 'SM_RECEIVED'
  | 'SUBMITTED'
  | 'TRANSFERRED';

/** What stands beside a status. */
export type Overlay =
  | 'CONFLICT'
  | 'EXCEPTION'
  | 'HOLD'
  | 'STALE'
  | 'UNMAPPED';

/** What a line of the policy is to say of a class. */
export type PolicyCellInput = {
  fieldClass: FieldClass;
  place: Array<string>;
  visibility: Visibility;
};

/** Beside CLEAR: ABSENT (the source says there is none) or NOT_KNOWN (it has not said). Beside a mask: why it is masked, which never tells whether there is a value. */
export type Reason =
  | 'ABSENT'
  | 'ASSURANCE'
  | 'ERASED'
  | 'NOT_KNOWN'
  | 'PURPOSE'
  | 'RELATION'
  | 'RESTRICTED'
  | 'ROLE';

/** How far a rectification is. */
export type RectificationState =
  | 'APPLIED'
  | 'ASKED'
  | 'MISMATCHED'
  | 'REJECTED';

/** Which role of whom, at which site. */
export type RoleChange = {
  person: string | number;
  role: string;
  site: string | number;
};

/** Why a pseudonym has to be traced to the patient. */
export type TraceReason =
  | 'DATA_CORRECTION'
  | 'LEGAL_DUTY'
  | 'RIGHTS_REQUEST'
  | 'SAFETY_REPORT';

/** How a value is shown. */
export type Visibility =
  | 'CLEAR'
  | 'PARTIAL'
  | 'PSEUDONYM'
  | 'WITHHELD';

export type AuditedEventFragment = { id: string, writer: string, sequence: number, at: string, kind: string, subject: string, name: string | null, purpose: string | null, operationName: string | null, code: string | null, disclosed: Array<string>, withheld: Array<string>, grants: Array<string>, orderCount: number, patientCount: number, text: string, proof: { path: Array<string>, checkpoint: string, signature: string, key: string } | null } & { ' $fragmentName'?: 'AuditedEventFragment' };

export type SigningKeysFragment = { id: string, public: string, after: string | null, introduction: string | null } & { ' $fragmentName'?: 'SigningKeysFragment' };

export type CustodyFragment = { custodyEvents: Array<{ ref: string, item: string | null, kind: string | null, fromHolder: string | null, toHolder: string | null, location: string | null, signatures: number | null, condition: string | null, happenedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, scannedIdentifier: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }> } & { ' $fragmentName'?: 'CustodyFragment' };

export type OrderHeadlineFragment = { status: OrderStatus | null, overlays: Array<Overlay> | null, exceptionKinds: Array<string> | null, unmappedCodes: Array<string> | null, nextAction: string | null, owner: string | null, since: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, staleAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, lastLearnedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, vendorOrderNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, product: { title: string, vendor: string } | null, connection: { title: string, sandbox: boolean } | null, site: { id: string, name: string, zone: string } | null } & { ' $fragmentName'?: 'OrderHeadlineFragment' };

export type JourneyStepsFragment = { milestones: Array<{ step: string, state: string, party: string | null, connection: string | null, at: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }> } & { ' $fragmentName'?: 'JourneyStepsFragment' };

export type CollectionsFragment = { collections: Array<{ ref: string, cycle: number | null, state: string | null, din: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, scheduledAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, endedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, expiresAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, totalNucleatedCells: { ' $fragmentRefs'?: { 'ShownNumberFragment': ShownNumberFragment } }, viability: { ' $fragmentRefs'?: { 'ShownNumberFragment': ShownNumberFragment } }, idmResult: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }> } & { ' $fragmentName'?: 'CollectionsFragment' };

export type RunsFragment = { runs: Array<{ ref: string, cycle: number | null, run: number | null, outcome: string | null, lotNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, startedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, expectedReleaseAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, releasedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, oosParameters: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, bags: Array<{ ref: string, doseNumber: number | null, disposition: string | null, bagSerial: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, expiresAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, cellDose: { ' $fragmentRefs'?: { 'ShownNumberFragment': ShownNumberFragment } } }> }> } & { ' $fragmentName'?: 'RunsFragment' };

export type PatientBarFragment = { careTeam: Array<string> | null, coiId: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, patient: { id: string, familyName: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, givenName: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, birthDate: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, sex: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, mrn: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, weightKg: { ' $fragmentRefs'?: { 'ShownNumberFragment': ShownNumberFragment } } } } & { ' $fragmentName'?: 'PatientBarFragment' };

export type TransportFragment = { shipments: Array<{ ref: string, leg: string | null, waybill: string | null, sealNumber: string | null, plannedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, pickedUpAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, deliveredAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }>, doses: Array<{ ref: string, doseNumber: number | null, thawStartedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, startedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, endedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, volumeGivenMl: { ' $fragmentRefs'?: { 'ShownNumberFragment': ShownNumberFragment } } }>, followUps: Array<{ ref: string, visitCode: string | null, windowStartsAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, windowEndsAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, doneAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, grade: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }> } & { ' $fragmentName'?: 'TransportFragment' };

export type FundingPartsFragment = { funding: { authorizationStatus: string | null, authorizationNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, payerName: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, purchaseOrderNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, priceAmount: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } } } & { ' $fragmentName'?: 'FundingPartsFragment' };

export type TroublesFragment = { exceptions: Array<{ ref: string, kind: string | null, decision: string | null, raisedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, resolvedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, deadlineAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, note: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }>, holds: Array<{ ref: string, kind: string | null, placedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, releasedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, note: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }> } & { ' $fragmentName'?: 'TroublesFragment' };

export type SightsFragment = { diagnosisCode: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, consentVersion: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, patient: { id: string, hlaTyping: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, idmResult: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }, masks: Array<{ ' $fragmentRefs'?: { 'ClassSightFragment': ClassSightFragment } }> } & { ' $fragmentName'?: 'SightsFragment' };

export type OrderFactFragment = { id: string, connection: string, party: string, kind: string, vendorCode: string | null, verified: boolean, method: string, precision: string, cycle: number | null, run: number | null, dose: number | null, exceptionKind: string | null, revision: number, state: FactState, correctedBy: string | null, pointer: string, happenedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, learnedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } } & { ' $fragmentName'?: 'OrderFactFragment' };

export type HeldRolesFragment = { subject: string, name: string, username: string, enabled: boolean, self: boolean, roles: Array<{ role: string, since: string | null, grantedBy: string | null, withdrawable: boolean, why: string | null }> } & { ' $fragmentName'?: 'HeldRolesFragment' };

export type GrantRoleMutationVariables = Exact<{
  input: RoleChange;
}>;


export type GrantRoleMutation = { grantRole:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'RoleChanged', person: { ' $fragmentRefs'?: { 'HeldRolesFragment': HeldRolesFragment } } }
    | { __typename: 'SourceUnavailable', code: string, message: string }
   };

export type WithdrawRoleMutationVariables = Exact<{
  input: RoleChange;
}>;


export type WithdrawRoleMutation = { withdrawRole:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'RoleChanged', person: { ' $fragmentRefs'?: { 'HeldRolesFragment': HeldRolesFragment } } }
    | { __typename: 'SourceUnavailable', code: string, message: string }
   };

export type ProposePolicyCellsMutationVariables = Exact<{
  cells: Array<PolicyCellInput> | PolicyCellInput;
  reason: string;
}>;


export type ProposePolicyCellsMutation = { proposePolicyCells:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PolicyProposal' }
      & { ' $fragmentRefs'?: { 'ProposedFragment': ProposedFragment } }
    )
   };

export type ApprovePolicyMutationVariables = Exact<{
  proposal: string | number;
}>;


export type ApprovePolicyMutation = { approvePolicy:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PolicyProposal' }
      & { ' $fragmentRefs'?: { 'ProposedFragment': ProposedFragment } }
    )
   };

export type RejectPolicyMutationVariables = Exact<{
  proposal: string | number;
}>;


export type RejectPolicyMutation = { rejectPolicy:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PolicyProposal' }
      & { ' $fragmentRefs'?: { 'ProposedFragment': ProposedFragment } }
    )
   };

export type RollBackPolicyMutationVariables = Exact<{
  number: number;
  reason: string;
}>;


export type RollBackPolicyMutation = { rollBackPolicy:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PolicyProposal' }
      & { ' $fragmentRefs'?: { 'ProposedFragment': ProposedFragment } }
    )
   };

export type ChangesFragment = { fields: Array<string>, roles: Array<string>, people: number | null, cells: number, wider: number, changes: Array<{ role: string, relation: string | null, purpose: string, flags: Array<string>, fieldClass: FieldClass, before: Visibility, after: Visibility }> } & { ' $fragmentName'?: 'ChangesFragment' };

export type ProposedFragment = { id: string, basedOn: number, rollsBackTo: number | null, version: string, reason: string | null, state: string, proposedBy: string, proposedAt: string, decidedBy: string | null, decidedAt: string | null, preview: { ' $fragmentRefs'?: { 'ChangesFragment': ChangesFragment } } | null } & { ' $fragmentName'?: 'ProposedFragment' };

export type PolicyDeskQueryVariables = Exact<{ [key: string]: never; }>;


export type PolicyDeskQuery = { policyVersions:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'PolicyVersions', versions: Array<{ number: number, version: string, reason: string | null, proposedBy: string | null, approvedBy: string | null, inForceSince: string, replaces: number | null }> }
  , policyProposals:
    | { __typename: 'Denied' }
    | { __typename: 'PolicyProposals', proposals: Array<{ ' $fragmentRefs'?: { 'ProposedFragment': ProposedFragment } }> }
  , policyInForce:
    | { __typename: 'Denied' }
    | { __typename: 'PolicyVersion', number: number, table: { stepRoles: Array<string>, breakGlassRoles: Array<string>, breakGlassClasses: Array<FieldClass>, lines: Array<{ place: Array<string>, cells: Array<{ fieldClass: FieldClass, visibility: Visibility, choices: Array<Visibility> }> }> } | null }
   };

export type PolicyPreviewQueryVariables = Exact<{
  cells: Array<PolicyCellInput> | PolicyCellInput;
}>;


export type PolicyPreviewQuery = { policyPreview:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PolicyPreview' }
      & { ' $fragmentRefs'?: { 'ChangesFragment': ChangesFragment } }
    )
   };

export type ExplainableQueryVariables = Exact<{ [key: string]: never; }>;


export type ExplainableQuery = { trustedDocuments: Array<{ documentId: string, name: string, kind: string }> };

export type ExplainedForQueryVariables = Exact<{
  document: string | number;
  as: ExplainAsInput;
}>;


export type ExplainedForQuery = { explain:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Explanation', purpose: string, requested: number, limit: number, writtenBy: string, fields: Array<{ path: string, fieldClass: FieldClass, source: string, price: number, wherePartial: Visibility }>, classes: Array<{ fieldClass: FieldClass, sights: Array<{ visibility: Visibility, reason: Reason | null, lines: Array<string>, situations: Array<{ flags: Array<CaseFlag>, roles: Array<{ role: string, place: CasePlace }> }> }> }> }
    | { __typename: 'Invalid', code: string, message: string }
   };

export type DisclosureReportQueryVariables = Exact<{
  patient: string | number;
  after?: string | null | undefined;
}>;


export type DisclosureReportQuery = { disclosureReport:
    | { __typename: 'AuditEventConnection', nodes: Array<{ ' $fragmentRefs'?: { 'AuditedEventFragment': AuditedEventFragment } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
   };

export type RectifiedFragment = { id: string, field: CorrectableField, state: RectificationState, askedBy: string, askedAt: string, decidedBy: string | null, decidedAt: string | null, inForce: boolean, manufacturerSays: ManufacturerSays | null, toBeTold: boolean, mine: boolean } & { ' $fragmentName'?: 'RectifiedFragment' };

export type PatientRectificationsQueryVariables = Exact<{
  patient: string | number;
}>;


export type PatientRectificationsQuery = { patientRectifications:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'PatientRectifications', rectifications: Array<{ ' $fragmentRefs'?: { 'RectifiedFragment': RectifiedFragment } }> }
   };

export type AskRectificationMutationVariables = Exact<{
  patient: string | number;
  field: CorrectableField;
  value: string;
}>;


export type AskRectificationMutation = { askRectification:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'PatientRectifications', rectifications: Array<{ ' $fragmentRefs'?: { 'RectifiedFragment': RectifiedFragment } }> }
   };

export type ApproveRectificationMutationVariables = Exact<{
  rectification: string | number;
  value: string;
}>;


export type ApproveRectificationMutation = { approveRectification:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'PatientRectifications', rectifications: Array<{ ' $fragmentRefs'?: { 'RectifiedFragment': RectifiedFragment } }> }
   };

export type RejectRectificationMutationVariables = Exact<{
  rectification: string | number;
}>;


export type RejectRectificationMutation = { rejectRectification:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'PatientRectifications', rectifications: Array<{ ' $fragmentRefs'?: { 'RectifiedFragment': RectifiedFragment } }> }
   };

export type StandingFragment = { patient: string, restricted: boolean, erased: boolean, orders: Array<string>, holds: Array<{ id: string | null, kind: HoldKind, placedAt: string | null, placedBy: string | null }>, erasure: { id: string, at: string, by: string, tombstone: string, digest: string, destroyed: Array<{ what: string, count: number }>, kept: Array<{ what: string, why: string }> } | null } & { ' $fragmentName'?: 'StandingFragment' };

export type PatientStandingQueryVariables = Exact<{
  patient: string | number;
}>;


export type PatientStandingQuery = { patientStanding:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PatientStanding' }
      & { ' $fragmentRefs'?: { 'StandingFragment': StandingFragment } }
    )
   };

export type SetRestrictionMutationVariables = Exact<{
  patient: string | number;
  restricted: boolean;
}>;


export type SetRestrictionMutation = { setRestriction:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PatientStanding' }
      & { ' $fragmentRefs'?: { 'StandingFragment': StandingFragment } }
    )
   };

export type PlaceHoldMutationVariables = Exact<{
  patient: string | number;
  kind: HoldKind;
}>;


export type PlaceHoldMutation = { placeHold:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PatientStanding' }
      & { ' $fragmentRefs'?: { 'StandingFragment': StandingFragment } }
    )
   };

export type LiftHoldMutationVariables = Exact<{
  patient: string | number;
  hold: string | number;
}>;


export type LiftHoldMutation = { liftHold:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PatientStanding' }
      & { ' $fragmentRefs'?: { 'StandingFragment': StandingFragment } }
    )
   };

export type ErasePatientMutationVariables = Exact<{
  patient: string | number;
}>;


export type ErasePatientMutation = { erasePatient:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | (
      { __typename: 'PatientStanding' }
      & { ' $fragmentRefs'?: { 'StandingFragment': StandingFragment } }
    )
   };

export type ApiClientsQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiClientsQuery = { apiClients:
    | { __typename: 'ApiClients', clients: Array<{ id: string, clientId: string, firstSeenAt: string }> }
    | { __typename: 'Denied', code: string, message: string }
   };

export type ResolvePseudonymMutationVariables = Exact<{
  client: string | number;
  pseudonym: string;
  reason: TraceReason;
  after?: string | null | undefined;
}>;


export type ResolvePseudonymMutation = { resolvePseudonym:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'ResolvedPseudonym', next: string | null, records: Array<{ patient: string, order: string | null, field: string | null }> }
   };

export type ChoosePurposeMutationVariables = Exact<{
  purpose: string;
}>;


export type ChoosePurposeMutation = { choosePurpose:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
    | { __typename: 'PurposeChosen', viewer: { subject: string, purpose: string } }
   };

export type FoundOrderFragment = { id: string, status: OrderStatus | null, product: { title: string, vendor: string } | null, site: { name: string } | null } & { ' $fragmentName'?: 'FoundOrderFragment' };

export type FindByCoiQueryVariables = Exact<{
  coi: string;
}>;


export type FindByCoiQuery = { order: { ' $fragmentRefs'?: { 'FoundOrderFragment': FoundOrderFragment } } | null };

export type FindByNumberQueryVariables = Exact<{
  number: string;
  din: string;
}>;


export type FindByNumberQuery = { order: { ' $fragmentRefs'?: { 'FoundOrderFragment': FoundOrderFragment } } | null, collected: { ' $fragmentRefs'?: { 'FoundOrderFragment': FoundOrderFragment } } | null, patientOrders: Array<{ ' $fragmentRefs'?: { 'FoundOrderFragment': FoundOrderFragment } }> | null };

export type FindByPersonQueryVariables = Exact<{
  person: NameAndBirthDate;
}>;


export type FindByPersonQuery = { patientOrders: Array<{ ' $fragmentRefs'?: { 'FoundOrderFragment': FoundOrderFragment } }> | null };

export type WorklistRowFragment = { id: string, version: number, visibility: Visibility, kind: OrderKind | null, status: OrderStatus | null, overlays: Array<Overlay> | null, nextAction: string | null, owner: string | null, urgency: number | null, exceptionKinds: Array<string> | null, unmappedCodes: Array<string> | null, freshness: string | null, since: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, staleAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, lastLearnedAt: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, vendorOrderNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, product: { code: string, title: string, vendor: string } | null, connection: { connection: string, title: string, sandbox: boolean, asOf: string | null } | null, site: { id: string, name: string } | null, funding?: { authorizationStatus: string | null, authorizationNumber: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, priceAmount: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } }, patient: { id: string, familyName: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, givenName: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, birthDate: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, sex: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } }, mrn: { ' $fragmentRefs'?: { 'ShownTextFragment': ShownTextFragment } } } } & { ' $fragmentName'?: 'WorklistRowFragment' };

export type OrderChangedSubscriptionVariables = Exact<{
  funding: boolean;
}>;


export type OrderChangedSubscription = { orderChanged: { id: string, version: number, reset: boolean, order: (
      { id: string, version: number, status: OrderStatus | null, urgency: number | null }
      & { ' $fragmentRefs'?: { 'WorklistRowFragment': WorklistRowFragment } }
    ) | null } };

export type ShownTextFragment = { value: string | null, visibility: Visibility, reason: Reason | null } & { ' $fragmentName'?: 'ShownTextFragment' };

export type ShownNumberFragment = { value: number | null, visibility: Visibility, reason: Reason | null } & { ' $fragmentName'?: 'ShownNumberFragment' };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { subject: string, name: string, assurance: number, realmRoles: Array<string>, purpose: string, purposes: Array<string>, roles: Array<{ role: string, site: { id: string, name: string, zone: string } }>, session: { idleEndsAt: string, absoluteEndsAt: string } | null } };

export type SourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type SourcesQuery = { sources: Array<{ connection: string, title: string, vendor: string, sandbox: boolean, state: string, asOf: string | null, nextTryAt: string | null, orderCount: number | null }> };

export type AuditLogQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditLogQuery = { auditKeys: Array<{ ' $fragmentRefs'?: { 'SigningKeysFragment': SigningKeysFragment } }>, auditEvents:
    | { __typename: 'AuditEventConnection', nodes: Array<{ ' $fragmentRefs'?: { 'AuditedEventFragment': AuditedEventFragment } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'Invalid', code: string, message: string }
   };

export type OrderQueryVariables = Exact<{
  id: string | number;
}>;


export type OrderQuery = { order: (
    { id: string, version: number, status: OrderStatus | null, overlays: Array<Overlay> | null, site: { id: string, zone: string } | null, facts: Array<{ ' $fragmentRefs'?: { 'OrderFactFragment': OrderFactFragment } }> }
    & { ' $fragmentRefs'?: { 'PatientBarFragment': PatientBarFragment;'OrderHeadlineFragment': OrderHeadlineFragment;'JourneyStepsFragment': JourneyStepsFragment;'CustodyFragment': CustodyFragment;'CollectionsFragment': CollectionsFragment;'RunsFragment': RunsFragment;'TransportFragment': TransportFragment;'FundingPartsFragment': FundingPartsFragment;'TroublesFragment': TroublesFragment;'SightsFragment': SightsFragment } }
  ) | null };

export type PeopleQueryVariables = Exact<{
  site: string | number;
}>;


export type PeopleQuery = { people:
    | { __typename: 'Denied', code: string, message: string }
    | { __typename: 'People', site: { id: string, name: string, zone: string }, people: Array<(
        { subject: string }
        & { ' $fragmentRefs'?: { 'HeldRolesFragment': HeldRolesFragment } }
      )> }
    | { __typename: 'SourceUnavailable', code: string, message: string }
   };

export type WorklistQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: OrderFilter | null | undefined;
  funding: boolean;
}>;


export type WorklistQuery = { worklist: { totalCount: number, asOf: string, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: (
        { id: string, version: number, status: OrderStatus | null, urgency: number | null }
        & { ' $fragmentRefs'?: { 'WorklistRowFragment': WorklistRowFragment } }
      ) }> } };

export type ClassSightFragment = { fieldClass: FieldClass, visibility: Visibility, reason: Reason | null, clearFor: Array<string>, line: string | null, policyVersion: string } & { ' $fragmentName'?: 'ClassSightFragment' };

export type WhyQueryVariables = Exact<{
  id: string | number;
}>;


export type WhyQuery = { order: { id: string, masks: Array<{ ' $fragmentRefs'?: { 'ClassSightFragment': ClassSightFragment } }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AuditedEventFragmentDoc = new TypedDocumentString(`
    fragment AuditedEvent on AuditEvent {
  id
  writer
  sequence
  at
  kind
  subject
  name
  purpose
  operationName
  code
  disclosed
  withheld
  grants
  orderCount
  patientCount
  text
  proof {
    path
    checkpoint
    signature
    key
  }
}
    `, {"fragmentName":"AuditedEvent"}) as unknown as TypedDocumentString<AuditedEventFragment, unknown>;
export const SigningKeysFragmentDoc = new TypedDocumentString(`
    fragment SigningKeys on AuditKey {
  id
  public
  after
  introduction
}
    `, {"fragmentName":"SigningKeys"}) as unknown as TypedDocumentString<SigningKeysFragment, unknown>;
export const ShownTextFragmentDoc = new TypedDocumentString(`
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
    `, {"fragmentName":"ShownText"}) as unknown as TypedDocumentString<ShownTextFragment, unknown>;
export const CustodyFragmentDoc = new TypedDocumentString(`
    fragment Custody on Order {
  custodyEvents {
    ref
    item
    kind
    fromHolder
    toHolder
    location
    happenedAt {
      ...ShownText
    }
    signatures
    scannedIdentifier {
      ...ShownText
    }
    condition
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"Custody"}) as unknown as TypedDocumentString<CustodyFragment, unknown>;
export const OrderHeadlineFragmentDoc = new TypedDocumentString(`
    fragment OrderHeadline on Order {
  status
  overlays
  exceptionKinds
  unmappedCodes
  nextAction
  owner
  since {
    ...ShownText
  }
  staleAt {
    ...ShownText
  }
  lastLearnedAt {
    ...ShownText
  }
  vendorOrderNumber {
    ...ShownText
  }
  product {
    title
    vendor
  }
  connection {
    title
    sandbox
  }
  site {
    id
    name
    zone
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"OrderHeadline"}) as unknown as TypedDocumentString<OrderHeadlineFragment, unknown>;
export const JourneyStepsFragmentDoc = new TypedDocumentString(`
    fragment JourneySteps on Order {
  milestones {
    step
    state
    at {
      ...ShownText
    }
    party
    connection
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"JourneySteps"}) as unknown as TypedDocumentString<JourneyStepsFragment, unknown>;
export const ShownNumberFragmentDoc = new TypedDocumentString(`
    fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}
    `, {"fragmentName":"ShownNumber"}) as unknown as TypedDocumentString<ShownNumberFragment, unknown>;
export const CollectionsFragmentDoc = new TypedDocumentString(`
    fragment Collections on Order {
  collections {
    ref
    cycle
    state
    din {
      ...ShownText
    }
    scheduledAt {
      ...ShownText
    }
    endedAt {
      ...ShownText
    }
    expiresAt {
      ...ShownText
    }
    totalNucleatedCells {
      ...ShownNumber
    }
    viability {
      ...ShownNumber
    }
    idmResult {
      ...ShownText
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}`, {"fragmentName":"Collections"}) as unknown as TypedDocumentString<CollectionsFragment, unknown>;
export const RunsFragmentDoc = new TypedDocumentString(`
    fragment Runs on Order {
  runs {
    ref
    cycle
    run
    outcome
    lotNumber {
      ...ShownText
    }
    startedAt {
      ...ShownText
    }
    expectedReleaseAt {
      ...ShownText
    }
    releasedAt {
      ...ShownText
    }
    oosParameters {
      ...ShownText
    }
    bags {
      ref
      doseNumber
      disposition
      bagSerial {
        ...ShownText
      }
      expiresAt {
        ...ShownText
      }
      cellDose {
        ...ShownNumber
      }
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}`, {"fragmentName":"Runs"}) as unknown as TypedDocumentString<RunsFragment, unknown>;
export const PatientBarFragmentDoc = new TypedDocumentString(`
    fragment PatientBar on Order {
  careTeam
  coiId {
    ...ShownText
  }
  patient {
    id
    familyName {
      ...ShownText
    }
    givenName {
      ...ShownText
    }
    birthDate {
      ...ShownText
    }
    sex {
      ...ShownText
    }
    mrn {
      ...ShownText
    }
    weightKg {
      ...ShownNumber
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}`, {"fragmentName":"PatientBar"}) as unknown as TypedDocumentString<PatientBarFragment, unknown>;
export const TransportFragmentDoc = new TypedDocumentString(`
    fragment Transport on Order {
  shipments {
    ref
    leg
    waybill
    sealNumber
    plannedAt {
      ...ShownText
    }
    pickedUpAt {
      ...ShownText
    }
    deliveredAt {
      ...ShownText
    }
  }
  doses {
    ref
    doseNumber
    thawStartedAt {
      ...ShownText
    }
    startedAt {
      ...ShownText
    }
    endedAt {
      ...ShownText
    }
    volumeGivenMl {
      ...ShownNumber
    }
  }
  followUps {
    ref
    visitCode
    windowStartsAt {
      ...ShownText
    }
    windowEndsAt {
      ...ShownText
    }
    doneAt {
      ...ShownText
    }
    grade {
      ...ShownText
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}`, {"fragmentName":"Transport"}) as unknown as TypedDocumentString<TransportFragment, unknown>;
export const FundingPartsFragmentDoc = new TypedDocumentString(`
    fragment FundingParts on Order {
  funding {
    authorizationStatus
    authorizationNumber {
      ...ShownText
    }
    payerName {
      ...ShownText
    }
    purchaseOrderNumber {
      ...ShownText
    }
    priceAmount {
      ...ShownText
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"FundingParts"}) as unknown as TypedDocumentString<FundingPartsFragment, unknown>;
export const TroublesFragmentDoc = new TypedDocumentString(`
    fragment Troubles on Order {
  exceptions {
    ref
    kind
    decision
    raisedAt {
      ...ShownText
    }
    resolvedAt {
      ...ShownText
    }
    deadlineAt {
      ...ShownText
    }
    note {
      ...ShownText
    }
  }
  holds {
    ref
    kind
    placedAt {
      ...ShownText
    }
    releasedAt {
      ...ShownText
    }
    note {
      ...ShownText
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"Troubles"}) as unknown as TypedDocumentString<TroublesFragment, unknown>;
export const ClassSightFragmentDoc = new TypedDocumentString(`
    fragment ClassSight on ClassTreatment {
  fieldClass
  visibility
  reason
  clearFor
  line
  policyVersion
}
    `, {"fragmentName":"ClassSight"}) as unknown as TypedDocumentString<ClassSightFragment, unknown>;
export const SightsFragmentDoc = new TypedDocumentString(`
    fragment Sights on Order {
  diagnosisCode {
    ...ShownText
  }
  consentVersion {
    ...ShownText
  }
  patient {
    id
    hlaTyping {
      ...ShownText
    }
    idmResult {
      ...ShownText
    }
  }
  masks {
    ...ClassSight
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ClassSight on ClassTreatment {
  fieldClass
  visibility
  reason
  clearFor
  line
  policyVersion
}`, {"fragmentName":"Sights"}) as unknown as TypedDocumentString<SightsFragment, unknown>;
export const OrderFactFragmentDoc = new TypedDocumentString(`
    fragment OrderFact on FactRecord {
  id
  connection
  party
  kind
  vendorCode
  verified
  method
  happenedAt {
    ...ShownText
  }
  learnedAt {
    ...ShownText
  }
  precision
  cycle
  run
  dose
  exceptionKind
  revision
  state
  correctedBy
  pointer
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"OrderFact"}) as unknown as TypedDocumentString<OrderFactFragment, unknown>;
export const HeldRolesFragmentDoc = new TypedDocumentString(`
    fragment HeldRoles on Person {
  subject
  name
  username
  enabled
  self
  roles {
    role
    since
    grantedBy
    withdrawable
    why
  }
}
    `, {"fragmentName":"HeldRoles"}) as unknown as TypedDocumentString<HeldRolesFragment, unknown>;
export const ChangesFragmentDoc = new TypedDocumentString(`
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
    `, {"fragmentName":"Changes"}) as unknown as TypedDocumentString<ChangesFragment, unknown>;
export const ProposedFragmentDoc = new TypedDocumentString(`
    fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}`, {"fragmentName":"Proposed"}) as unknown as TypedDocumentString<ProposedFragment, unknown>;
export const RectifiedFragmentDoc = new TypedDocumentString(`
    fragment Rectified on Rectification {
  id
  field
  state
  askedBy
  askedAt
  decidedBy
  decidedAt
  inForce
  manufacturerSays
  toBeTold
  mine
}
    `, {"fragmentName":"Rectified"}) as unknown as TypedDocumentString<RectifiedFragment, unknown>;
export const StandingFragmentDoc = new TypedDocumentString(`
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}
    `, {"fragmentName":"Standing"}) as unknown as TypedDocumentString<StandingFragment, unknown>;
export const FoundOrderFragmentDoc = new TypedDocumentString(`
    fragment FoundOrder on Order {
  id
  status
  product {
    title
    vendor
  }
  site {
    name
  }
}
    `, {"fragmentName":"FoundOrder"}) as unknown as TypedDocumentString<FoundOrderFragment, unknown>;
export const WorklistRowFragmentDoc = new TypedDocumentString(`
    fragment WorklistRow on Order {
  id
  version
  visibility
  kind
  status
  overlays
  nextAction
  owner
  urgency
  exceptionKinds
  unmappedCodes
  freshness
  since {
    ...ShownText
  }
  staleAt {
    ...ShownText
  }
  lastLearnedAt {
    ...ShownText
  }
  vendorOrderNumber {
    ...ShownText
  }
  product {
    code
    title
    vendor
  }
  connection {
    connection
    title
    sandbox
    asOf
  }
  site {
    id
    name
  }
  funding @include(if: $funding) {
    authorizationStatus
    authorizationNumber {
      ...ShownText
    }
    priceAmount {
      ...ShownText
    }
  }
  patient {
    id
    familyName {
      ...ShownText
    }
    givenName {
      ...ShownText
    }
    birthDate {
      ...ShownText
    }
    sex {
      ...ShownText
    }
    mrn {
      ...ShownText
    }
  }
}
    fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"fragmentName":"WorklistRow"}) as unknown as TypedDocumentString<WorklistRowFragment, unknown>;
export const GrantRoleDocument = new TypedDocumentString(`
    mutation GrantRole($input: RoleChange!) {
  grantRole(input: $input) {
    __typename
    ... on RoleChanged {
      person {
        ...HeldRoles
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment HeldRoles on Person {
  subject
  name
  username
  enabled
  self
  roles {
    role
    since
    grantedBy
    withdrawable
    why
  }
}`, {"hash":"sha256:034ff3125782118cb7a9cf4a782ecc4f7a0e4e0ec0083c0844c75d32dae11659"}) as unknown as TypedDocumentString<GrantRoleMutation, GrantRoleMutationVariables>;
export const WithdrawRoleDocument = new TypedDocumentString(`
    mutation WithdrawRole($input: RoleChange!) {
  withdrawRole(input: $input) {
    __typename
    ... on RoleChanged {
      person {
        ...HeldRoles
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment HeldRoles on Person {
  subject
  name
  username
  enabled
  self
  roles {
    role
    since
    grantedBy
    withdrawable
    why
  }
}`, {"hash":"sha256:1a45a1eea060bb06574c667aa8adc1776138215730a557d205bde933170689ff"}) as unknown as TypedDocumentString<WithdrawRoleMutation, WithdrawRoleMutationVariables>;
export const ProposePolicyCellsDocument = new TypedDocumentString(`
    mutation ProposePolicyCells($cells: [PolicyCellInput!]!, $reason: String!) {
  proposePolicyCells(cells: $cells, reason: $reason) {
    __typename
    ...Proposed
    ... on Problem {
      code
      message
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}`, {"hash":"sha256:9a401e5a4715a1a9cf3fb7846f426d8f3be2d0b5e76f897cf61fe286f9218877"}) as unknown as TypedDocumentString<ProposePolicyCellsMutation, ProposePolicyCellsMutationVariables>;
export const ApprovePolicyDocument = new TypedDocumentString(`
    mutation ApprovePolicy($proposal: ID!) {
  approvePolicy(proposal: $proposal) {
    __typename
    ...Proposed
    ... on Problem {
      code
      message
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}`, {"hash":"sha256:ff960345047b93b6269cab9d28330474ea468818cbe221a0ffd40d80e1d6be67"}) as unknown as TypedDocumentString<ApprovePolicyMutation, ApprovePolicyMutationVariables>;
export const RejectPolicyDocument = new TypedDocumentString(`
    mutation RejectPolicy($proposal: ID!) {
  rejectPolicy(proposal: $proposal) {
    __typename
    ...Proposed
    ... on Problem {
      code
      message
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}`, {"hash":"sha256:ce87deac9d2428b9d883da46568b52949bf7c1f79a842570de5326f91180f05f"}) as unknown as TypedDocumentString<RejectPolicyMutation, RejectPolicyMutationVariables>;
export const RollBackPolicyDocument = new TypedDocumentString(`
    mutation RollBackPolicy($number: Int!, $reason: String!) {
  rollBackPolicy(number: $number, reason: $reason) {
    __typename
    ...Proposed
    ... on Problem {
      code
      message
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}`, {"hash":"sha256:31eff686723ae54f6c273ae65bccf785356eee6d93b0bde3096b7c39172855e6"}) as unknown as TypedDocumentString<RollBackPolicyMutation, RollBackPolicyMutationVariables>;
export const PolicyDeskDocument = new TypedDocumentString(`
    query PolicyDesk {
  policyVersions {
    __typename
    ... on PolicyVersions {
      versions {
        number
        version
        reason
        proposedBy
        approvedBy
        inForceSince
        replaces
      }
    }
    ... on Problem {
      code
      message
    }
  }
  policyProposals {
    __typename
    ... on PolicyProposals {
      proposals {
        ...Proposed
      }
    }
  }
  policyInForce {
    __typename
    ... on PolicyVersion {
      number
      table {
        stepRoles
        breakGlassRoles
        breakGlassClasses
        lines {
          place
          cells {
            fieldClass
            visibility
            choices
          }
        }
      }
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}
fragment Proposed on PolicyProposal {
  id
  basedOn
  rollsBackTo
  version
  reason
  state
  proposedBy
  proposedAt
  decidedBy
  decidedAt
  preview {
    ...Changes
  }
}`, {"hash":"sha256:9917a163010da65e88801175b240c4f040c5e6164a3f0db88075fb04c9c7dc6c"}) as unknown as TypedDocumentString<PolicyDeskQuery, PolicyDeskQueryVariables>;
export const PolicyPreviewDocument = new TypedDocumentString(`
    query PolicyPreview($cells: [PolicyCellInput!]!) {
  policyPreview(cells: $cells) {
    __typename
    ...Changes
    ... on Problem {
      code
      message
    }
  }
}
    fragment Changes on PolicyPreview {
  fields
  roles
  people
  cells
  wider
  changes {
    role
    relation
    purpose
    flags
    fieldClass
    before
    after
  }
}`, {"hash":"sha256:647f16bf396b87dc9729c09791881a8cbb236aeb05fe2fe57794a1729a8baffa"}) as unknown as TypedDocumentString<PolicyPreviewQuery, PolicyPreviewQueryVariables>;
export const ExplainableDocument = new TypedDocumentString(`
    query Explainable {
  trustedDocuments {
    documentId
    name
    kind
  }
}
    `, {"hash":"sha256:c9422efb14b0316ed599b975d3cceb26dc04145a9857b90242d8f1acb4dded8f"}) as unknown as TypedDocumentString<ExplainableQuery, ExplainableQueryVariables>;
export const ExplainedForDocument = new TypedDocumentString(`
    query ExplainedFor($document: ID!, $as: ExplainAsInput!) {
  explain(documentId: $document, as: $as) {
    __typename
    ... on Explanation {
      purpose
      requested
      limit
      writtenBy
      fields {
        path
        fieldClass
        source
        price
        wherePartial
      }
      classes {
        fieldClass
        sights {
          visibility
          reason
          situations {
            roles {
              role
              place
            }
            flags
          }
          lines
        }
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    `, {"hash":"sha256:dde7976739190c0e5216f8f6a282a86a2a2c09b8563bf359191f74a5bc17c217"}) as unknown as TypedDocumentString<ExplainedForQuery, ExplainedForQueryVariables>;
export const DisclosureReportDocument = new TypedDocumentString(`
    query DisclosureReport($patient: ID!, $after: String) {
  disclosureReport(patient: $patient, first: 100, after: $after) {
    __typename
    ... on AuditEventConnection {
      nodes {
        ...AuditedEvent
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment AuditedEvent on AuditEvent {
  id
  writer
  sequence
  at
  kind
  subject
  name
  purpose
  operationName
  code
  disclosed
  withheld
  grants
  orderCount
  patientCount
  text
  proof {
    path
    checkpoint
    signature
    key
  }
}`, {"hash":"sha256:d63451e7e66c75358e6ab684ec719e520a81e0918a62cd25cee63053746245e2"}) as unknown as TypedDocumentString<DisclosureReportQuery, DisclosureReportQueryVariables>;
export const PatientRectificationsDocument = new TypedDocumentString(`
    query PatientRectifications($patient: ID!) {
  patientRectifications(patient: $patient) {
    __typename
    ... on PatientRectifications {
      rectifications {
        ...Rectified
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment Rectified on Rectification {
  id
  field
  state
  askedBy
  askedAt
  decidedBy
  decidedAt
  inForce
  manufacturerSays
  toBeTold
  mine
}`, {"hash":"sha256:b938ce9930870a0c4efef45aac7348da0d6ba53df94f52e0a808e7f2c402efc5"}) as unknown as TypedDocumentString<PatientRectificationsQuery, PatientRectificationsQueryVariables>;
export const AskRectificationDocument = new TypedDocumentString(`
    mutation AskRectification($patient: ID!, $field: CorrectableField!, $value: String!) {
  askRectification(patient: $patient, field: $field, value: $value) {
    __typename
    ... on PatientRectifications {
      rectifications {
        ...Rectified
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment Rectified on Rectification {
  id
  field
  state
  askedBy
  askedAt
  decidedBy
  decidedAt
  inForce
  manufacturerSays
  toBeTold
  mine
}`, {"hash":"sha256:d5b001a214cc00812afe19fbfcd69bc2e3d4e1ef868a34b34cb847344a16604d"}) as unknown as TypedDocumentString<AskRectificationMutation, AskRectificationMutationVariables>;
export const ApproveRectificationDocument = new TypedDocumentString(`
    mutation ApproveRectification($rectification: ID!, $value: String!) {
  approveRectification(rectification: $rectification, value: $value) {
    __typename
    ... on PatientRectifications {
      rectifications {
        ...Rectified
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment Rectified on Rectification {
  id
  field
  state
  askedBy
  askedAt
  decidedBy
  decidedAt
  inForce
  manufacturerSays
  toBeTold
  mine
}`, {"hash":"sha256:64a366c58df1c846c386fdb1d4c75c2ff7b287b2282125242910da7f5db3dab2"}) as unknown as TypedDocumentString<ApproveRectificationMutation, ApproveRectificationMutationVariables>;
export const RejectRectificationDocument = new TypedDocumentString(`
    mutation RejectRectification($rectification: ID!) {
  rejectRectification(rectification: $rectification) {
    __typename
    ... on PatientRectifications {
      rectifications {
        ...Rectified
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment Rectified on Rectification {
  id
  field
  state
  askedBy
  askedAt
  decidedBy
  decidedAt
  inForce
  manufacturerSays
  toBeTold
  mine
}`, {"hash":"sha256:d556a41cfc302ee6a98f625af383f8a73f539468b055adc5c1dc25d725f47062"}) as unknown as TypedDocumentString<RejectRectificationMutation, RejectRectificationMutationVariables>;
export const PatientStandingDocument = new TypedDocumentString(`
    query PatientStanding($patient: ID!) {
  patientStanding(patient: $patient) {
    __typename
    ...Standing
    ... on Problem {
      code
      message
    }
  }
}
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}`, {"hash":"sha256:67726e318ab2d23a0968a4a662598f409336c3ec0996cc0c75a1441aea21f6b4"}) as unknown as TypedDocumentString<PatientStandingQuery, PatientStandingQueryVariables>;
export const SetRestrictionDocument = new TypedDocumentString(`
    mutation SetRestriction($patient: ID!, $restricted: Boolean!) {
  setRestriction(patient: $patient, restricted: $restricted) {
    __typename
    ...Standing
    ... on Problem {
      code
      message
    }
  }
}
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}`, {"hash":"sha256:aee0e07bc1e8f92bc0b930d6e98363011755edc0f8806ed4f3321514e0336de4"}) as unknown as TypedDocumentString<SetRestrictionMutation, SetRestrictionMutationVariables>;
export const PlaceHoldDocument = new TypedDocumentString(`
    mutation PlaceHold($patient: ID!, $kind: HoldKind!) {
  placeHold(patient: $patient, kind: $kind) {
    __typename
    ...Standing
    ... on Problem {
      code
      message
    }
  }
}
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}`, {"hash":"sha256:4a35c382071bd73cb576536baaa726b881751fefb23aee8c247624fe3236ac3f"}) as unknown as TypedDocumentString<PlaceHoldMutation, PlaceHoldMutationVariables>;
export const LiftHoldDocument = new TypedDocumentString(`
    mutation LiftHold($patient: ID!, $hold: ID!) {
  liftHold(patient: $patient, hold: $hold) {
    __typename
    ...Standing
    ... on Problem {
      code
      message
    }
  }
}
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}`, {"hash":"sha256:9846ec657ad574d139d15ce5372e8e255c165314ffead473c139018b9b975c3b"}) as unknown as TypedDocumentString<LiftHoldMutation, LiftHoldMutationVariables>;
export const ErasePatientDocument = new TypedDocumentString(`
    mutation ErasePatient($patient: ID!) {
  erasePatient(patient: $patient) {
    __typename
    ...Standing
    ... on Problem {
      code
      message
    }
  }
}
    fragment Standing on PatientStanding {
  patient
  restricted
  erased
  orders
  holds {
    id
    kind
    placedAt
    placedBy
  }
  erasure {
    id
    at
    by
    destroyed {
      what
      count
    }
    kept {
      what
      why
    }
    tombstone
    digest
  }
}`, {"hash":"sha256:e766f7316c9017ee59b8ad005597e606e175dc573b29874d94c7f61b7e910d20"}) as unknown as TypedDocumentString<ErasePatientMutation, ErasePatientMutationVariables>;
export const ApiClientsDocument = new TypedDocumentString(`
    query ApiClients {
  apiClients {
    __typename
    ... on ApiClients {
      clients {
        id
        clientId
        firstSeenAt
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    `, {"hash":"sha256:4c24d3bc46a8ce1d9f864f8672f4f65e57f3878e05bbe6dda952ff439e43d869"}) as unknown as TypedDocumentString<ApiClientsQuery, ApiClientsQueryVariables>;
export const ResolvePseudonymDocument = new TypedDocumentString(`
    mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!, $after: String) {
  resolvePseudonym(
    client: $client
    pseudonym: $pseudonym
    reason: $reason
    after: $after
  ) {
    __typename
    ... on ResolvedPseudonym {
      records {
        patient
        order
        field
      }
      next
    }
    ... on Problem {
      code
      message
    }
  }
}
    `, {"hash":"sha256:64e531ce95b40d5355e189ea94e68d3c6563558a2da97de00e752e97caa34261"}) as unknown as TypedDocumentString<ResolvePseudonymMutation, ResolvePseudonymMutationVariables>;
export const ChoosePurposeDocument = new TypedDocumentString(`
    mutation ChoosePurpose($purpose: String!) {
  choosePurpose(purpose: $purpose) {
    __typename
    ... on PurposeChosen {
      viewer {
        subject
        purpose
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    `, {"hash":"sha256:c406e81d2d5e5ddc1c0e17cb1286e109476fa714e96376d0ec4fa062f803e513"}) as unknown as TypedDocumentString<ChoosePurposeMutation, ChoosePurposeMutationVariables>;
export const FindByCoiDocument = new TypedDocumentString(`
    query FindByCoi($coi: String!) {
  order(by: {coi: $coi}) {
    ...FoundOrder
  }
}
    fragment FoundOrder on Order {
  id
  status
  product {
    title
    vendor
  }
  site {
    name
  }
}`, {"hash":"sha256:6a261319af28c652fc1683e215361cbc8443ef712a7a917ee9e297e6ac132c2b"}) as unknown as TypedDocumentString<FindByCoiQuery, FindByCoiQueryVariables>;
export const FindByNumberDocument = new TypedDocumentString(`
    query FindByNumber($number: String!, $din: String!) {
  order(by: {vendorOrderNumber: $number}) {
    ...FoundOrder
  }
  collected: order(by: {din: $din}) {
    ...FoundOrder
  }
  patientOrders(by: {mrn: $number}) {
    ...FoundOrder
  }
}
    fragment FoundOrder on Order {
  id
  status
  product {
    title
    vendor
  }
  site {
    name
  }
}`, {"hash":"sha256:257af36030acd25973b6c3a764b22c2ecc2057678a208e243aa3025d543f9834"}) as unknown as TypedDocumentString<FindByNumberQuery, FindByNumberQueryVariables>;
export const FindByPersonDocument = new TypedDocumentString(`
    query FindByPerson($person: NameAndBirthDate!) {
  patientOrders(by: {nameAndBirthDate: $person}) {
    ...FoundOrder
  }
}
    fragment FoundOrder on Order {
  id
  status
  product {
    title
    vendor
  }
  site {
    name
  }
}`, {"hash":"sha256:91046ffcd7934e0eff322defea5f9f8b96168b452ee37a61c1b3dedfbd05e18b"}) as unknown as TypedDocumentString<FindByPersonQuery, FindByPersonQueryVariables>;
export const OrderChangedDocument = new TypedDocumentString(`
    subscription OrderChanged($funding: Boolean!) {
  orderChanged {
    id
    version
    reset
    order {
      id
      version
      status
      urgency
      ...WorklistRow
    }
  }
}
    fragment WorklistRow on Order {
  id
  version
  visibility
  kind
  status
  overlays
  nextAction
  owner
  urgency
  exceptionKinds
  unmappedCodes
  freshness
  since {
    ...ShownText
  }
  staleAt {
    ...ShownText
  }
  lastLearnedAt {
    ...ShownText
  }
  vendorOrderNumber {
    ...ShownText
  }
  product {
    code
    title
    vendor
  }
  connection {
    connection
    title
    sandbox
    asOf
  }
  site {
    id
    name
  }
  funding @include(if: $funding) {
    authorizationStatus
    authorizationNumber {
      ...ShownText
    }
    priceAmount {
      ...ShownText
    }
  }
  patient {
    id
    familyName {
      ...ShownText
    }
    givenName {
      ...ShownText
    }
    birthDate {
      ...ShownText
    }
    sex {
      ...ShownText
    }
    mrn {
      ...ShownText
    }
  }
}
fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"hash":"sha256:714e357bcf28d8d6b75a1d2d857c702bc717de7332ee200bd2b4bd81c2798d0e"}) as unknown as TypedDocumentString<OrderChangedSubscription, OrderChangedSubscriptionVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    subject
    name
    assurance
    realmRoles
    purpose
    purposes
    roles {
      role
      site {
        id
        name
        zone
      }
    }
    session {
      idleEndsAt
      absoluteEndsAt
    }
  }
}
    `, {"hash":"sha256:2f8e22fa03700c1188c62cc6348d5ff43aa60db298cfb2a13888f0607e02ce2a"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SourcesDocument = new TypedDocumentString(`
    query Sources {
  sources {
    connection
    title
    vendor
    sandbox
    state
    asOf
    nextTryAt
    orderCount
  }
}
    `, {"hash":"sha256:89788c244da073f6cd84a92c9dac7ca46eb2442d148cfef8c95172bb80d3e1bf"}) as unknown as TypedDocumentString<SourcesQuery, SourcesQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {
  auditKeys {
    ...SigningKeys
  }
  auditEvents(first: $first, after: $after, filter: $filter) {
    __typename
    ... on AuditEventConnection {
      nodes {
        ...AuditedEvent
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment AuditedEvent on AuditEvent {
  id
  writer
  sequence
  at
  kind
  subject
  name
  purpose
  operationName
  code
  disclosed
  withheld
  grants
  orderCount
  patientCount
  text
  proof {
    path
    checkpoint
    signature
    key
  }
}
fragment SigningKeys on AuditKey {
  id
  public
  after
  introduction
}`, {"hash":"sha256:d9d2b0b41268cef33670cf4f9f0c9fb531de996f653a3da7c7a5807078628be2"}) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const OrderDocument = new TypedDocumentString(`
    query Order($id: ID!) {
  order(by: {id: $id}) {
    id
    version
    status
    overlays
    site {
      id
      zone
    }
    facts {
      ...OrderFact
    }
    ...PatientBar
    ...OrderHeadline
    ...JourneySteps
    ...Custody
    ...Collections
    ...Runs
    ...Transport
    ...FundingParts
    ...Troubles
    ...Sights
  }
}
    fragment Custody on Order {
  custodyEvents {
    ref
    item
    kind
    fromHolder
    toHolder
    location
    happenedAt {
      ...ShownText
    }
    signatures
    scannedIdentifier {
      ...ShownText
    }
    condition
  }
}
fragment OrderHeadline on Order {
  status
  overlays
  exceptionKinds
  unmappedCodes
  nextAction
  owner
  since {
    ...ShownText
  }
  staleAt {
    ...ShownText
  }
  lastLearnedAt {
    ...ShownText
  }
  vendorOrderNumber {
    ...ShownText
  }
  product {
    title
    vendor
  }
  connection {
    title
    sandbox
  }
  site {
    id
    name
    zone
  }
}
fragment JourneySteps on Order {
  milestones {
    step
    state
    at {
      ...ShownText
    }
    party
    connection
  }
}
fragment Collections on Order {
  collections {
    ref
    cycle
    state
    din {
      ...ShownText
    }
    scheduledAt {
      ...ShownText
    }
    endedAt {
      ...ShownText
    }
    expiresAt {
      ...ShownText
    }
    totalNucleatedCells {
      ...ShownNumber
    }
    viability {
      ...ShownNumber
    }
    idmResult {
      ...ShownText
    }
  }
}
fragment Runs on Order {
  runs {
    ref
    cycle
    run
    outcome
    lotNumber {
      ...ShownText
    }
    startedAt {
      ...ShownText
    }
    expectedReleaseAt {
      ...ShownText
    }
    releasedAt {
      ...ShownText
    }
    oosParameters {
      ...ShownText
    }
    bags {
      ref
      doseNumber
      disposition
      bagSerial {
        ...ShownText
      }
      expiresAt {
        ...ShownText
      }
      cellDose {
        ...ShownNumber
      }
    }
  }
}
fragment PatientBar on Order {
  careTeam
  coiId {
    ...ShownText
  }
  patient {
    id
    familyName {
      ...ShownText
    }
    givenName {
      ...ShownText
    }
    birthDate {
      ...ShownText
    }
    sex {
      ...ShownText
    }
    mrn {
      ...ShownText
    }
    weightKg {
      ...ShownNumber
    }
  }
}
fragment Transport on Order {
  shipments {
    ref
    leg
    waybill
    sealNumber
    plannedAt {
      ...ShownText
    }
    pickedUpAt {
      ...ShownText
    }
    deliveredAt {
      ...ShownText
    }
  }
  doses {
    ref
    doseNumber
    thawStartedAt {
      ...ShownText
    }
    startedAt {
      ...ShownText
    }
    endedAt {
      ...ShownText
    }
    volumeGivenMl {
      ...ShownNumber
    }
  }
  followUps {
    ref
    visitCode
    windowStartsAt {
      ...ShownText
    }
    windowEndsAt {
      ...ShownText
    }
    doneAt {
      ...ShownText
    }
    grade {
      ...ShownText
    }
  }
}
fragment FundingParts on Order {
  funding {
    authorizationStatus
    authorizationNumber {
      ...ShownText
    }
    payerName {
      ...ShownText
    }
    purchaseOrderNumber {
      ...ShownText
    }
    priceAmount {
      ...ShownText
    }
  }
}
fragment Troubles on Order {
  exceptions {
    ref
    kind
    decision
    raisedAt {
      ...ShownText
    }
    resolvedAt {
      ...ShownText
    }
    deadlineAt {
      ...ShownText
    }
    note {
      ...ShownText
    }
  }
  holds {
    ref
    kind
    placedAt {
      ...ShownText
    }
    releasedAt {
      ...ShownText
    }
    note {
      ...ShownText
    }
  }
}
fragment Sights on Order {
  diagnosisCode {
    ...ShownText
  }
  consentVersion {
    ...ShownText
  }
  patient {
    id
    hlaTyping {
      ...ShownText
    }
    idmResult {
      ...ShownText
    }
  }
  masks {
    ...ClassSight
  }
}
fragment OrderFact on FactRecord {
  id
  connection
  party
  kind
  vendorCode
  verified
  method
  happenedAt {
    ...ShownText
  }
  learnedAt {
    ...ShownText
  }
  precision
  cycle
  run
  dose
  exceptionKind
  revision
  state
  correctedBy
  pointer
}
fragment ShownText on ProtectedString {
  value
  visibility
  reason
}
fragment ShownNumber on ProtectedFloat {
  value
  visibility
  reason
}
fragment ClassSight on ClassTreatment {
  fieldClass
  visibility
  reason
  clearFor
  line
  policyVersion
}`, {"hash":"sha256:d408998f453befde3920f5ba691c8ea632b76e390ca5d491e63aa73483d23d76"}) as unknown as TypedDocumentString<OrderQuery, OrderQueryVariables>;
export const PeopleDocument = new TypedDocumentString(`
    query People($site: ID!) {
  people(site: $site) {
    __typename
    ... on People {
      site {
        id
        name
        zone
      }
      people {
        subject
        ...HeldRoles
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
    fragment HeldRoles on Person {
  subject
  name
  username
  enabled
  self
  roles {
    role
    since
    grantedBy
    withdrawable
    why
  }
}`, {"hash":"sha256:5df974b4aade5dd3489c359f29961106a1c449d4f21c7abd0081275617393dc7"}) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const WorklistDocument = new TypedDocumentString(`
    query Worklist($first: Int!, $after: String, $filter: OrderFilter, $funding: Boolean!) {
  worklist(first: $first, after: $after, filter: $filter) {
    totalCount
    asOf
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        id
        version
        status
        urgency
        ...WorklistRow
      }
    }
  }
}
    fragment WorklistRow on Order {
  id
  version
  visibility
  kind
  status
  overlays
  nextAction
  owner
  urgency
  exceptionKinds
  unmappedCodes
  freshness
  since {
    ...ShownText
  }
  staleAt {
    ...ShownText
  }
  lastLearnedAt {
    ...ShownText
  }
  vendorOrderNumber {
    ...ShownText
  }
  product {
    code
    title
    vendor
  }
  connection {
    connection
    title
    sandbox
    asOf
  }
  site {
    id
    name
  }
  funding @include(if: $funding) {
    authorizationStatus
    authorizationNumber {
      ...ShownText
    }
    priceAmount {
      ...ShownText
    }
  }
  patient {
    id
    familyName {
      ...ShownText
    }
    givenName {
      ...ShownText
    }
    birthDate {
      ...ShownText
    }
    sex {
      ...ShownText
    }
    mrn {
      ...ShownText
    }
  }
}
fragment ShownText on ProtectedString {
  value
  visibility
  reason
}`, {"hash":"sha256:c1712477275e3e697a57efd219cc1461265e9dff5e2f70e6978d82d1ae0d3a10"}) as unknown as TypedDocumentString<WorklistQuery, WorklistQueryVariables>;
export const WhyDocument = new TypedDocumentString(`
    query Why($id: ID!) {
  order(by: {id: $id}) {
    id
    masks {
      ...ClassSight
    }
  }
}
    fragment ClassSight on ClassTreatment {
  fieldClass
  visibility
  reason
  clearFor
  line
  policyVersion
}`, {"hash":"sha256:fd333dcffde93939dab5a696ef02587d2c188ce08e456fd0a72164595e29a3a0"}) as unknown as TypedDocumentString<WhyQuery, WhyQueryVariables>;