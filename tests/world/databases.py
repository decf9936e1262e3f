"""Real databases for tests: a PostgreSQL cluster and a Redis of this run alone, on free ports."""

import os
import shutil
import socket
import subprocess
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

READY_WITHIN_S = 20
QUICK: Final = {"full_page_writes": "off"}


class MissingPartError(Exception):
    """A program that the tests need is not installed; the message says which."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgresql(options: Mapping[str, str] = QUICK) -> Generator[str]:
    """The URL of a fresh cluster without its last part, the database's name.

    `options` are settings of the server; what it says is the file `log` beside its data.
    """
    folder = Path(mkdtemp(prefix="cgt-test-pg-"))
    port = free_port()
    as_owner = _as_owner(folder)
    data = folder / "data"
    program = _postgresql_programs()
    try:
        _run(
            *as_owner,
            str(program / "initdb"),
            *("-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
            "--no-sync",
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            "max_connections": "60",
            "fsync": "off",
            **options,
        }
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        control = (*as_owner, str(program / "pg_ctl"), "-D", str(data), "-w")
        _run(*control, "-l", str(folder / "log"), "-o", f"-p {port} {given}", "start")
        try:
            yield f"postgresql://portal@127.0.0.1:{port}"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Generator[str]:
    """The URL of a fresh Redis that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingPartError("redis-server is not installed: apt-get install redis-server")
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    server = subprocess.Popen(
        [program, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = server.stdout
    assert output is not None
    try:
        if not any("Ready to accept connections" in line for line in output):
            raise MissingPartError("redis-server did not start")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(READY_WITHIN_S)
        output.close()


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise MissingPartError("PostgreSQL is not installed: apt-get install postgresql")
    return (found[-1] if found else Path(str(on_path))).parent


def _as_owner(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: then the cluster belongs to Debian's own user."""
    if os.geteuid() != 0:
        return ()
    shutil.chown(folder, "postgres")
    runuser = shutil.which("runuser")
    if runuser is None:
        raise MissingPartError("runuser is not installed: apt-get install util-linux")
    return (runuser, "-u", "postgres", "--")


def _run(*command: str) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be held open by the server it starts
        stderr=subprocess.DEVNULL,
        cwd="/",
        timeout=60,
    )
    if done.returncode:
        raise MissingPartError(f"{Path(command[-1]).name}: {command} ended with {done.returncode}")
