"""What keeps Keycloak from starting is said in one line with the next step."""

import shutil
import socket
from pathlib import Path

import pytest

from gateway.dev.keycloak import (
    VERSION,
    KeycloakError,
    plan_launch,
    prepare_keycloak,
    start_keycloak,
)


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(KeycloakError, match=f"port {port} .* busy"):
            start_keycloak(cache=tmp_path, port=port, data=tmp_path, log=tmp_path / "log")


def test_the_launch_serves_loopback_under_a_fixed_name(tmp_path: Path) -> None:
    launch = plan_launch(tmp_path / f"keycloak-{VERSION}", port=9000, data=tmp_path / "data")
    assert {"--http-host=127.0.0.1", "--hostname=http://localhost:9000"} <= set(launch.command)
    assert not [part for part in launch.command if "--features" in part]


def test_the_administrators_password_is_made_once_and_ours_alone(tmp_path: Path) -> None:
    first = plan_launch(tmp_path, port=9000, data=tmp_path / "data")
    again = plan_launch(tmp_path, port=9001, data=tmp_path / "data")
    assert first.admin_password == again.admin_password
    assert (tmp_path / "data" / "admin.json").stat().st_mode & 0o777 == 0o600
    assert first.admin_password not in " ".join(first.command)


def only_java_on_the_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = shutil.which("java")
    assert java is not None
    (folder / "bin").mkdir()
    (folder / "bin" / "java").symlink_to(Path(java).resolve())
    monkeypatch.setenv("PATH", str(folder / "bin"))


def test_without_java_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KeycloakError, match="apt-get install -y openjdk-17"):
        prepare_keycloak(tmp_path, say=lambda _: None)


def test_a_half_written_copy_is_fetched_again_and_without_maven_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_java_on_the_path(tmp_path, monkeypatch)
    half = tmp_path / f"keycloak-quarkus-dist-{VERSION}.zip"
    half.write_bytes(b"PK half of it")
    with pytest.raises(KeycloakError, match="apt-get install -y maven"):
        prepare_keycloak(tmp_path, say=lambda _: None)
    assert not half.exists()


def test_an_old_java_is_named_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(KeycloakError, match="this is 11"):
        prepare_keycloak(tmp_path, say=lambda _: None)
