"""Knows the one policy that a process goes by now; whoever needs it for a while takes it once."""

from gateway.disclosure.policy import Policy


class InForce:
    """The policy in force, replaced as a whole: no request ever sees half of two."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @property
    def now(self) -> Policy:
        """The policy of this moment; a plan keeps the one that it was made by."""
        return self._policy

    def put(self, policy: Policy) -> None:
        """From the next plan on this one."""
        self._policy = policy
