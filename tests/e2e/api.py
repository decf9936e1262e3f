"""A running world, and its API as a program calls it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

MEDIA = "application/graphql-response+json"
TREE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class World:
    """A running world: its address, and the folder of its state."""

    url: str
    data: Path

    def command(self, *words: str) -> str:
        """Run `python -m gateway WORDS` against this world; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "gateway", *words, "--data", str(self.data)],
            cwd=TREE,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


def token(world: World, person: str) -> str:
    """A bearer token by the command of the README."""
    return world.command("token", person)


def ask(
    world: World, query: str, *, bearer: str, variables: dict[str, object] | None = None
) -> httpx.Response:
    """One operation."""
    return httpx.post(
        f"{world.url}/graphql",
        json={"query": query, "variables": variables or {}},
        headers={"authorization": f"Bearer {bearer}", "accept": MEDIA},
        timeout=20,
    )
