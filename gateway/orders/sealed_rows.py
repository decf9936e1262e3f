"""Knows where the order record holds sealed values, for whoever seals them anew."""

from typing import Final

from sqlalchemy import String, cast

from gateway.orders.tables import facts, orders, patients, rectifications
from gateway.store.types import SealedRows

SEALED_ORDERS: Final = (
    SealedRows(
        table=facts,
        key=facts.c.seq,
        row=facts.c.connection
        + ":"
        + facts.c.fact_id
        + ":"
        + cast(facts.c.revision, String)
        + ":"
        + facts.c.digest,
        whose=facts.c.patient_id,
        personal=("sealed",),
        chain=("chain",),
    ),
    SealedRows(
        table=patients,
        key=patients.c.patient_id,
        row=patients.c.patient_id,
        whose=patients.c.patient_id,
        personal=(
            *("direct", "direct_partial", "contact", "quasi", "quasi_partial"),
            *("clinical", "special"),
        ),
    ),
    SealedRows(
        table=orders,
        key=orders.c.order_id,
        row=orders.c.order_id,
        whose=orders.c.patient_id,
        personal=("clinical", "special", "commercial"),
        chain=("chain", "chain_partial"),
    ),
    SealedRows(
        table=rectifications,
        key=rectifications.c.rectification_id,
        row=rectifications.c.rectification_id,
        whose=rectifications.c.patient_id,
        personal=("value",),
    ),
)
"""Every sealed column of the record; the place of a fact's is what `gateway.orders.facts` says."""
