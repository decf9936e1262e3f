"""Knows how HAPI FHIR is built once, started and ended."""

import fcntl
import hashlib
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx

SOURCE = Path(__file__).parent / "hapi"
BOUNDS = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
START_S = 120.0
END_S = 20.0
POLL_S = 0.25
OK = 200
REMEMBERED_S = 600
"""How long the server keeps the pages of a search: a walk takes seconds, its database grows."""


def build(cache: Path) -> Path:
    """The folder with the server's jars; built when there is none or its source has changed."""
    folder = cache / "hapi"
    folder.mkdir(parents=True, exist_ok=True)
    stamp, wanted = folder / "stamp", _digest()
    with (cache / "hapi.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            command = [_tool("mvn"), "-q", "-B", f"-Dsandbox.build={folder.resolve()}", "package"]
            subprocess.run(command, cwd=SOURCE, check=True)  # noqa: S603 (our own project)
            stamp.write_text(wanted, encoding="utf-8")
    return folder


@contextmanager
def running(
    folder: Path, *, port: int, store: Path, stopping: Event, remembered_s: int = REMEMBERED_S
) -> Generator[str]:
    """The base address of a server that answers; it ends with the block.

    Its standard input is a pipe from us, so that it ends with us even when we are killed.
    """
    jars = f"{folder / 'norvane-fhir-1.0.0.jar'}:{folder / 'lib'}/*"
    place = [str(port), str(store.resolve()), str(remembered_s)]
    command = [_tool("java"), *BOUNDS, "-cp", jars, "portal.sandbox.Server", *place]
    base = f"http://127.0.0.1:{port}/fhir"
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:  # noqa: S603 (our own server)
        try:
            _wait_for(base, child, stopping)
            yield base
        finally:
            child.terminate()
            try:
                child.wait(timeout=END_S)
            except subprocess.TimeoutExpired:
                child.kill()


def _wait_for(base: str, child: subprocess.Popen[bytes], stopping: Event) -> None:
    until = time.monotonic() + START_S
    while not stopping.is_set():
        if child.poll() is not None or time.monotonic() > until:
            raise SystemExit("the FHIR server did not start; its output stands above")
        try:
            if httpx.get(f"{base}/metadata", timeout=10, trust_env=False).status_code == OK:
                return
        except httpx.HTTPError:
            stopping.wait(POLL_S)


def _digest() -> str:
    files = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    whole = b"".join(path.name.encode() + b"\n" + path.read_bytes() for path in files)
    return hashlib.sha256(whole).hexdigest()


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"'{name}' is needed for the FHIR sandbox: install Maven and Java 17")
    return found
