/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment AuditedEvent on AuditEvent {\n    id\n    writer\n    sequence\n    at\n    kind\n    subject\n    name\n    purpose\n    operationName\n    code\n    disclosed\n    withheld\n    grants\n    orderCount\n    patientCount\n    text\n    proof {\n      path\n      checkpoint\n      signature\n      key\n    }\n  }\n": typeof types.AuditedEventFragmentDoc,
    "\n  fragment SigningKeys on AuditKey {\n    id\n    public\n    after\n    introduction\n  }\n": typeof types.SigningKeysFragmentDoc,
    "\n  fragment Custody on Order {\n    custodyEvents {\n      ref\n      item\n      kind\n      fromHolder\n      toHolder\n      location\n      happenedAt {\n        ...ShownText\n      }\n      signatures\n      scannedIdentifier {\n        ...ShownText\n      }\n      condition\n    }\n  }\n": typeof types.CustodyFragmentDoc,
    "\n  fragment OrderHeadline on Order {\n    status\n    overlays\n    exceptionKinds\n    unmappedCodes\n    nextAction\n    owner\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      title\n      vendor\n    }\n    connection {\n      title\n      sandbox\n    }\n    site {\n      id\n      name\n      zone\n    }\n  }\n": typeof types.OrderHeadlineFragmentDoc,
    "\n  fragment JourneySteps on Order {\n    milestones {\n      step\n      state\n      at {\n        ...ShownText\n      }\n      party\n      connection\n    }\n  }\n": typeof types.JourneyStepsFragmentDoc,
    "\n  fragment Collections on Order {\n    collections {\n      ref\n      cycle\n      state\n      din { ...ShownText }\n      scheduledAt { ...ShownText }\n      endedAt { ...ShownText }\n      expiresAt { ...ShownText }\n      totalNucleatedCells { ...ShownNumber }\n      viability { ...ShownNumber }\n      idmResult { ...ShownText }\n    }\n  }\n": typeof types.CollectionsFragmentDoc,
    "\n  fragment Runs on Order {\n    runs {\n      ref\n      cycle\n      run\n      outcome\n      lotNumber { ...ShownText }\n      startedAt { ...ShownText }\n      expectedReleaseAt { ...ShownText }\n      releasedAt { ...ShownText }\n      oosParameters { ...ShownText }\n      bags {\n        ref\n        doseNumber\n        disposition\n        bagSerial { ...ShownText }\n        expiresAt { ...ShownText }\n        cellDose { ...ShownNumber }\n      }\n    }\n  }\n": typeof types.RunsFragmentDoc,
    "\n  fragment PatientBar on Order {\n    careTeam\n    coiId {\n      ...ShownText\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n      weightKg {\n        ...ShownNumber\n      }\n    }\n  }\n": typeof types.PatientBarFragmentDoc,
    "\n  fragment Transport on Order {\n    shipments {\n      ref\n      leg\n      waybill\n      sealNumber\n      plannedAt { ...ShownText }\n      pickedUpAt { ...ShownText }\n      deliveredAt { ...ShownText }\n    }\n    doses {\n      ref\n      doseNumber\n      thawStartedAt { ...ShownText }\n      startedAt { ...ShownText }\n      endedAt { ...ShownText }\n      volumeGivenMl { ...ShownNumber }\n    }\n    followUps {\n      ref\n      visitCode\n      windowStartsAt { ...ShownText }\n      windowEndsAt { ...ShownText }\n      doneAt { ...ShownText }\n      grade { ...ShownText }\n    }\n  }\n": typeof types.TransportFragmentDoc,
    "\n  fragment FundingParts on Order {\n    funding {\n      authorizationStatus\n      authorizationNumber { ...ShownText }\n      payerName { ...ShownText }\n      purchaseOrderNumber { ...ShownText }\n      priceAmount { ...ShownText }\n    }\n  }\n": typeof types.FundingPartsFragmentDoc,
    "\n  fragment Troubles on Order {\n    exceptions {\n      ref\n      kind\n      decision\n      raisedAt { ...ShownText }\n      resolvedAt { ...ShownText }\n      deadlineAt { ...ShownText }\n      note { ...ShownText }\n    }\n    holds {\n      ref\n      kind\n      placedAt { ...ShownText }\n      releasedAt { ...ShownText }\n      note { ...ShownText }\n    }\n  }\n": typeof types.TroublesFragmentDoc,
    "\n  fragment Sights on Order {\n    diagnosisCode { ...ShownText }\n    consentVersion { ...ShownText }\n    patient {\n      id\n      hlaTyping { ...ShownText }\n      idmResult { ...ShownText }\n    }\n    masks {\n      ...ClassSight\n    }\n  }\n": typeof types.SightsFragmentDoc,
    "\n  fragment OrderFact on FactRecord {\n    id\n    connection\n    party\n    kind\n    vendorCode\n    verified\n    method\n    happenedAt {\n      ...ShownText\n    }\n    learnedAt {\n      ...ShownText\n    }\n    precision\n    cycle\n    run\n    dose\n    exceptionKind\n    revision\n    state\n    correctedBy\n    pointer\n  }\n": typeof types.OrderFactFragmentDoc,
    "\n  fragment HeldRoles on Person {\n    subject\n    name\n    username\n    enabled\n    self\n    roles {\n      role\n      since\n      grantedBy\n      withdrawable\n      why\n    }\n  }\n": typeof types.HeldRolesFragmentDoc,
    "\n  mutation GrantRole($input: RoleChange!) {\n    grantRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.GrantRoleDocument,
    "\n  mutation WithdrawRole($input: RoleChange!) {\n    withdrawRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.WithdrawRoleDocument,
    "\n  mutation ProposePolicyCells($cells: [PolicyCellInput!]!, $reason: String!) {\n    proposePolicyCells(cells: $cells, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ProposePolicyCellsDocument,
    "\n  mutation ApprovePolicy($proposal: ID!) {\n    approvePolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ApprovePolicyDocument,
    "\n  mutation RejectPolicy($proposal: ID!) {\n    rejectPolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RejectPolicyDocument,
    "\n  mutation RollBackPolicy($number: Int!, $reason: String!) {\n    rollBackPolicy(number: $number, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RollBackPolicyDocument,
    "\n  fragment Changes on PolicyPreview {\n    fields\n    roles\n    people\n    cells\n    wider\n    changes {\n      role\n      relation\n      purpose\n      flags\n      fieldClass\n      before\n      after\n    }\n  }\n": typeof types.ChangesFragmentDoc,
    "\n  fragment Proposed on PolicyProposal {\n    id\n    basedOn\n    rollsBackTo\n    version\n    reason\n    state\n    proposedBy\n    proposedAt\n    decidedBy\n    decidedAt\n    preview {\n      ...Changes\n    }\n  }\n": typeof types.ProposedFragmentDoc,
    "\n  query PolicyDesk {\n    policyVersions {\n      __typename\n      ... on PolicyVersions {\n        versions {\n          number\n          version\n          reason\n          proposedBy\n          approvedBy\n          inForceSince\n          replaces\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n    policyProposals {\n      __typename\n      ... on PolicyProposals {\n        proposals {\n          ...Proposed\n        }\n      }\n    }\n    policyInForce {\n      __typename\n      ... on PolicyVersion {\n        number\n        table {\n          stepRoles\n          breakGlassRoles\n          breakGlassClasses\n          lines {\n            place\n            cells {\n              fieldClass\n              visibility\n              choices\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.PolicyDeskDocument,
    "\n  query PolicyPreview($cells: [PolicyCellInput!]!) {\n    policyPreview(cells: $cells) {\n      __typename\n      ...Changes\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.PolicyPreviewDocument,
    "\n  query Explainable {\n    trustedDocuments {\n      documentId\n      name\n      kind\n    }\n  }\n": typeof types.ExplainableDocument,
    "\n  query ExplainedFor($document: ID!, $as: ExplainAsInput!) {\n    explain(documentId: $document, as: $as) {\n      __typename\n      ... on Explanation {\n        purpose\n        requested\n        limit\n        writtenBy\n        fields {\n          path\n          fieldClass\n          source\n          price\n          wherePartial\n        }\n        classes {\n          fieldClass\n          sights {\n            visibility\n            reason\n            situations {\n              roles {\n                role\n                place\n              }\n              flags\n            }\n            lines\n          }\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ExplainedForDocument,
    "\n  query DisclosureReport($patient: ID!, $after: String) {\n    disclosureReport(patient: $patient, first: 100, after: $after) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.DisclosureReportDocument,
    "\n  fragment Rectified on Rectification {\n    id\n    field\n    state\n    askedBy\n    askedAt\n    decidedBy\n    decidedAt\n    inForce\n    manufacturerSays\n    toBeTold\n    mine\n  }\n": typeof types.RectifiedFragmentDoc,
    "\n  query PatientRectifications($patient: ID!) {\n    patientRectifications(patient: $patient) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.PatientRectificationsDocument,
    "\n  mutation AskRectification($patient: ID!, $field: CorrectableField!, $value: String!) {\n    askRectification(patient: $patient, field: $field, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AskRectificationDocument,
    "\n  mutation ApproveRectification($rectification: ID!, $value: String!) {\n    approveRectification(rectification: $rectification, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ApproveRectificationDocument,
    "\n  mutation RejectRectification($rectification: ID!) {\n    rejectRectification(rectification: $rectification) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RejectRectificationDocument,
    "\n  fragment Standing on PatientStanding {\n    patient\n    restricted\n    erased\n    orders\n    holds {\n      id\n      kind\n      placedAt\n      placedBy\n    }\n    erasure {\n      id\n      at\n      by\n      destroyed {\n        what\n        count\n      }\n      kept {\n        what\n        why\n      }\n      tombstone\n      digest\n    }\n  }\n": typeof types.StandingFragmentDoc,
    "\n  query PatientStanding($patient: ID!) {\n    patientStanding(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.PatientStandingDocument,
    "\n  mutation SetRestriction($patient: ID!, $restricted: Boolean!) {\n    setRestriction(patient: $patient, restricted: $restricted) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SetRestrictionDocument,
    "\n  mutation PlaceHold($patient: ID!, $kind: HoldKind!) {\n    placeHold(patient: $patient, kind: $kind) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.PlaceHoldDocument,
    "\n  mutation LiftHold($patient: ID!, $hold: ID!) {\n    liftHold(patient: $patient, hold: $hold) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.LiftHoldDocument,
    "\n  mutation ErasePatient($patient: ID!) {\n    erasePatient(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ErasePatientDocument,
    "\n  query ApiClients {\n    apiClients {\n      __typename\n      ... on ApiClients {\n        clients {\n          id\n          clientId\n          firstSeenAt\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ApiClientsDocument,
    "\n  mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!, $after: String) {\n    resolvePseudonym(client: $client, pseudonym: $pseudonym, reason: $reason, after: $after) {\n      __typename\n      ... on ResolvedPseudonym {\n        records {\n          patient\n          order\n          field\n        }\n        next\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ResolvePseudonymDocument,
    "\n  mutation ChoosePurpose($purpose: String!) {\n    choosePurpose(purpose: $purpose) {\n      __typename\n      ... on PurposeChosen {\n        viewer {\n          subject\n          purpose\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ChoosePurposeDocument,
    "\n  fragment FoundOrder on Order {\n    id\n    status\n    product {\n      title\n      vendor\n    }\n    site {\n      name\n    }\n  }\n": typeof types.FoundOrderFragmentDoc,
    "\n  query FindByCoi($coi: String!) {\n    order(by: { coi: $coi }) {\n      ...FoundOrder\n    }\n  }\n": typeof types.FindByCoiDocument,
    "\n  query FindByNumber($number: String!, $din: String!) {\n    order(by: { vendorOrderNumber: $number }) {\n      ...FoundOrder\n    }\n    collected: order(by: { din: $din }) {\n      ...FoundOrder\n    }\n    patientOrders(by: { mrn: $number }) {\n      ...FoundOrder\n    }\n  }\n": typeof types.FindByNumberDocument,
    "\n  query FindByPerson($person: NameAndBirthDate!) {\n    patientOrders(by: { nameAndBirthDate: $person }) {\n      ...FoundOrder\n    }\n  }\n": typeof types.FindByPersonDocument,
    "\n  fragment WorklistRow on Order {\n    id\n    version\n    visibility\n    kind\n    status\n    overlays\n    nextAction\n    owner\n    urgency\n    exceptionKinds\n    unmappedCodes\n    freshness\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      code\n      title\n      vendor\n    }\n    connection {\n      connection\n      title\n      sandbox\n      asOf\n    }\n    site {\n      id\n      name\n    }\n    funding @include(if: $funding) {\n      authorizationStatus\n      authorizationNumber {\n        ...ShownText\n      }\n      priceAmount {\n        ...ShownText\n      }\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n    }\n  }\n": typeof types.WorklistRowFragmentDoc,
    "\n  subscription OrderChanged($funding: Boolean!) {\n    orderChanged {\n      id\n      version\n      reset\n      order {\n        id\n        version\n        status\n        urgency\n        ...WorklistRow\n      }\n    }\n  }\n": typeof types.OrderChangedDocument,
    "\n  fragment ShownText on ProtectedString {\n    value\n    visibility\n    reason\n  }\n": typeof types.ShownTextFragmentDoc,
    "\n  fragment ShownNumber on ProtectedFloat {\n    value\n    visibility\n    reason\n  }\n": typeof types.ShownNumberFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      subject\n      name\n      assurance\n      realmRoles\n      purpose\n      purposes\n      roles {\n        role\n        site {\n          id\n          name\n          zone\n        }\n      }\n      session {\n        idleEndsAt\n        absoluteEndsAt\n      }\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Sources {\n    sources {\n      connection\n      title\n      vendor\n      sandbox\n      state\n      asOf\n      nextTryAt\n      orderCount\n    }\n  }\n": typeof types.SourcesDocument,
    "\n  query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {\n    auditKeys {\n      ...SigningKeys\n    }\n    auditEvents(first: $first, after: $after, filter: $filter) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AuditLogDocument,
    "\n  query Order($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      version\n      status\n      overlays\n      site {\n        id\n        zone\n      }\n      facts {\n        ...OrderFact\n      }\n      ...PatientBar\n      ...OrderHeadline\n      ...JourneySteps\n      ...Custody\n      ...Collections\n      ...Runs\n      ...Transport\n      ...FundingParts\n      ...Troubles\n      ...Sights\n    }\n  }\n": typeof types.OrderDocument,
    "\n  query People($site: ID!) {\n    people(site: $site) {\n      __typename\n      ... on People {\n        site {\n          id\n          name\n          zone\n        }\n        people {\n          subject\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": typeof types.PeopleDocument,
    "\n  query Worklist($first: Int!, $after: String, $filter: OrderFilter, $funding: Boolean!) {\n    worklist(first: $first, after: $after, filter: $filter) {\n      totalCount\n      asOf\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          version\n          status\n          urgency\n          ...WorklistRow\n        }\n      }\n    }\n  }\n": typeof types.WorklistDocument,
    "\n  fragment ClassSight on ClassTreatment {\n    fieldClass\n    visibility\n    reason\n    clearFor\n    line\n    policyVersion\n  }\n": typeof types.ClassSightFragmentDoc,
    "\n  query Why($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      masks {\n        ...ClassSight\n      }\n    }\n  }\n": typeof types.WhyDocument,
};
const documents: Documents = {
    "\n  fragment AuditedEvent on AuditEvent {\n    id\n    writer\n    sequence\n    at\n    kind\n    subject\n    name\n    purpose\n    operationName\n    code\n    disclosed\n    withheld\n    grants\n    orderCount\n    patientCount\n    text\n    proof {\n      path\n      checkpoint\n      signature\n      key\n    }\n  }\n": types.AuditedEventFragmentDoc,
    "\n  fragment SigningKeys on AuditKey {\n    id\n    public\n    after\n    introduction\n  }\n": types.SigningKeysFragmentDoc,
    "\n  fragment Custody on Order {\n    custodyEvents {\n      ref\n      item\n      kind\n      fromHolder\n      toHolder\n      location\n      happenedAt {\n        ...ShownText\n      }\n      signatures\n      scannedIdentifier {\n        ...ShownText\n      }\n      condition\n    }\n  }\n": types.CustodyFragmentDoc,
    "\n  fragment OrderHeadline on Order {\n    status\n    overlays\n    exceptionKinds\n    unmappedCodes\n    nextAction\n    owner\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      title\n      vendor\n    }\n    connection {\n      title\n      sandbox\n    }\n    site {\n      id\n      name\n      zone\n    }\n  }\n": types.OrderHeadlineFragmentDoc,
    "\n  fragment JourneySteps on Order {\n    milestones {\n      step\n      state\n      at {\n        ...ShownText\n      }\n      party\n      connection\n    }\n  }\n": types.JourneyStepsFragmentDoc,
    "\n  fragment Collections on Order {\n    collections {\n      ref\n      cycle\n      state\n      din { ...ShownText }\n      scheduledAt { ...ShownText }\n      endedAt { ...ShownText }\n      expiresAt { ...ShownText }\n      totalNucleatedCells { ...ShownNumber }\n      viability { ...ShownNumber }\n      idmResult { ...ShownText }\n    }\n  }\n": types.CollectionsFragmentDoc,
    "\n  fragment Runs on Order {\n    runs {\n      ref\n      cycle\n      run\n      outcome\n      lotNumber { ...ShownText }\n      startedAt { ...ShownText }\n      expectedReleaseAt { ...ShownText }\n      releasedAt { ...ShownText }\n      oosParameters { ...ShownText }\n      bags {\n        ref\n        doseNumber\n        disposition\n        bagSerial { ...ShownText }\n        expiresAt { ...ShownText }\n        cellDose { ...ShownNumber }\n      }\n    }\n  }\n": types.RunsFragmentDoc,
    "\n  fragment PatientBar on Order {\n    careTeam\n    coiId {\n      ...ShownText\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n      weightKg {\n        ...ShownNumber\n      }\n    }\n  }\n": types.PatientBarFragmentDoc,
    "\n  fragment Transport on Order {\n    shipments {\n      ref\n      leg\n      waybill\n      sealNumber\n      plannedAt { ...ShownText }\n      pickedUpAt { ...ShownText }\n      deliveredAt { ...ShownText }\n    }\n    doses {\n      ref\n      doseNumber\n      thawStartedAt { ...ShownText }\n      startedAt { ...ShownText }\n      endedAt { ...ShownText }\n      volumeGivenMl { ...ShownNumber }\n    }\n    followUps {\n      ref\n      visitCode\n      windowStartsAt { ...ShownText }\n      windowEndsAt { ...ShownText }\n      doneAt { ...ShownText }\n      grade { ...ShownText }\n    }\n  }\n": types.TransportFragmentDoc,
    "\n  fragment FundingParts on Order {\n    funding {\n      authorizationStatus\n      authorizationNumber { ...ShownText }\n      payerName { ...ShownText }\n      purchaseOrderNumber { ...ShownText }\n      priceAmount { ...ShownText }\n    }\n  }\n": types.FundingPartsFragmentDoc,
    "\n  fragment Troubles on Order {\n    exceptions {\n      ref\n      kind\n      decision\n      raisedAt { ...ShownText }\n      resolvedAt { ...ShownText }\n      deadlineAt { ...ShownText }\n      note { ...ShownText }\n    }\n    holds {\n      ref\n      kind\n      placedAt { ...ShownText }\n      releasedAt { ...ShownText }\n      note { ...ShownText }\n    }\n  }\n": types.TroublesFragmentDoc,
    "\n  fragment Sights on Order {\n    diagnosisCode { ...ShownText }\n    consentVersion { ...ShownText }\n    patient {\n      id\n      hlaTyping { ...ShownText }\n      idmResult { ...ShownText }\n    }\n    masks {\n      ...ClassSight\n    }\n  }\n": types.SightsFragmentDoc,
    "\n  fragment OrderFact on FactRecord {\n    id\n    connection\n    party\n    kind\n    vendorCode\n    verified\n    method\n    happenedAt {\n      ...ShownText\n    }\n    learnedAt {\n      ...ShownText\n    }\n    precision\n    cycle\n    run\n    dose\n    exceptionKind\n    revision\n    state\n    correctedBy\n    pointer\n  }\n": types.OrderFactFragmentDoc,
    "\n  fragment HeldRoles on Person {\n    subject\n    name\n    username\n    enabled\n    self\n    roles {\n      role\n      since\n      grantedBy\n      withdrawable\n      why\n    }\n  }\n": types.HeldRolesFragmentDoc,
    "\n  mutation GrantRole($input: RoleChange!) {\n    grantRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.GrantRoleDocument,
    "\n  mutation WithdrawRole($input: RoleChange!) {\n    withdrawRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.WithdrawRoleDocument,
    "\n  mutation ProposePolicyCells($cells: [PolicyCellInput!]!, $reason: String!) {\n    proposePolicyCells(cells: $cells, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ProposePolicyCellsDocument,
    "\n  mutation ApprovePolicy($proposal: ID!) {\n    approvePolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ApprovePolicyDocument,
    "\n  mutation RejectPolicy($proposal: ID!) {\n    rejectPolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.RejectPolicyDocument,
    "\n  mutation RollBackPolicy($number: Int!, $reason: String!) {\n    rollBackPolicy(number: $number, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.RollBackPolicyDocument,
    "\n  fragment Changes on PolicyPreview {\n    fields\n    roles\n    people\n    cells\n    wider\n    changes {\n      role\n      relation\n      purpose\n      flags\n      fieldClass\n      before\n      after\n    }\n  }\n": types.ChangesFragmentDoc,
    "\n  fragment Proposed on PolicyProposal {\n    id\n    basedOn\n    rollsBackTo\n    version\n    reason\n    state\n    proposedBy\n    proposedAt\n    decidedBy\n    decidedAt\n    preview {\n      ...Changes\n    }\n  }\n": types.ProposedFragmentDoc,
    "\n  query PolicyDesk {\n    policyVersions {\n      __typename\n      ... on PolicyVersions {\n        versions {\n          number\n          version\n          reason\n          proposedBy\n          approvedBy\n          inForceSince\n          replaces\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n    policyProposals {\n      __typename\n      ... on PolicyProposals {\n        proposals {\n          ...Proposed\n        }\n      }\n    }\n    policyInForce {\n      __typename\n      ... on PolicyVersion {\n        number\n        table {\n          stepRoles\n          breakGlassRoles\n          breakGlassClasses\n          lines {\n            place\n            cells {\n              fieldClass\n              visibility\n              choices\n            }\n          }\n        }\n      }\n    }\n  }\n": types.PolicyDeskDocument,
    "\n  query PolicyPreview($cells: [PolicyCellInput!]!) {\n    policyPreview(cells: $cells) {\n      __typename\n      ...Changes\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.PolicyPreviewDocument,
    "\n  query Explainable {\n    trustedDocuments {\n      documentId\n      name\n      kind\n    }\n  }\n": types.ExplainableDocument,
    "\n  query ExplainedFor($document: ID!, $as: ExplainAsInput!) {\n    explain(documentId: $document, as: $as) {\n      __typename\n      ... on Explanation {\n        purpose\n        requested\n        limit\n        writtenBy\n        fields {\n          path\n          fieldClass\n          source\n          price\n          wherePartial\n        }\n        classes {\n          fieldClass\n          sights {\n            visibility\n            reason\n            situations {\n              roles {\n                role\n                place\n              }\n              flags\n            }\n            lines\n          }\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ExplainedForDocument,
    "\n  query DisclosureReport($patient: ID!, $after: String) {\n    disclosureReport(patient: $patient, first: 100, after: $after) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.DisclosureReportDocument,
    "\n  fragment Rectified on Rectification {\n    id\n    field\n    state\n    askedBy\n    askedAt\n    decidedBy\n    decidedAt\n    inForce\n    manufacturerSays\n    toBeTold\n    mine\n  }\n": types.RectifiedFragmentDoc,
    "\n  query PatientRectifications($patient: ID!) {\n    patientRectifications(patient: $patient) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.PatientRectificationsDocument,
    "\n  mutation AskRectification($patient: ID!, $field: CorrectableField!, $value: String!) {\n    askRectification(patient: $patient, field: $field, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.AskRectificationDocument,
    "\n  mutation ApproveRectification($rectification: ID!, $value: String!) {\n    approveRectification(rectification: $rectification, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ApproveRectificationDocument,
    "\n  mutation RejectRectification($rectification: ID!) {\n    rejectRectification(rectification: $rectification) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.RejectRectificationDocument,
    "\n  fragment Standing on PatientStanding {\n    patient\n    restricted\n    erased\n    orders\n    holds {\n      id\n      kind\n      placedAt\n      placedBy\n    }\n    erasure {\n      id\n      at\n      by\n      destroyed {\n        what\n        count\n      }\n      kept {\n        what\n        why\n      }\n      tombstone\n      digest\n    }\n  }\n": types.StandingFragmentDoc,
    "\n  query PatientStanding($patient: ID!) {\n    patientStanding(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.PatientStandingDocument,
    "\n  mutation SetRestriction($patient: ID!, $restricted: Boolean!) {\n    setRestriction(patient: $patient, restricted: $restricted) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.SetRestrictionDocument,
    "\n  mutation PlaceHold($patient: ID!, $kind: HoldKind!) {\n    placeHold(patient: $patient, kind: $kind) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.PlaceHoldDocument,
    "\n  mutation LiftHold($patient: ID!, $hold: ID!) {\n    liftHold(patient: $patient, hold: $hold) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.LiftHoldDocument,
    "\n  mutation ErasePatient($patient: ID!) {\n    erasePatient(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ErasePatientDocument,
    "\n  query ApiClients {\n    apiClients {\n      __typename\n      ... on ApiClients {\n        clients {\n          id\n          clientId\n          firstSeenAt\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ApiClientsDocument,
    "\n  mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!, $after: String) {\n    resolvePseudonym(client: $client, pseudonym: $pseudonym, reason: $reason, after: $after) {\n      __typename\n      ... on ResolvedPseudonym {\n        records {\n          patient\n          order\n          field\n        }\n        next\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ResolvePseudonymDocument,
    "\n  mutation ChoosePurpose($purpose: String!) {\n    choosePurpose(purpose: $purpose) {\n      __typename\n      ... on PurposeChosen {\n        viewer {\n          subject\n          purpose\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.ChoosePurposeDocument,
    "\n  fragment FoundOrder on Order {\n    id\n    status\n    product {\n      title\n      vendor\n    }\n    site {\n      name\n    }\n  }\n": types.FoundOrderFragmentDoc,
    "\n  query FindByCoi($coi: String!) {\n    order(by: { coi: $coi }) {\n      ...FoundOrder\n    }\n  }\n": types.FindByCoiDocument,
    "\n  query FindByNumber($number: String!, $din: String!) {\n    order(by: { vendorOrderNumber: $number }) {\n      ...FoundOrder\n    }\n    collected: order(by: { din: $din }) {\n      ...FoundOrder\n    }\n    patientOrders(by: { mrn: $number }) {\n      ...FoundOrder\n    }\n  }\n": types.FindByNumberDocument,
    "\n  query FindByPerson($person: NameAndBirthDate!) {\n    patientOrders(by: { nameAndBirthDate: $person }) {\n      ...FoundOrder\n    }\n  }\n": types.FindByPersonDocument,
    "\n  fragment WorklistRow on Order {\n    id\n    version\n    visibility\n    kind\n    status\n    overlays\n    nextAction\n    owner\n    urgency\n    exceptionKinds\n    unmappedCodes\n    freshness\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      code\n      title\n      vendor\n    }\n    connection {\n      connection\n      title\n      sandbox\n      asOf\n    }\n    site {\n      id\n      name\n    }\n    funding @include(if: $funding) {\n      authorizationStatus\n      authorizationNumber {\n        ...ShownText\n      }\n      priceAmount {\n        ...ShownText\n      }\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n    }\n  }\n": types.WorklistRowFragmentDoc,
    "\n  subscription OrderChanged($funding: Boolean!) {\n    orderChanged {\n      id\n      version\n      reset\n      order {\n        id\n        version\n        status\n        urgency\n        ...WorklistRow\n      }\n    }\n  }\n": types.OrderChangedDocument,
    "\n  fragment ShownText on ProtectedString {\n    value\n    visibility\n    reason\n  }\n": types.ShownTextFragmentDoc,
    "\n  fragment ShownNumber on ProtectedFloat {\n    value\n    visibility\n    reason\n  }\n": types.ShownNumberFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      subject\n      name\n      assurance\n      realmRoles\n      purpose\n      purposes\n      roles {\n        role\n        site {\n          id\n          name\n          zone\n        }\n      }\n      session {\n        idleEndsAt\n        absoluteEndsAt\n      }\n    }\n  }\n": types.ViewerDocument,
    "\n  query Sources {\n    sources {\n      connection\n      title\n      vendor\n      sandbox\n      state\n      asOf\n      nextTryAt\n      orderCount\n    }\n  }\n": types.SourcesDocument,
    "\n  query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {\n    auditKeys {\n      ...SigningKeys\n    }\n    auditEvents(first: $first, after: $after, filter: $filter) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.AuditLogDocument,
    "\n  query Order($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      version\n      status\n      overlays\n      site {\n        id\n        zone\n      }\n      facts {\n        ...OrderFact\n      }\n      ...PatientBar\n      ...OrderHeadline\n      ...JourneySteps\n      ...Custody\n      ...Collections\n      ...Runs\n      ...Transport\n      ...FundingParts\n      ...Troubles\n      ...Sights\n    }\n  }\n": types.OrderDocument,
    "\n  query People($site: ID!) {\n    people(site: $site) {\n      __typename\n      ... on People {\n        site {\n          id\n          name\n          zone\n        }\n        people {\n          subject\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n": types.PeopleDocument,
    "\n  query Worklist($first: Int!, $after: String, $filter: OrderFilter, $funding: Boolean!) {\n    worklist(first: $first, after: $after, filter: $filter) {\n      totalCount\n      asOf\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          version\n          status\n          urgency\n          ...WorklistRow\n        }\n      }\n    }\n  }\n": types.WorklistDocument,
    "\n  fragment ClassSight on ClassTreatment {\n    fieldClass\n    visibility\n    reason\n    clearFor\n    line\n    policyVersion\n  }\n": types.ClassSightFragmentDoc,
    "\n  query Why($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      masks {\n        ...ClassSight\n      }\n    }\n  }\n": types.WhyDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AuditedEvent on AuditEvent {\n    id\n    writer\n    sequence\n    at\n    kind\n    subject\n    name\n    purpose\n    operationName\n    code\n    disclosed\n    withheld\n    grants\n    orderCount\n    patientCount\n    text\n    proof {\n      path\n      checkpoint\n      signature\n      key\n    }\n  }\n"): typeof import('./graphql').AuditedEventFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SigningKeys on AuditKey {\n    id\n    public\n    after\n    introduction\n  }\n"): typeof import('./graphql').SigningKeysFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Custody on Order {\n    custodyEvents {\n      ref\n      item\n      kind\n      fromHolder\n      toHolder\n      location\n      happenedAt {\n        ...ShownText\n      }\n      signatures\n      scannedIdentifier {\n        ...ShownText\n      }\n      condition\n    }\n  }\n"): typeof import('./graphql').CustodyFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OrderHeadline on Order {\n    status\n    overlays\n    exceptionKinds\n    unmappedCodes\n    nextAction\n    owner\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      title\n      vendor\n    }\n    connection {\n      title\n      sandbox\n    }\n    site {\n      id\n      name\n      zone\n    }\n  }\n"): typeof import('./graphql').OrderHeadlineFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JourneySteps on Order {\n    milestones {\n      step\n      state\n      at {\n        ...ShownText\n      }\n      party\n      connection\n    }\n  }\n"): typeof import('./graphql').JourneyStepsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Collections on Order {\n    collections {\n      ref\n      cycle\n      state\n      din { ...ShownText }\n      scheduledAt { ...ShownText }\n      endedAt { ...ShownText }\n      expiresAt { ...ShownText }\n      totalNucleatedCells { ...ShownNumber }\n      viability { ...ShownNumber }\n      idmResult { ...ShownText }\n    }\n  }\n"): typeof import('./graphql').CollectionsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Runs on Order {\n    runs {\n      ref\n      cycle\n      run\n      outcome\n      lotNumber { ...ShownText }\n      startedAt { ...ShownText }\n      expectedReleaseAt { ...ShownText }\n      releasedAt { ...ShownText }\n      oosParameters { ...ShownText }\n      bags {\n        ref\n        doseNumber\n        disposition\n        bagSerial { ...ShownText }\n        expiresAt { ...ShownText }\n        cellDose { ...ShownNumber }\n      }\n    }\n  }\n"): typeof import('./graphql').RunsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PatientBar on Order {\n    careTeam\n    coiId {\n      ...ShownText\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n      weightKg {\n        ...ShownNumber\n      }\n    }\n  }\n"): typeof import('./graphql').PatientBarFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Transport on Order {\n    shipments {\n      ref\n      leg\n      waybill\n      sealNumber\n      plannedAt { ...ShownText }\n      pickedUpAt { ...ShownText }\n      deliveredAt { ...ShownText }\n    }\n    doses {\n      ref\n      doseNumber\n      thawStartedAt { ...ShownText }\n      startedAt { ...ShownText }\n      endedAt { ...ShownText }\n      volumeGivenMl { ...ShownNumber }\n    }\n    followUps {\n      ref\n      visitCode\n      windowStartsAt { ...ShownText }\n      windowEndsAt { ...ShownText }\n      doneAt { ...ShownText }\n      grade { ...ShownText }\n    }\n  }\n"): typeof import('./graphql').TransportFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FundingParts on Order {\n    funding {\n      authorizationStatus\n      authorizationNumber { ...ShownText }\n      payerName { ...ShownText }\n      purchaseOrderNumber { ...ShownText }\n      priceAmount { ...ShownText }\n    }\n  }\n"): typeof import('./graphql').FundingPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Troubles on Order {\n    exceptions {\n      ref\n      kind\n      decision\n      raisedAt { ...ShownText }\n      resolvedAt { ...ShownText }\n      deadlineAt { ...ShownText }\n      note { ...ShownText }\n    }\n    holds {\n      ref\n      kind\n      placedAt { ...ShownText }\n      releasedAt { ...ShownText }\n      note { ...ShownText }\n    }\n  }\n"): typeof import('./graphql').TroublesFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Sights on Order {\n    diagnosisCode { ...ShownText }\n    consentVersion { ...ShownText }\n    patient {\n      id\n      hlaTyping { ...ShownText }\n      idmResult { ...ShownText }\n    }\n    masks {\n      ...ClassSight\n    }\n  }\n"): typeof import('./graphql').SightsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OrderFact on FactRecord {\n    id\n    connection\n    party\n    kind\n    vendorCode\n    verified\n    method\n    happenedAt {\n      ...ShownText\n    }\n    learnedAt {\n      ...ShownText\n    }\n    precision\n    cycle\n    run\n    dose\n    exceptionKind\n    revision\n    state\n    correctedBy\n    pointer\n  }\n"): typeof import('./graphql').OrderFactFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment HeldRoles on Person {\n    subject\n    name\n    username\n    enabled\n    self\n    roles {\n      role\n      since\n      grantedBy\n      withdrawable\n      why\n    }\n  }\n"): typeof import('./graphql').HeldRolesFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GrantRole($input: RoleChange!) {\n    grantRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').GrantRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WithdrawRole($input: RoleChange!) {\n    withdrawRole(input: $input) {\n      __typename\n      ... on RoleChanged {\n        person {\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').WithdrawRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ProposePolicyCells($cells: [PolicyCellInput!]!, $reason: String!) {\n    proposePolicyCells(cells: $cells, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ProposePolicyCellsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApprovePolicy($proposal: ID!) {\n    approvePolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ApprovePolicyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectPolicy($proposal: ID!) {\n    rejectPolicy(proposal: $proposal) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').RejectPolicyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RollBackPolicy($number: Int!, $reason: String!) {\n    rollBackPolicy(number: $number, reason: $reason) {\n      __typename\n      ...Proposed\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').RollBackPolicyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Changes on PolicyPreview {\n    fields\n    roles\n    people\n    cells\n    wider\n    changes {\n      role\n      relation\n      purpose\n      flags\n      fieldClass\n      before\n      after\n    }\n  }\n"): typeof import('./graphql').ChangesFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Proposed on PolicyProposal {\n    id\n    basedOn\n    rollsBackTo\n    version\n    reason\n    state\n    proposedBy\n    proposedAt\n    decidedBy\n    decidedAt\n    preview {\n      ...Changes\n    }\n  }\n"): typeof import('./graphql').ProposedFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PolicyDesk {\n    policyVersions {\n      __typename\n      ... on PolicyVersions {\n        versions {\n          number\n          version\n          reason\n          proposedBy\n          approvedBy\n          inForceSince\n          replaces\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n    policyProposals {\n      __typename\n      ... on PolicyProposals {\n        proposals {\n          ...Proposed\n        }\n      }\n    }\n    policyInForce {\n      __typename\n      ... on PolicyVersion {\n        number\n        table {\n          stepRoles\n          breakGlassRoles\n          breakGlassClasses\n          lines {\n            place\n            cells {\n              fieldClass\n              visibility\n              choices\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').PolicyDeskDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PolicyPreview($cells: [PolicyCellInput!]!) {\n    policyPreview(cells: $cells) {\n      __typename\n      ...Changes\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').PolicyPreviewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Explainable {\n    trustedDocuments {\n      documentId\n      name\n      kind\n    }\n  }\n"): typeof import('./graphql').ExplainableDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExplainedFor($document: ID!, $as: ExplainAsInput!) {\n    explain(documentId: $document, as: $as) {\n      __typename\n      ... on Explanation {\n        purpose\n        requested\n        limit\n        writtenBy\n        fields {\n          path\n          fieldClass\n          source\n          price\n          wherePartial\n        }\n        classes {\n          fieldClass\n          sights {\n            visibility\n            reason\n            situations {\n              roles {\n                role\n                place\n              }\n              flags\n            }\n            lines\n          }\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ExplainedForDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DisclosureReport($patient: ID!, $after: String) {\n    disclosureReport(patient: $patient, first: 100, after: $after) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').DisclosureReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Rectified on Rectification {\n    id\n    field\n    state\n    askedBy\n    askedAt\n    decidedBy\n    decidedAt\n    inForce\n    manufacturerSays\n    toBeTold\n    mine\n  }\n"): typeof import('./graphql').RectifiedFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PatientRectifications($patient: ID!) {\n    patientRectifications(patient: $patient) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').PatientRectificationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskRectification($patient: ID!, $field: CorrectableField!, $value: String!) {\n    askRectification(patient: $patient, field: $field, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').AskRectificationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveRectification($rectification: ID!, $value: String!) {\n    approveRectification(rectification: $rectification, value: $value) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ApproveRectificationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectRectification($rectification: ID!) {\n    rejectRectification(rectification: $rectification) {\n      __typename\n      ... on PatientRectifications {\n        rectifications {\n          ...Rectified\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').RejectRectificationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Standing on PatientStanding {\n    patient\n    restricted\n    erased\n    orders\n    holds {\n      id\n      kind\n      placedAt\n      placedBy\n    }\n    erasure {\n      id\n      at\n      by\n      destroyed {\n        what\n        count\n      }\n      kept {\n        what\n        why\n      }\n      tombstone\n      digest\n    }\n  }\n"): typeof import('./graphql').StandingFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PatientStanding($patient: ID!) {\n    patientStanding(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').PatientStandingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetRestriction($patient: ID!, $restricted: Boolean!) {\n    setRestriction(patient: $patient, restricted: $restricted) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').SetRestrictionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PlaceHold($patient: ID!, $kind: HoldKind!) {\n    placeHold(patient: $patient, kind: $kind) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').PlaceHoldDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LiftHold($patient: ID!, $hold: ID!) {\n    liftHold(patient: $patient, hold: $hold) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').LiftHoldDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ErasePatient($patient: ID!) {\n    erasePatient(patient: $patient) {\n      __typename\n      ...Standing\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ErasePatientDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiClients {\n    apiClients {\n      __typename\n      ... on ApiClients {\n        clients {\n          id\n          clientId\n          firstSeenAt\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ApiClientsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResolvePseudonym($client: ID!, $pseudonym: String!, $reason: TraceReason!, $after: String) {\n    resolvePseudonym(client: $client, pseudonym: $pseudonym, reason: $reason, after: $after) {\n      __typename\n      ... on ResolvedPseudonym {\n        records {\n          patient\n          order\n          field\n        }\n        next\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ResolvePseudonymDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChoosePurpose($purpose: String!) {\n    choosePurpose(purpose: $purpose) {\n      __typename\n      ... on PurposeChosen {\n        viewer {\n          subject\n          purpose\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').ChoosePurposeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FoundOrder on Order {\n    id\n    status\n    product {\n      title\n      vendor\n    }\n    site {\n      name\n    }\n  }\n"): typeof import('./graphql').FoundOrderFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindByCoi($coi: String!) {\n    order(by: { coi: $coi }) {\n      ...FoundOrder\n    }\n  }\n"): typeof import('./graphql').FindByCoiDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindByNumber($number: String!, $din: String!) {\n    order(by: { vendorOrderNumber: $number }) {\n      ...FoundOrder\n    }\n    collected: order(by: { din: $din }) {\n      ...FoundOrder\n    }\n    patientOrders(by: { mrn: $number }) {\n      ...FoundOrder\n    }\n  }\n"): typeof import('./graphql').FindByNumberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindByPerson($person: NameAndBirthDate!) {\n    patientOrders(by: { nameAndBirthDate: $person }) {\n      ...FoundOrder\n    }\n  }\n"): typeof import('./graphql').FindByPersonDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WorklistRow on Order {\n    id\n    version\n    visibility\n    kind\n    status\n    overlays\n    nextAction\n    owner\n    urgency\n    exceptionKinds\n    unmappedCodes\n    freshness\n    since {\n      ...ShownText\n    }\n    staleAt {\n      ...ShownText\n    }\n    lastLearnedAt {\n      ...ShownText\n    }\n    vendorOrderNumber {\n      ...ShownText\n    }\n    product {\n      code\n      title\n      vendor\n    }\n    connection {\n      connection\n      title\n      sandbox\n      asOf\n    }\n    site {\n      id\n      name\n    }\n    funding @include(if: $funding) {\n      authorizationStatus\n      authorizationNumber {\n        ...ShownText\n      }\n      priceAmount {\n        ...ShownText\n      }\n    }\n    patient {\n      id\n      familyName {\n        ...ShownText\n      }\n      givenName {\n        ...ShownText\n      }\n      birthDate {\n        ...ShownText\n      }\n      sex {\n        ...ShownText\n      }\n      mrn {\n        ...ShownText\n      }\n    }\n  }\n"): typeof import('./graphql').WorklistRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription OrderChanged($funding: Boolean!) {\n    orderChanged {\n      id\n      version\n      reset\n      order {\n        id\n        version\n        status\n        urgency\n        ...WorklistRow\n      }\n    }\n  }\n"): typeof import('./graphql').OrderChangedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ShownText on ProtectedString {\n    value\n    visibility\n    reason\n  }\n"): typeof import('./graphql').ShownTextFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ShownNumber on ProtectedFloat {\n    value\n    visibility\n    reason\n  }\n"): typeof import('./graphql').ShownNumberFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      subject\n      name\n      assurance\n      realmRoles\n      purpose\n      purposes\n      roles {\n        role\n        site {\n          id\n          name\n          zone\n        }\n      }\n      session {\n        idleEndsAt\n        absoluteEndsAt\n      }\n    }\n  }\n"): typeof import('./graphql').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Sources {\n    sources {\n      connection\n      title\n      vendor\n      sandbox\n      state\n      asOf\n      nextTryAt\n      orderCount\n    }\n  }\n"): typeof import('./graphql').SourcesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {\n    auditKeys {\n      ...SigningKeys\n    }\n    auditEvents(first: $first, after: $after, filter: $filter) {\n      __typename\n      ... on AuditEventConnection {\n        nodes {\n          ...AuditedEvent\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').AuditLogDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Order($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      version\n      status\n      overlays\n      site {\n        id\n        zone\n      }\n      facts {\n        ...OrderFact\n      }\n      ...PatientBar\n      ...OrderHeadline\n      ...JourneySteps\n      ...Custody\n      ...Collections\n      ...Runs\n      ...Transport\n      ...FundingParts\n      ...Troubles\n      ...Sights\n    }\n  }\n"): typeof import('./graphql').OrderDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($site: ID!) {\n    people(site: $site) {\n      __typename\n      ... on People {\n        site {\n          id\n          name\n          zone\n        }\n        people {\n          subject\n          ...HeldRoles\n        }\n      }\n      ... on Problem {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql').PeopleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Worklist($first: Int!, $after: String, $filter: OrderFilter, $funding: Boolean!) {\n    worklist(first: $first, after: $after, filter: $filter) {\n      totalCount\n      asOf\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          version\n          status\n          urgency\n          ...WorklistRow\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').WorklistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ClassSight on ClassTreatment {\n    fieldClass\n    visibility\n    reason\n    clearFor\n    line\n    policyVersion\n  }\n"): typeof import('./graphql').ClassSightFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Why($id: ID!) {\n    order(by: { id: $id }) {\n      id\n      masks {\n        ...ClassSight\n      }\n    }\n  }\n"): typeof import('./graphql').WhyDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
