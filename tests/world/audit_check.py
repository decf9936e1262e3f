"""Checks an audit export by docs/audit.md alone: no line of the gateway's is used.

`python tests/world/audit_check.py EXPORT [SECOND_PLACE] [FIRST_KEY_ID]` prints what is wrong.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json: TypeAlias = dict[str, object]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root(leaves[:half]), root(leaves[half:]))


def signed(public: bytes | None, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public or b"").verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted(keys: list[Json], pinned: str | None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, key in enumerate(keys):
        public = base64.b64decode(str(key["public"]))
        after = cast("str | None", key.get("after"))
        told = {"after": after, "key": key["id"], "public": public.hex(), "v": "cgt-audit-key-1"}
        proof = base64.b64decode(str(key.get("introduction") or ""))
        first = key["id"] == pinned if pinned else number == 0
        if hashlib.sha256(public).hexdigest()[:16] == key["id"] and (
            first or signed(found.get(after or ""), proof, canonical(told))
        ):
            found[str(key["id"])] = public
    return found


def checkpoints(lines: list[Json], keys: dict[str, bytes]) -> Iterator[tuple[Json, str] | str]:
    for line in lines:
        text, signature = str(line["checkpoint"]), base64.b64decode(str(line["signature"]))
        point = cast("Json", json.loads(text))
        if signed(keys.get(str(point["key"])), signature, text.encode()):
            yield point, text
        else:
            yield f"checkpoint {point['number']}: not signed"


def of(lines: list[Json], kind: str) -> list[Json]:
    return [line for line in lines if line["t"] == kind]


def events_by_writer(lines: list[Json]) -> dict[str, list[tuple[Json, bytes]]]:
    found: dict[str, list[tuple[Json, bytes]]] = {}
    for line in of(lines, "event"):
        text = str(line["text"])
        event = cast("Json", json.loads(text))
        found.setdefault(str(event["writer"]), []).append((event, text.encode()))
    return found


def stream_of(
    lines: list[Json], second: Sequence[bytes], keys: dict[str, bytes], wrong: list[str]
) -> dict[int, tuple[Json, str]]:
    here: dict[int, tuple[Json, str]] = {}
    for found in checkpoints(
        [cast("Json", one["signed"]) for one in of(lines, "checkpoint")], keys
    ):
        if isinstance(found, str):
            wrong.append(found)
        else:
            here[cast("int", found[0]["number"])] = found
    kept = [cast("Json", json.loads(line[line.index(b"{") :])) for line in second]
    for found in checkpoints(kept, keys):
        if not isinstance(found, str) and here.get(cast("int", found[0]["number"])) != found:
            wrong.append(f"checkpoint {found[0]['number']}: the second place has another")
            here[cast("int", found[0]["number"])] = found
    return here


def as_signed(point: Json, events: list[tuple[Json, bytes]], tenant: object) -> bool:
    first, last = cast("int", point["first"]), cast("int", point["last"])
    told = {"encoding": "cgt-audit-event-1", "tenant": tenant, "v": "cgt-audit-genesis-1"}
    head = sha(b"\2", canonical({**told, "writer": point["writer"]}))
    leaves = [sha(b"\0", text) for _, text in events[:last]]
    for leaf in leaves:
        head = sha(b"\2", head, leaf)
    numbers = [event["sequence"] for event, _ in events[first - 1 : last]]
    same = (head.hex(), root(leaves[first - 1 :]).hex()) == (point["head"], point["root"])
    return same and numbers == list(range(first, last + 1))


def walked(stream: dict[int, tuple[Json, str]], lines: list[Json], wrong: list[str]) -> None:
    events, previous, ends = events_by_writer(lines), "0" * 64, dict[str, int]()
    for number in range(1, max(stream, default=0) + 1):
        if number not in stream:
            wrong.append(f"checkpoint {number}: missing")
            continue
        point, text = stream[number]
        writer, first, last = str(point["writer"]), point["first"], cast("int", point["last"])
        if point["previous"] != previous or first != ends.get(writer, 0) + 1:
            wrong.append(f"checkpoint {number}: does not follow")
        if not as_signed(point, events.get(writer, []), lines[0]["tenant"]):
            wrong.append(f"{writer} {first}-{last}: not what checkpoint {number} signs")
        previous, ends[writer] = hashlib.sha256(text.encode()).hexdigest(), last
    wrong += [f"{w}: unsigned events" for w, es in events.items() if len(es) != ends.get(w, 0)]


def named_sets(lines: list[Json], wrong: list[str]) -> None:
    sets = {one["digest"]: cast("list[str]", one.get("members", [])) for one in of(lines, "set")}
    events = [event for some in events_by_writer(lines).values() for event, _ in some]
    for digest in {e[noun] for e in events for noun in ("orders", "patients", "sites")} - {None}:
        told = {"members": sorted(sets.get(digest, [])), "v": "cgt-audit-set-1"}
        if hashlib.sha256(canonical(told)).hexdigest() != digest:
            wrong.append(f"set {digest}: changed or missing")


def check(
    export: Sequence[bytes], second: Sequence[bytes] = (), pinned: str | None = None
) -> list[str]:
    lines, wrong = [cast("Json", json.loads(line)) for line in export], list[str]()
    keys = trusted([cast("Json", line["key"]) for line in of(lines, "key")], pinned)
    walked(stream_of(lines, second, keys, wrong), lines, wrong)
    named_sets(lines, wrong)
    digest = hashlib.sha256(b"".join(export[:-1])).hexdigest()
    told = {"digest": digest, "lines": len(lines) - 1, "v": "cgt-audit-export-1"}
    closing = canonical({**told, "tenant": lines[0]["tenant"]})
    signature = bytes.fromhex(str(lines[-1].get("signature", "")))
    if not signed(keys.get(str(lines[-1].get("by"))), signature, closing):
        wrong.append("the closing signature is wrong")
    end = {"t": "end", "digest": digest, "lines": len(lines) - 1, "by": lines[-1].get("by")}
    if (
        export[-1]
        != json.dumps(end | {"signature": signature.hex()}, separators=(",", ":")).encode() + b"\n"
    ):
        wrong.append("the closing line is written otherwise")
    return wrong


if __name__ == "__main__":
    files = [Path(name).read_bytes().splitlines(keepends=True) for name in sys.argv[1:3]]
    found = check(files[0], files[1] if len(files) > 1 else (), *sys.argv[3:4])
    sys.stdout.write("\n".join(found or ["whole"]) + "\n")
    sys.exit(bool(found))
