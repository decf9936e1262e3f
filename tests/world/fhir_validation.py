"""HAPI's FHIR R4 validator: built once into the cache, one process for a batch of resources."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.world.databases import MissingPartError

SOURCE = Path(__file__).parent / "fhir_validator"
CACHE = Path(__file__).resolve().parents[2] / ".cache"
BOUNDS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
ANSWERED_WITHIN_S = 300


def errors_of(resources: Iterable[bytes]) -> tuple[int, list[str]]:
    """How many resources (a line each) were checked, and every error: `number: place: words`."""
    folder = _built()
    jars = f"{folder / 'fhir-validator-1.0.0.jar'}:{folder / 'lib'}/*"
    done = subprocess.run(
        [_tool("java"), *BOUNDS, "-cp", jars, "portal.audit.Validate"],
        input=b"".join(resources),
        capture_output=True,
        check=True,
        timeout=ANSWERED_WITHIN_S,
    )
    lines = [line for line in done.stdout.decode().splitlines() if line]
    return int(lines[-1].removeprefix("checked ")), lines[:-1]


def _built() -> Path:
    folder = (CACHE / "fhir-validator").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    stamp, wanted = folder / "stamp", _digest()
    with (CACHE / "fhir-validator.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            command = [_tool("mvn"), "-q", "-B", f"-Dvalidator.build={folder}", "package"]
            subprocess.run(command, cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
            stamp.write_text(wanted, encoding="utf-8")
    return folder


def _digest() -> str:
    files = sorted(path for path in SOURCE.rglob("*") if path.suffix in {".xml", ".java"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingPartError(f"{name} is not installed: apt-get install maven")
    return found
