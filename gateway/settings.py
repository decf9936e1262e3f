"""Knows every setting: read once at start from the environment, checked, frozen."""

import os
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and the fix."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A treatment centre: our id (the Keycloak organization's alias), its name and time zone."""

    id: str
    name: str
    zone: str


class Settings(BaseSettings):
    """Every variable, prefixed `CGT_`; see docs/operating.md."""

    model_config = SettingsConfigDict(env_prefix="CGT_", frozen=True, extra="ignore")

    mode: Literal["development", "production"] = "production"
    public_url: str = "http://localhost:8400"
    host: str = "127.0.0.1"
    port: int = Field(default=8400, ge=1, le=65535)
    database_url: str = "sqlite:///portal.sqlite"
    redis_url: str | None = None
    keycloak_url: str = "http://localhost:8480"
    realm: str = "cgt"
    portal_key_file: Path = Path("keys/portal.jwk.json")
    roles_key_file: Path = Path("keys/roles.jwk.json")
    vault_key_file: Path = Path("keys/vault.json")
    backup_retention_days: int = Field(default=35, ge=0, le=3_650)
    raw_retention_days: int = Field(default=90, ge=1, le=3_650)
    audit_key_file: Path = Path("keys/audit.json")
    audit_second_place: str = ""
    audit_second_place_ca: Path | None = None
    audit_checkpoint_every_s: float = Field(default=10.0, ge=1, le=300)
    directory_file: Path = Path("directory.toml")
    policy_file: Path | None = None  # None: the policy that is shipped
    frontend_dist: Path = Path("frontend/dist")
    operations_file: Path = Path("frontend/operations.json")
    api_clients: str = ""
    sandbox_client_secret: SecretStr | None = None
    session_idle_s: int = Field(default=900, ge=60)
    session_absolute_s: int = Field(default=43_200, ge=300)
    cost_per_minute: int = Field(default=2_000_000, ge=1_000, le=2_000_000_000)
    counts_smallest: int = Field(default=5, ge=2, le=1_000)
    counts_elsewhere: bool = True
    turn_budget_ms: int = Field(default=50, ge=0, le=10_000)
    sync_tick_s: float = Field(default=15.0, gt=0)
    metrics_token: SecretStr | None = Field(default=None, min_length=32)
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def read_settings() -> Settings:
    """The settings from the environment; raises `SettingsError` naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"CGT_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(lines)) from None


def inherited_environment() -> dict[str, str]:
    """What a child process gets of ours: everything but our own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CGT_")}


def read_sites(path: Path) -> tuple[Site, ...]:
    """The treatment centres in the directory file (`[[sites]]`), in its order.

    Raises `SettingsError` naming the file and the place. Its `[[connections]]` are read by
    `gateway.sync.connections`.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(raw.get("sites", []), tuple[Site, ...])
    except FileNotFoundError:
        raise SettingsError(f"CGT_DIRECTORY_FILE: {path} does not exist") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"CGT_DIRECTORY_FILE: {path}: {error}") from None
