"""Knows the order aggregate of DOMAIN §3: each field with its type and its sensitivity.

The records are the shape of an *order document*: nested JSON objects whose keys are these field
names, whose instants are ISO 8601 UTC texts ending in Z, whose days are ISO dates. A key that is
missing is not known; a key that is null is absent (the source says there is none). The items of a
list carry `ref`, an ordinal that names them inside their order ('1' cycle, '1.2' cycle and run),
never an identifier.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from schema.vocabulary.sensitivity import FieldClass, Form, marked

Text = Annotated[str, FieldClass.OPERATIONAL]
Count = Annotated[int, FieldClass.OPERATIONAL]
Instant = Annotated[datetime, FieldClass.OPERATIONAL]


class OrderKind(StrEnum):
    """The three ways to a therapy, DOMAIN §2 'Variants'."""

    AUTOLOGOUS = "AUTOLOGOUS"
    ALLOGENEIC = "ALLOGENEIC"
    IN_VIVO = "IN_VIVO"


@marked
class Patient:
    """The person who is treated."""

    family_name: Annotated[str, FieldClass.DIRECT, Form.NAME]
    given_name: Annotated[str, FieldClass.DIRECT, Form.NAME]
    mrn: Annotated[str, FieldClass.DIRECT, Form.TAIL]
    national_id: Annotated[str, FieldClass.DIRECT, Form.TAIL]
    phone: Annotated[str, FieldClass.CONTACT]
    email: Annotated[str, FieldClass.CONTACT]
    address: Annotated[str, FieldClass.CONTACT]
    birth_date: Annotated[date, FieldClass.QUASI, Form.YEAR]
    sex: Annotated[str, FieldClass.QUASI]
    postcode: Annotated[str, FieldClass.QUASI]
    weight_kg: Annotated[float, FieldClass.CLINICAL]
    hla_typing: Annotated[str, FieldClass.SPECIAL]
    idm_result: Annotated[str, FieldClass.SPECIAL]
    cause_of_death: Annotated[str, FieldClass.SPECIAL]


@marked
class MaterialBag:
    """One bag of starting material."""

    ref: Text
    bag_number: Text
    din: Annotated[str, FieldClass.CHAIN]
    volume_ml: Annotated[float, FieldClass.CLINICAL]
    freezer_position: Text


@marked
class Collection:
    """One day of leukapheresis; `ref` is 'cycle.day'. Cells 10^9, CD3 10^6, viability %."""

    ref: Text
    cycle: Count
    din: Annotated[str, FieldClass.CHAIN]
    scheduled_at: Instant
    started_at: Instant
    ended_at: Instant
    volume_ml: Annotated[float, FieldClass.CLINICAL]
    total_nucleated_cells: Annotated[float, FieldClass.CLINICAL]
    cd3_count: Annotated[float, FieldClass.CLINICAL]
    viability: Annotated[float, FieldClass.CLINICAL]
    idm_result: Annotated[str, FieldClass.SPECIAL]
    state: Text
    expires_at: Instant
    bags: tuple[MaterialBag, ...]


@marked
class ProductBag:
    """One bag of product; the dose in 10^6 cells per kg."""

    ref: Text
    bag_serial: Annotated[str, FieldClass.CHAIN]
    dose_number: Count
    expires_at: Instant
    cell_dose: Annotated[float, FieldClass.CLINICAL]
    disposition: Text


@marked
class Run:
    """One manufacturing attempt; `ref` is 'cycle.run'."""

    ref: Text
    cycle: Count
    run: Count
    lot_number: Annotated[str, FieldClass.CHAIN]
    started_at: Instant
    expected_release_at: Instant
    released_at: Instant
    outcome: Text
    oos_parameters: Annotated[str, FieldClass.CLINICAL]
    bags: tuple[ProductBag, ...]


@marked
class Shipment:
    """One transport: leg SM (starting material) or PRODUCT."""

    ref: Text
    leg: Text
    waybill: Text
    shipper_serial: Text
    seal_number: Text
    planned_at: Instant
    picked_up_at: Instant
    delivered_at: Instant


@marked
class CustodyEvent:
    """One step of the chain of custody as reported, DOMAIN §9; `item` is 'bag 1' or 'shipper'."""

    ref: Text
    item: Text
    kind: Text
    from_holder: Text
    to_holder: Text
    location: Text
    happened_at: Instant
    signatures: Count
    scanned_identifier: Annotated[str, FieldClass.CHAIN]
    condition: Text


@marked
class Dose:
    """One dose given; `checked_by` names the two persons of the bedside check."""

    ref: Text
    dose_number: Count
    thaw_started_at: Instant
    started_at: Instant
    ended_at: Instant
    volume_given_ml: Annotated[float, FieldClass.CLINICAL]
    checked_by: Annotated[tuple[str, ...], FieldClass.OPERATIONAL]


@marked
class Funding:
    """Who pays; the amount in minor units is not used: `price_amount` is '341000.00 CHF'."""

    authorization_status: Text
    authorization_number: Annotated[str, FieldClass.COMMERCIAL]
    payer_name: Annotated[str, FieldClass.COMMERCIAL]
    purchase_order_number: Annotated[str, FieldClass.COMMERCIAL]
    price_amount: Annotated[str, FieldClass.COMMERCIAL]


@marked
class OrderException:
    """Something that went wrong, DOMAIN §10."""

    ref: Text
    kind: Text
    raised_at: Instant
    resolved_at: Instant
    decision: Text
    deadline_at: Instant
    note: Annotated[str, FieldClass.CLINICAL]


@marked
class Hold:
    """Somebody stopped the line."""

    ref: Text
    kind: Text
    placed_at: Instant
    released_at: Instant
    note: Annotated[str, FieldClass.CLINICAL]


@marked
class FollowUp:
    """One visit of the long-term follow-up."""

    ref: Text
    visit_code: Text
    window_starts_at: Instant
    window_ends_at: Instant
    done_at: Instant
    grade: Annotated[str, FieldClass.CLINICAL]


@marked
class Order:
    """The aggregate. `site_id` owns it; the three other sites default to it."""

    coi_id: Annotated[str, FieldClass.CHAIN]
    vendor_order_number: Annotated[str, FieldClass.CHAIN]
    kind: Text
    product_code: Text
    site_id: Text
    collecting_site_id: Text
    processing_site_id: Text
    infusing_site_id: Text
    planned_doses: Count
    diagnosis_code: Annotated[str, FieldClass.CLINICAL]
    consent_version: Annotated[str, FieldClass.CLINICAL]
    care_team: Annotated[tuple[str, ...], FieldClass.OPERATIONAL]
    patient: Patient
    collections: tuple[Collection, ...]
    runs: tuple[Run, ...]
    shipments: tuple[Shipment, ...]
    custody_events: tuple[CustodyEvent, ...]
    doses: tuple[Dose, ...]
    funding: Funding
    exceptions: tuple[OrderException, ...]
    holds: tuple[Hold, ...]
    follow_ups: tuple[FollowUp, ...]
