"""Brings the realm of an existing Keycloak to its description, or says what differs."""

from gateway.app.house import StartError
from gateway.session.admin import AdminRefusedError, AdminUnreachableError
from gateway.session.admin_accounts import master_admin
from gateway.session.client_keys import ClientKeyError, make_client_key
from gateway.session.realm import RealmDescription, describe_realm
from gateway.session.reconcile import RealmError, apply_realm, plan_realm
from gateway.settings import Settings, read_sites


async def realm_lines(settings: Settings, *, username: str, password: str, mend: bool) -> list[str]:
    """A line a difference between the server and the realm as code, mended first if `mend`.

    `username` is an administrator of the master realm. Raises `StartError`.
    """
    admin = master_admin(
        server_url=settings.keycloak_url,
        realm=settings.realm,
        username=username,
        password=password,
    )
    try:
        realm = _described(settings)
        if mend:
            done = await apply_realm(admin, realm)
            return [f"mended {one.line()}" for one in done.mended] + [
                one.line() for one in done.left
            ]
        return [one.line() for one in await plan_realm(admin, realm)]
    except (RealmError, AdminUnreachableError, AdminRefusedError, ClientKeyError) as error:
        raise StartError(str(error)) from error
    finally:
        await admin.close()


def _described(settings: Settings) -> RealmDescription:
    """With the public halves of the two client keys, which are made if they are missing."""
    portal = make_client_key(settings.portal_key_file, client_id="portal")
    roles = make_client_key(settings.roles_key_file, client_id="roles")
    return describe_realm(
        name=settings.realm,
        public_url=settings.public_url,
        sites=read_sites(settings.directory_file),
        portal_jwk=dict(portal.public_jwk),
        roles_jwk=dict(roles.public_jwk),
    )
