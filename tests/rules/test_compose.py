"""The group mode of docker-compose.yml is a valid Compose file."""

from pathlib import Path

from compose_spec import PyOptions

COMPOSE = Path(__file__).resolve().parents[2] / "docker-compose.yml"


def test_compose_file_follows_the_compose_schema() -> None:
    options = PyOptions()
    options.apply_merge = True
    compose = options.from_yaml(COMPOSE.read_text(encoding="utf-8"))
    compose.validate()
    assert {"web", "worker", "database", "redis", "keycloak"} <= set(compose.service_names())
