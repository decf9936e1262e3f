"""Makes the key files of an installation before its first start; a file that stands is kept."""

from dataclasses import dataclass
from pathlib import Path

from gateway.app.audit import open_signer
from gateway.app.house import StartError, open_house
from gateway.session.client_keys import ClientKeyError, make_client_key
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """The files that were missing and are made, those that stood, and the key to note down."""

    made: tuple[Path, ...]
    kept: tuple[Path, ...]
    first_audit_key: str


async def make_key_files(settings: Settings) -> KeyFiles:
    """Once, before processes that start together would each make files of their own.

    Raises `StartError`, above all when a file is missing beside a store that was filled with it.
    """
    clients = {"portal": settings.portal_key_file, "roles": settings.roles_key_file}
    files = (*clients.values(), settings.vault_key_file, settings.audit_key_file)
    kept = tuple(file for file in files if file.exists())
    async with open_house(settings) as house:
        signer = await open_signer(house)
    try:
        for client_id, file in clients.items():
            make_client_key(file, client_id=client_id)
    except ClientKeyError as error:
        raise StartError(str(error)) from error
    made = tuple(file for file in files if file not in kept)
    return KeyFiles(made=made, kept=kept, first_audit_key=signer.keys[0].id)
