"""A small gateway over the real Keycloak, and browsers without a screen."""

from collections.abc import Generator

import pytest

from tests.gateway.session.world import Browser, Portal, Realm, a_browser, a_portal


@pytest.fixture(scope="session")
def portal(realm: Realm, tmp_path_factory: pytest.TempPathFactory) -> Generator[Portal]:
    with a_portal(realm, tmp_path_factory.mktemp("portal")) as serving:
        yield serving


@pytest.fixture
def browser() -> Generator[Browser]:
    with a_browser() as one:
        yield one


@pytest.fixture
def other_browser() -> Generator[Browser]:
    with a_browser() as one:
        yield one
