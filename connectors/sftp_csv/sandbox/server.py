"""Knows how a real SSH server is run: OpenSSH's sshd where it is installed, else asyncssh's own."""

import getpass
import os
import subprocess
import time
from pathlib import Path

import asyncssh

SSHD = Path("/usr/sbin/sshd")
CONFIG = """Port {port}
ListenAddress 127.0.0.1
HostKey {host_key}
PidFile {folder}/sshd.pid
AuthorizedKeysFile {authorized}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers {user}
UsePAM no
StrictModes no
AllowTcpForwarding no
X11Forwarding no
Subsystem sftp internal-sftp -R
ForceCommand internal-sftp -R
"""


def make_keys(folder: Path) -> None:
    """The server's host key and the gateway's client key, made once, mode 0600."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("tessaly_host_key", "tessaly_client_key"):
        path = folder / name
        if not path.exists():
            # asyncssh leaves the type of its options open
            key = asyncssh.generate_private_key("ssh-ed25519")  # pyright: ignore[reportUnknownMemberType]
            path.touch(mode=0o600)
            path.write_bytes(key.export_private_key())
            path.with_suffix(".pub").write_bytes(key.export_public_key())


def host_key(folder: Path) -> str:
    """The public host key, as `type base64`, for pinning."""
    text = (folder / "tessaly_host_key.pub").read_text(encoding="utf-8")
    return " ".join(text.split()[:2])


def start_sshd(*, port: int, folder: Path, keys: Path) -> "subprocess.Popen[bytes]":
    """A real sshd on a high port that serves files only, read-only, to our one key.

    Raises `OSError` when it ends at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    config = folder / "sshd_config"
    config.write_text(
        CONFIG.format(
            port=port,
            host_key=keys.resolve() / "tessaly_host_key",
            folder=folder.resolve(),
            authorized=keys.resolve() / "tessaly_client_key.pub",
            user=getpass.getuser(),
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [str(SSHD), "-D", "-e", "-f", str(config)], stdin=subprocess.DEVNULL
    )
    time.sleep(0.3)
    if process.poll() is not None:
        raise OSError("sshd ended at once: its reason stands above")
    return process


async def start_own(*, port: int, keys: Path) -> asyncssh.SSHAcceptor:
    """The same by asyncssh, where no sshd is installed."""
    return await asyncssh.create_server(
        asyncssh.SSHServer,
        "127.0.0.1",
        port,
        server_host_keys=[str(keys / "tessaly_host_key")],
        authorized_client_keys=str(keys / "tessaly_client_key.pub"),
        sftp_factory=True,
    )
