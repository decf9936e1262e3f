"""Knows how the real Keycloak comes onto this machine and runs here: fetched, checked, started."""

import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

VERSION = "26.7.3"
ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f"
OLDEST_JAVA = 17
START_TIMEOUT_S = 240.0
STOP_TIMEOUT_S = 20.0
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC"

Say = Callable[[str], None]


class KeycloakError(Exception):
    """Keycloak can't be had or started; one line that says the next step."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How one Keycloak is started: give it to any keeper of processes."""

    url: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    admin_name: str
    admin_password: str


@dataclass(slots=True)
class RunningKeycloak:
    """A Keycloak that serves, in a process group of its own."""

    launch: Launch
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Where it serves, `http://localhost:PORT`."""
        return self.launch.url

    def stop(self) -> None:
        """SIGTERM to the whole group (killing `kc.sh` alone leaves java holding the database)."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(timeout=STOP_TIMEOUT_S)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()


def prepare_keycloak(cache: Path, *, say: Say) -> Path:
    """The unpacked distribution below `cache`, fetched and checked once; its home folder.

    Raises `KeycloakError`: no Java, no Maven, no network, a wrong checksum.
    """
    _require_java()
    home = cache / f"keycloak-{VERSION}"
    if (home / "bin" / "kc.sh").exists():
        return home
    cache.mkdir(parents=True, exist_ok=True)
    archive = _archive(cache, say=say)
    say(f"unpacking Keycloak {VERSION}")
    _unpack(archive, home)
    return home


def plan_launch(home: Path, *, port: int, data: Path) -> Launch:
    """How to start the Keycloak of `home` on `localhost:port`, its database below `data`.

    The administrator's password is made once and kept beside the database, readable by us only.
    """
    data.mkdir(parents=True, exist_ok=True)
    url = f"http://localhost:{port}"
    password = _admin_password(data)
    command = (
        str(home / "bin" / "kc.sh"),
        "start-dev",
        f"--http-port={port}",
        "--http-host=127.0.0.1",
        f"--hostname={url}",
        f"-Dkc.db-url-path={data.resolve()}",
    )
    environment = {
        **_inherited(),
        "JAVA_OPTS_APPEND": JAVA_OPTIONS,
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": password,
    }
    return Launch(url, command, environment, admin_name="admin", admin_password=password)


def start_keycloak(
    *, cache: Path, port: int, data: Path, log: Path, say: Say = lambda _: None
) -> RunningKeycloak:
    """Fetch if needed, start, and wait until it serves; for `make run` and tests alike.

    Raises `KeycloakError`; nothing is left running then.
    """
    _require_free(port)
    launch = plan_launch(prepare_keycloak(cache, say=say), port=port, data=data)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 (a command of ours)
            launch.command,
            env=dict(launch.environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = RunningKeycloak(launch, process)
    try:
        wait_for_keycloak(launch.url, ended=lambda: process.poll() is not None, log=log, say=say)
    except BaseException:
        running.stop()
        raise
    return running


def wait_for_keycloak(
    url: str, *, ended: Callable[[], bool], log: Path, say: Say, realm: str = "master"
) -> None:
    """Wait until the realm answers (the health port answers too early); raises `KeycloakError`."""
    say(f"starting Keycloak {VERSION} (up to a minute the first time)")
    begun = time.monotonic()
    while time.monotonic() - begun < START_TIMEOUT_S:
        if ended():
            raise KeycloakError(
                f"Keycloak ended while starting: read {log}; if files of it are missing there, "
                "remove .cache/keycloak and try again"
            )
        try:
            with urllib.request.urlopen(f"{url}/realms/{realm}", timeout=5):  # noqa: S310 (our own loopback URL)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise KeycloakError(f"Keycloak did not serve within {START_TIMEOUT_S:.0f} s: read {log}")


def _archive(cache: Path, *, say: Say) -> Path:
    archive = cache / f"keycloak-quarkus-dist-{VERSION}.zip"
    if archive.exists() and _is_right(archive):
        return archive
    for _ in range(2):
        archive.unlink(missing_ok=True)
        say(f"fetching Keycloak {VERSION} by Maven (about 160 MB)")
        _fetch(cache)
        if archive.exists() and _is_right(archive):
            return archive
        shutil.rmtree(_maven_copy(), ignore_errors=True)
    archive.unlink(missing_ok=True)
    raise KeycloakError(
        f"Keycloak {VERSION} arrived twice with a wrong checksum: "
        "check the Maven mirror, or set KEYCLOAK_URL to a running server"
    )


def _fetch(cache: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise KeycloakError(
            "Maven is missing: apt-get install -y maven, or set KEYCLOAK_URL to a running server"
        )
    done = subprocess.run(  # noqa: S603 (a fixed command)
        [
            maven,
            "-q",
            "-B",
            "dependency:copy",
            f"-Dartifact={ARTIFACT}",
            f"-DoutputDirectory={cache}",
        ],
        cwd=cache,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise KeycloakError(
            f"Maven could not fetch {ARTIFACT}: check the network and run the same command again, "
            "or set KEYCLOAK_URL to a running server"
        )


def _maven_copy() -> Path:
    return Path.home() / ".m2/repository/org/keycloak/keycloak-quarkus-dist" / VERSION


def _is_right(archive: Path) -> bool:
    with archive.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _unpack(archive: Path, home: Path) -> None:
    half = home.with_name(f"{home.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    with zipfile.ZipFile(archive) as bundle:
        bundle.extractall(half)
    inner = half / home.name
    for script in (inner / "bin").glob("*.sh"):
        script.chmod(0o755)
    shutil.rmtree(home, ignore_errors=True)
    inner.rename(home)
    shutil.rmtree(half, ignore_errors=True)


def _require_java() -> None:
    java = shutil.which("java")
    said = ""
    if java is not None:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
        said = done.stderr + done.stdout
    found = re.search(r'version "(\d+)', said)
    if found is None:
        raise KeycloakError(
            f"Java {OLDEST_JAVA} or newer is missing: apt-get install -y openjdk-17-jdk-headless"
        )
    if int(found.group(1)) < OLDEST_JAVA:
        raise KeycloakError(
            f"Java {OLDEST_JAVA} or newer is needed, this is {found.group(1)}: "
            "apt-get install -y openjdk-17-jdk-headless"
        )


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise KeycloakError(
                f"port {port} (Keycloak) is busy: end what listens there, or choose another: PORT="
            ) from None


def _admin_password(data: Path) -> str:
    file = data / "admin.json"
    if file.exists():
        return str(json.loads(file.read_text(encoding="utf-8"))["password"])
    password = secrets.token_urlsafe(24)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({"password": password}, out)
    return password


def _inherited() -> dict[str, str]:
    kept = ("PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR")
    return {name: value for name in kept if (value := os.environ.get(name))}  # noqa: TID251 (what a JVM needs to find itself)
