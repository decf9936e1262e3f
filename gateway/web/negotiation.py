"""Knows which media type an Accept header prefers among those the endpoint speaks."""

from http import HTTPStatus
from typing import Final

from gateway.web.errors import WebError

GRAPHQL_JSON: Final = "application/graphql-response+json"
OLD_JSON: Final = "application/json"
EVENTS: Final = "text/event-stream"
SPOKEN: Final = (GRAPHQL_JSON, OLD_JSON, EVENTS)
LONGEST: Final = 1_000


def negotiate(accept: str | None) -> str:
    """The media type to answer in; without a header, or for */*, that of GraphQL.

    Raises `WebError` 406. Among equals the one that is named more exactly, then the newer.
    """
    if accept is None or not accept.strip():
        return GRAPHQL_JSON
    if (media := USUAL.get(accept)) is not None:
        return media
    if len(accept) > LONGEST:
        raise WebError(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE")
    return _chosen(accept)


def _chosen(accept: str) -> str:
    ranges = [_range(part) for part in accept.split(",")]
    best = max(SPOKEN, key=lambda media: (_quality(media, ranges), -SPOKEN.index(media)))
    if _quality(best, ranges)[0] <= 0:
        raise WebError(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE")
    return best


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            return name, _number(parameter[2:])
    return name, 1.0


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(media: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """The quality that the most exact matching range gives, and how exact it is."""
    kind = media.split("/", 1)[0]
    for exactness, name in ((2, media), (1, f"{kind}/*"), (0, "*/*")):
        found = [quality for given, quality in ranges if given == name]
        if found:
            return max(found), exactness
    return 0.0, 0


USUAL: Final = {
    accept: _chosen(accept)
    for accept in (
        *SPOKEN,
        "*/*",
        f"{GRAPHQL_JSON}, {OLD_JSON}",
        f"{GRAPHQL_JSON}, {OLD_JSON};q=0.9",
        f"{GRAPHQL_JSON},{OLD_JSON};q=0.9",
        f"{GRAPHQL_JSON}, application/graphql+json, {OLD_JSON}, {EVENTS}, multipart/mixed",
    )
}
"""As the portal and clients write it, chosen once. What others write is never kept (ADR 118)."""
