"""Knows how a command reads the settings, and how it fails: one line, exit code 1."""

import sys
from typing import NoReturn

import typer

from gateway.settings import Settings, SettingsError, read_settings


def fail(message: object) -> NoReturn:
    """End the command; the message says what to do next."""
    print(f"✗ {message}", file=sys.stderr)
    raise typer.Exit(1)


def settings() -> Settings:
    """The settings, or the end of the command."""
    try:
        return read_settings()
    except SettingsError as error:
        fail(error)
