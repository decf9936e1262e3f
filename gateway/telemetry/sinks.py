"""Knows every place from which bytes leave the process, and who answers for what is in them.

`tests/rules/test_sinks.py` holds it against the code, both ways; the canary test in `tests/hostile`
searches what leaves. A new way out is a line here first, with who treats its values.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Door(StrEnum):
    """A kind of way out of the process, as syntax shows it."""

    RESPONSE = "RESPONSE"
    SOCKET = "SOCKET"
    FILE = "FILE"
    CONSOLE = "CONSOLE"
    LOG = "LOG"
    METRICS = "METRICS"
    NETWORK = "NETWORK"
    PROCESS = "PROCESS"
    RECORD = "RECORD"
    STORE = "STORE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """One module's ways out: what leaves there, and who makes sure that it may."""

    module: str
    doors: tuple[Door, ...]
    leaves: str
    treated_by: str


SINKS: Final = (
    Sink(
        module="gateway.web.graphql",
        doors=(Door.RESPONSE,),
        leaves="answers and refusals of GraphQL over HTTP",
        treated_by="disclosure (the plan) for data; web.errors for words, which echo nothing",
    ),
    Sink(
        module="gateway.web.eventstream",
        doors=(Door.RESPONSE, Door.SOCKET),
        leaves="deliveries of subscriptions as server-sent events",
        treated_by="disclosure (the plan of each delivery); resume tokens are sealed",
    ),
    Sink(
        module="gateway.web.conversation",
        doors=(Door.SOCKET,),
        leaves="answers and deliveries over WebSocket",
        treated_by="disclosure (the plan of each delivery); web.errors",
    ),
    Sink(
        module="gateway.web.headers",
        doors=(Door.SOCKET,),
        leaves="headers of every answer; refusals of unknown hosts and long addresses",
        treated_by="fixed texts; nothing of the request comes back",
    ),
    Sink(
        module="gateway.web.shedding",
        doors=(Door.SOCKET,),
        leaves="refusals while there is more to do than can be done",
        treated_by="a fixed text; nothing of the request comes back",
    ),
    Sink(
        module="gateway.web.login",
        doors=(Door.RESPONSE,),
        leaves="redirects to the login and back, cookies, pages of a failed sign-in",
        treated_by="session (opaque ids); addresses are checked against the portal's own",
    ),
    Sink(
        module="gateway.web.pages",
        doors=(Door.RESPONSE,),
        leaves="the portal's built files, readiness",
        treated_by="holds no data",
    ),
    Sink(
        module="gateway.web.scrape",
        doors=(Door.RESPONSE,),
        leaves="counts for an operator's Prometheus, to whoever has its token",
        treated_by="telemetry.metrics: a label is a listed word, a value is a number",
    ),
    Sink(
        module="gateway.web.papers",
        doors=(Door.RESPONSE,),
        leaves="a patient's papers: who looked (CSV, PDF), and all that is kept (JSON, PDF)",
        treated_by="disclosure.papers: our own ids and staff; values in a subject access alone",
    ),
    Sink(
        module="gateway.web.sdl",
        doors=(Door.RESPONSE,),
        leaves="the text of the API, with the sensitivity of its fields",
        treated_by="the same text for every API client; nothing of the request comes back",
    ),
    Sink(
        module="gateway.papers.printing",
        doors=(Door.PROCESS,),
        leaves="a paper's texts to the press, a child of this process that ends with the paper",
        treated_by="disclosure.papers; no variable, no file, no network is handed on",
    ),
    Sink(
        module="gateway.papers.press",
        doors=(Door.CONSOLE,),
        leaves="the PDF, back to the process that started it",
        treated_by="disclosure.papers",
    ),
    Sink(
        module="gateway.telemetry.metrics",
        doors=(Door.METRICS,),
        leaves="counts by listed words",
        treated_by="a label outside its list is counted as other",
    ),
    Sink(
        module="gateway.web.serve",
        doors=(Door.NETWORK,),
        leaves="the listening sockets: only what the modules above hand over",
        treated_by="the modules above",
    ),
    Sink(
        module="gateway.store.channel",
        doors=(Door.NETWORK,),
        leaves="what the two modules that have a channel tell other replicas: closing, notices",
        treated_by="these modules: our own ids and versions only",
    ),
    Sink(
        module="gateway.web.closing",
        doors=(Door.NETWORK,),
        leaves="notices between replicas that a session or a person's roles ended",
        treated_by="our own ids only",
    ),
    Sink(
        module="gateway.web.budgets_redis",
        doors=(Door.NETWORK,),
        leaves="what each client has spent, in Redis",
        treated_by="our own ids and numbers only",
    ),
    Sink(
        module="gateway.audit.rows",
        doors=(Door.RECORD,),
        leaves="rows of the audit, and sets of ids that they name by digest",
        treated_by="web.execution: our own ids, classes, hashes and codes; never a value",
    ),
    Sink(
        module="gateway.audit.checkpoints",
        doors=(Door.RECORD,),
        leaves="signed checkpoints of the audit",
        treated_by="digests and counts only",
    ),
    Sink(
        module="gateway.audit.second_place",
        doors=(Door.FILE, Door.NETWORK),
        leaves="signed checkpoints to a file, syslog or a webhook",
        treated_by="digests and counts only; the addresses are an operator's settings",
    ),
    Sink(
        module="gateway.audit.keys",
        doors=(Door.FILE,),
        leaves="the audit's signing key, when the store is empty",
        treated_by="mode 0600; keys, no data",
    ),
    Sink(
        module="gateway.app.audit",
        doors=(Door.NETWORK,),
        leaves="asks for this host's name, for audit.second_place",
        treated_by="sends nothing itself",
    ),
    Sink(
        module="gateway.telemetry.logs",
        doors=(Door.LOG, Door.CONSOLE),
        leaves="log lines, libraries' included",
        treated_by="logs.keep_listed: listed keys only; of an exception its type and places",
    ),
    Sink(
        module="gateway.sync.notices_redis",
        doors=(Door.LOG, Door.NETWORK),
        leaves="change notices between processes; log lines through the one processor",
        treated_by="order id and version only",
    ),
    Sink(
        module="gateway.sync.worker",
        doors=(Door.LOG, Door.NETWORK),
        leaves="tasks on the queue; log lines through the one processor",
        treated_by="connection ids only",
    ),
    Sink(
        module="gateway.store.engine",
        doors=(Door.STORE,),
        leaves="rows of the store",
        treated_by="vault: personal columns are sealed before they are bound",
    ),
    Sink(
        module="gateway.vault.keys",
        doors=(Door.FILE,),
        leaves="the key file, when the store is empty",
        treated_by="mode 0600; keys, no data",
    ),
    Sink(
        module="gateway.vault.tombstones",
        doors=(Door.FILE,),
        leaves="tombstones of erased patients, outside the backups",
        treated_by="our own ids only, keyed",
    ),
    Sink(
        module="gateway.session.client_keys",
        doors=(Door.FILE,),
        leaves="a client's key file",
        treated_by="mode 0600; keys, no data",
    ),
    Sink(
        module="gateway.session.provider",
        doors=(Door.NETWORK,),
        leaves="codes and refresh tokens to Keycloak",
        treated_by="session: nothing of orders or patients is there",
    ),
    Sink(
        module="gateway.session.admin_keycloak",
        doors=(Door.NETWORK,),
        leaves="administration of people to Keycloak",
        treated_by="session.administration: staff, never patients",
    ),
    Sink(
        module="gateway.session.sessions_redis",
        doors=(Door.NETWORK,),
        leaves="sessions, in Redis",
        treated_by="session.sessions: sealed under the cookie's key",
    ),
    Sink(
        module="gateway.app.house",
        doors=(Door.NETWORK,),
        leaves="builds the Redis client that others are handed",
        treated_by="sends nothing itself",
    ),
    Sink(
        module="gateway.app.web",
        doors=(Door.NETWORK,),
        leaves="builds the HTTP client that session.provider is handed",
        treated_by="sends nothing itself",
    ),
    Sink(
        module="gateway.app.audit_acts",
        doors=(Door.FILE,),
        leaves="an export of the audit, for whoever proves it offline",
        treated_by="audit.record: our own ids, classes, hashes and codes; never a value",
    ),
    Sink(
        module="gateway.cli_audit",
        doors=(Door.CONSOLE,),
        leaves="what verifying and exporting the audit found: counts and places",
        treated_by="audit.proof: sequences and digests; no order, no patient",
    ),
    Sink(
        module="gateway.cli_policy",
        doors=(Door.CONSOLE,),
        leaves="versions of the disclosure policy: documents, lines that are refused, who approved",
        treated_by="disclosure.policy_text: words of the policy and people's ids; no row is read",
    ),
    Sink(
        module="gateway.cli_vault",
        doors=(Door.CONSOLE,),
        leaves="how far a rotation is, names of new keys, how a patient stands, an erasure's proof",
        treated_by="each command: counts, names of keys, our own ids and dates; never a value",
    ),
    Sink(
        module="gateway.cli_settings",
        doors=(Door.CONSOLE,),
        leaves="why a command ended",
        treated_by="each error: names of settings and files; no order, no patient",
    ),
    Sink(
        module="gateway.cli_sandbox",
        doors=(Door.CONSOLE,),
        leaves="the pretend world's address, its development tokens, which manufacturer is down",
        treated_by="development only: pretend people",
    ),
    Sink(
        module="gateway.cli",
        doors=(Door.CONSOLE,),
        leaves="an operator's command lines: counts, addresses, the SDL",
        treated_by="each command: no order, no patient",
    ),
    Sink(
        module="connectors.kit.transport",
        doors=(Door.NETWORK,),
        leaves="requests to vendors",
        treated_by="kit.egress: listed hosts only; credentials and cursors",
    ),
    Sink(
        module="connectors.kit.egress",
        doors=(Door.NETWORK,),
        leaves="look-ups of vendors' host names",
        treated_by="host names of the manifest",
    ),
    Sink(
        module="connectors.sftp_csv.client",
        doors=(Door.NETWORK,),
        leaves="file requests to vendors",
        treated_by="kit.egress: listed hosts only; folder names of the manifest",
    ),
)
"""Every way out. Not here: `gateway.dev`, the sandboxes and simulators, which no wheel holds."""
