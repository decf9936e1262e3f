"""Disclosures that are not the product's: one keeps no plan, the others make a faulty one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from graphql import DocumentNode, OperationDefinitionNode

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.plan import Plan, Plans, RootPlan
from gateway.disclosure.reads import RequestReads
from gateway.disclosure.record_ids import OURS
from gateway.disclosure.resolve import Sight, Treatment
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.principals import Principal
from schema.vocabulary.sensitivity import FieldClass


class FreshPlans(Disclosure):
    """Keeps no plan from one question to the next: nobody can get somebody else's."""

    def plan(
        self,
        principal: Principal,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        operation_hash: str,
        variables: Mapping[str, object],
    ) -> Plan:
        self.plans = Plans()
        made = super().plan(
            principal,
            document=document,
            operation=operation,
            operation_hash=operation_hash,
            variables=variables,
        )
        roots = {name: self.spoilt(root) for name, root in made.roots.items()}
        return replace(made, roots=roots)

    def spoilt(self, root: RootPlan) -> RootPlan:
        """The root's plan as it is."""
        return root


class OurIdsForAll(Disclosure):
    """API clients are given our own ids."""

    def reads(
        self,
        principal: Principal,
        *,
        plan: Plan,
        writers: Mapping[str, RowWriters] = NOBODY_WRITES,
    ) -> RequestReads:
        made = super().reads(principal, plan=plan, writers=writers)
        made._showing.ids = OURS
        return made


class SwappedCases(FreshPlans):
    """Two cases change places: who is on the care team sees what the others should, and so on."""

    def spoilt(self, root: RootPlan) -> RootPlan:
        numbers = sorted(root.treatments)
        turned = [*numbers[1:], *numbers[:1]]
        treatments = {
            number: root.treatments[other] for number, other in zip(numbers, turned, strict=True)
        }
        return replace(root, treatments=treatments)


class _OneClass(FreshPlans, ABC):
    """One class is treated otherwise in every case."""

    def spoilt(self, root: RootPlan) -> RootPlan:
        treatments = {number: self.turned(one) for number, one in root.treatments.items()}
        return replace(root, treatments=treatments)

    @abstractmethod
    def turned(self, treatment: Treatment) -> Treatment:
        """The treatment with its fault."""


class ChainAsDirect(_OneClass):
    """CHAIN is shown as DIRECT is."""

    def turned(self, treatment: Treatment) -> Treatment:
        return {**treatment, FieldClass.CHAIN: treatment[FieldClass.DIRECT]}


class OtherReason(_OneClass):
    """A mask of COMMERCIAL says another reason."""

    def turned(self, treatment: Treatment) -> Treatment:
        if treatment[FieldClass.COMMERCIAL].visibility is Visibility.CLEAR:
            return treatment
        sight = Sight(Visibility.WITHHELD, Reason.ASSURANCE)
        return {**treatment, FieldClass.COMMERCIAL: sight}


class UnmaskedContact(_OneClass):
    """CONTACT is called clear, though the statement leaves it out."""

    def turned(self, treatment: Treatment) -> Treatment:
        return {**treatment, FieldClass.CONTACT: Sight(Visibility.CLEAR, None)}


class UnreadColumn(FreshPlans):
    """A clear class is not read in one case."""

    def spoilt(self, root: RootPlan) -> RootPlan:
        sealed = {name: cases[1:] for name, cases in root.columns.sealed.items()}
        return replace(root, columns=replace(root.columns, sealed=sealed))
