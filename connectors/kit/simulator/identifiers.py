"""Knows how the pretend world numbers things; identifiers are valid and marked as tests."""

from random import Random

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
SITE_FINS = {"st-alder": "A9991", "lakeside": "A9992", "westhaven": "A9993"}
VENDOR_FINS = {"helvance": "A9995", "norvane": "A9996", "tessaly": "A9997"}
VENDOR_DIGITS = {"helvance": 1, "norvane": 2, "tessaly": 3}
PREFIXES = {"helvance": "HV", "norvane": "NV", "tessaly": "TS"}
YEAR = "26"


def seeded(*parts: object) -> Random:
    """A random source that gives the same world every time; nothing secret comes from it."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 (a made-up world)


def check_character(body: str) -> str:
    """Check character of a typed ISBT 128 identifier (MOD 37-2); apart from the product's own."""
    total = 0
    for character in body:
        total = (total + ALPHABET.index(character)) * 2 % 37
    return ALPHABET[(38 - total) % 37]


def coi(vendor: str, *, number: int) -> str:
    """The chain-of-identity identifier of an order, 15 characters."""
    letters = "".join(seeded("coi", vendor, number).choices("ABCDEFGHJKMNPQRSTUVWXYZ", k=3))
    return f"CH{VENDOR_FINS[vendor]}{YEAR}{letters}{number:03d}"


def din(site: str, *, vendor: str, number: int, cycle: int, day: int = 1) -> str:
    """The donation number of one collection, 13 characters."""
    return f"{SITE_FINS[site]}{YEAR}{VENDOR_DIGITS[vendor]}{number:03d}{cycle}{day}"


def lot(vendor: str, *, number: int, cycle: int, run: int) -> str:
    """The maker's name of one manufacturing outcome."""
    return f"{PREFIXES[vendor]}L{YEAR}{number:04d}-{cycle}{run}"


def bag_serial(vendor: str, *, number: int, cycle: int, run: int, bag: int) -> str:
    """The serial of one product bag."""
    return f"{PREFIXES[vendor]}B{YEAR}{number:04d}{cycle}{run}{bag:02d}"


def waybill(vendor: str, *, number: int, leg: str, attempt: int) -> str:
    """The courier's number of one transport."""
    digit = 1 if leg == "SM" else 2
    return f"AIR{VENDOR_DIGITS[vendor]}{digit}{number:05d}{attempt}"


def serial(what: str, *, vendor: str, number: int) -> str:
    """A number of a shipper, a seal and the like."""
    return f"{what}-{seeded(what, vendor, number).randrange(100_000, 999_999)}"
