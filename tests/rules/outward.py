"""Finds where a module writes outward: which doors out of the process its syntax opens."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.telemetry.sinks import Door

LIBRARIES: Final = {
    "logging": Door.LOG,
    "structlog": Door.LOG,
    "prometheus_client": Door.METRICS,
    "opentelemetry": Door.METRICS,
    "subprocess": Door.PROCESS,
    "multiprocessing": Door.PROCESS,
    "concurrent.futures.ProcessPoolExecutor": Door.PROCESS,
    "mmap": Door.FILE,
    "shelve": Door.FILE,
    "sqlite3": Door.STORE,
    "pysqlite3": Door.STORE,
    "aiosqlite": Door.STORE,
    "asyncpg": Door.STORE,
    "psycopg": Door.STORE,
    "syslog": Door.LOG,
    "warnings": Door.CONSOLE,
    "httpx": Door.NETWORK,
    "aiohttp": Door.NETWORK,
    "http.server": Door.NETWORK,
    "xmlrpc": Door.NETWORK,
    "telnetlib": Door.NETWORK,
    "socketserver": Door.NETWORK,
    "asyncssh": Door.NETWORK,
    "redis": Door.NETWORK,
    "keycloak": Door.NETWORK,
    "taskiq": Door.NETWORK,
    "taskiq_redis": Door.NETWORK,
    "socket": Door.NETWORK,
    "smtplib": Door.NETWORK,
    "ssl": Door.NETWORK,
    "ftplib": Door.NETWORK,
    "http.client": Door.NETWORK,
    "urllib.request": Door.NETWORK,
    "requests": Door.NETWORK,
    "websockets": Door.NETWORK,
    "zeep": Door.NETWORK,
    "asyncio.open_connection": Door.NETWORK,
    "asyncio.open_unix_connection": Door.NETWORK,
    "asyncio.subprocess": Door.PROCESS,
    "starlette.responses": Door.RESPONSE,
    "sys.stdout": Door.CONSOLE,
    "sys.stderr": Door.CONSOLE,
}
CALLS: Final = {
    "echo": Door.CONSOLE,
    "secho": Door.CONSOLE,
    "open_connection": Door.NETWORK,
    "open_unix_connection": Door.NETWORK,
    "create_connection": Door.NETWORK,
    "create_unix_connection": Door.NETWORK,
    "create_datagram_endpoint": Door.NETWORK,
    "sock_sendall": Door.NETWORK,
    "sock_sendto": Door.NETWORK,
    "sendall": Door.NETWORK,
    "sendto": Door.NETWORK,
    "urlopen": Door.NETWORK,
    "ProcessPoolExecutor": Door.PROCESS,
    "system": Door.PROCESS,
    "popen": Door.PROCESS,
    "posix_spawn": Door.PROCESS,
    "posix_spawnp": Door.PROCESS,
    **dict.fromkeys(("execv", "execve", "execvp", "execvpe", "execl", "execlp"), Door.PROCESS),
    "print_exc": Door.CONSOLE,
    "print_exception": Door.CONSOLE,
    "print_stack": Door.CONSOLE,
    "create_subprocess_exec": Door.PROCESS,
    "create_subprocess_shell": Door.PROCESS,
    "create_engine": Door.STORE,
    "create_async_engine": Door.STORE,
    "send_text": Door.SOCKET,
    "send_bytes": Door.SOCKET,
    "send_json": Door.SOCKET,
    "send_denial_response": Door.SOCKET,
    "write_text": Door.FILE,
    "write_bytes": Door.FILE,
    "mkstemp": Door.FILE,
    "NamedTemporaryFile": Door.FILE,
    "TemporaryFile": Door.FILE,
    "SpooledTemporaryFile": Door.FILE,
    "symlink_to": Door.FILE,
    "hardlink_to": Door.FILE,
    "copyfile": Door.FILE,
    "copyfileobj": Door.FILE,
    "copy2": Door.FILE,
    "copytree": Door.FILE,
    "make_archive": Door.FILE,
    "pwrite": Door.FILE,
    "sendfile": Door.FILE,
}
OF_MODULES: Final = {
    "os": {"write": Door.FILE, "rename": Door.FILE, "replace": Door.FILE, "link": Door.FILE},
    "shutil": {"copy": Door.FILE, "move": Door.FILE},
    "json": {"dump": Door.FILE},
    "pickle": {"dump": Door.FILE},
    "tomli_w": {"dump": Door.FILE},
}
"""Called on the module; as methods of others these names mean something else."""
BARE: Final = {"print": Door.CONSOLE, "send": Door.SOCKET}
"""Called by name alone; as methods these are others'. `send` is ASGI's."""
STREAMS: Final = frozenset({"stdout", "stderr", "__stdout__", "__stderr__"})
INSERTING: Final = "insert"
AUDIT: Final = "audit_"
OPENING: Final = frozenset({"open", "fdopen"})
IMPORTING: Final = frozenset({"import_module", "__import__"})
WRITING: Final = frozenset("wax+")


def doors(source: str) -> dict[Door, list[int]]:
    """The doors that this source opens, each with its lines.

    A library that only names types (under TYPE_CHECKING) opens none.
    """
    found: dict[Door, list[int]] = {}
    tree = ast.parse(source)
    typing_only = {id(node) for block in _typing_blocks(tree) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        for door in _opened(node):
            found.setdefault(door, []).append(getattr(node, "lineno", 0))
    return found


def modules(*roots: Path, without: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Every module's dotted name and file below these packages, but for those `without`."""
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            if not any(part in f".{name}." for part in without):
                yield name.removesuffix(".__init__"), path


def _typing_blocks(tree: ast.Module) -> Iterator[ast.If]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield node


def _opened(node: ast.AST) -> Iterator[Door]:
    match node:
        case ast.Import(names=names):
            for one in names:
                yield from _library(one.name)
        case ast.ImportFrom(module=str(module), names=names):
            for one in names:
                yield from _library(f"{module}.{one.name}")
        case ast.Call():
            yield from _called(node)
        case ast.Attribute(attr=name, value=ast.Name(id="sys")) if name in STREAMS:
            yield Door.CONSOLE
        case _:
            pass


def _library(name: str) -> Iterator[Door]:
    for library, door in LIBRARIES.items():
        if name == library or name.startswith(f"{library}."):
            yield door


def _called(call: ast.Call) -> Iterator[Door]:
    name = _name(call.func)
    if name in CALLS:
        yield CALLS[name]
    if name in BARE and isinstance(call.func, ast.Name):
        yield BARE[name]
    match call.func:
        case ast.Attribute(attr=attr, value=ast.Name(id=module)):
            if (door := OF_MODULES.get(module, {}).get(attr)) is not None:
                yield door
        case _:
            pass
    if name in IMPORTING and call.args and isinstance(call.args[0], ast.Constant):
        yield from _library(str(call.args[0].value))
    if name in OPENING and _writes(call):
        yield Door.FILE
    if name.lstrip("_") == INSERTING and call.args and ast.unparse(call.args[0]).startswith(AUDIT):
        yield Door.RECORD


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Name):
        return func.id
    return func.attr if isinstance(func, ast.Attribute) else ""


def _writes(call: ast.Call) -> bool:
    """Whether any argument of an opening asks for writing: a mode, or a flag of `os.open`.

    A mode that is worked out may be any.
    """
    named_first = isinstance(call.func, ast.Name) or _name(call.func) == "fdopen"
    args = call.args[1:] if named_first else call.args
    modes = [*args[:named_first], *(word.value for word in call.keywords if word.arg == "mode")]
    if not all(isinstance(mode, ast.Constant) for mode in modes):
        return True
    given = [*args, *(word.value for word in call.keywords if word.arg in {"mode", "flags"})]
    for node in given:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if len(node.value) <= 3 and WRITING & set(node.value):
                return True
        elif "O_WRONLY" in ast.unparse(node) or "O_RDWR" in ast.unparse(node):
            return True
    return False
