"""The group mode of docker-compose.yml is a valid Compose file, in which keys can be written."""

from pathlib import Path, PurePosixPath

import msgspec
import pytest
from compose_spec import PyCompose, PyOptions

COMPOSE = Path(__file__).resolve().parents[2] / "docker-compose.yml"


class Mount(msgspec.Struct):
    type: str
    target: str
    read_only: bool = False


class Service(msgspec.Struct):
    environment: dict[str, str]
    volumes: list[str | Mount] = []


class Group(msgspec.Struct):
    services: dict[str, dict[str, object]]


def described() -> PyCompose:
    options = PyOptions()
    options.apply_merge = True
    return options.from_yaml(COMPOSE.read_text(encoding="utf-8"))


def test_compose_file_follows_the_compose_schema() -> None:
    compose = described()
    compose.validate()
    assert {"web", "worker", "database", "redis", "keycloak"} <= set(compose.service_names())


@pytest.mark.parametrize("name", ["web", "worker"])
def test_every_key_file_of_the_group_lies_in_a_folder_that_can_be_written(name: str) -> None:
    """A rotation replaces the vault's, and an erasure adds to the file beside it."""
    group = msgspec.convert(described().to_dict(), Group)
    service = msgspec.convert(group.services[name], Service)
    folders = {folder_of(one) for one in service.volumes}
    files = [
        PurePosixPath(value)
        for name, value in service.environment.items()
        if name.endswith("_KEY_FILE")
    ]
    assert len(files) == 4
    assert {file.parent for file in files} <= folders


def folder_of(volume: str | Mount) -> PurePosixPath | None:
    """Where it stands, if it can be written."""
    if isinstance(volume, Mount):
        return None if volume.read_only else PurePosixPath(volume.target)
    _, target, *options = volume.split(":")
    return None if "ro" in options else PurePosixPath(target)
