"""Knows the made-up patients and which staff of the three treatment centres care for them."""

from datetime import date, timedelta

from connectors.kit.simulator.identifiers import seeded
from connectors.kit.simulator.records import Detail, Person

FAMILY_NAMES = (  # noqa: SIM905 (a page of words reads best as a page)
    "Achermann Amstutz Bălănescu Berisha Björklund Brügger Castiglioni Çelebi Chevalier Czerny "
    "Dąbrowski Delacroix Eggimann Escobedo Fankhauser Ferreira Gjergji Gschwend Haldimann "
    "Hørlund Ibáñez Inderbitzin Jørgensen Jankowska Kälin Kováčová Küttel Lindqvist Łuczak "
    "Mächler Marchetti Mäkinen Nägeli Nowicka Oberholzer O'Rahilly Özdemir Pellegrini Přibylová "
    "Quispe Räber Rossignol Rüegg Sánchez Schüpbach Šimková Stücheli Thorvaldsen Tschümperlin "
    "Ugarte Underhill Vătămanu Villiger Vögtli Wälchli Weyermann Whitcombe Xhemaili Yûldez "
    "Zgraggen Zürcher Æbersold"
).split()
GIVEN_NAMES = (  # noqa: SIM905 (a page of words reads best as a page)
    "Aurelia Benedikt Cosima Désirée Emanuel Fiammetta Gašper Henriette Ignacio Jadwiga Kasimir "
    "Leocadia Małgorzata Nathanael Ophélie Philippa Quentin Rosalind Søren Theodora Ulises "
    "Veronika Wilhelmina Xaverina Yannick Zdeňka Ambrosius Božena Cornelius Drahomír Eleonora "
    "Frédérique Gwendolyn Hannelore Isidora Jean-Luc Klementine Ludovika Maximiliane Nikoletta "
    "Octavian Perpetua Radoslav Seraphina Thaddäus Valentín Walburga Zacharias"
).split()
STREETS = (
    ("Lindenhofgasse", "Rämihalde", "Brunnmattweg", "Sonnenbühlstrasse", "Mühleackerweg"),
    ("Copperfield Lane", "Heronsgate Road", "Thistledown Avenue", "Old Quarry Street"),
    ("Birkenwerderallee", "Nussbaumpfad", "Fährhausstraße", "Holunderkamp", "Kranichweg"),
)
TOWNS = ("Zürich", "London", "Berlin")
HLA_A = ("A*01:01", "A*02:01", "A*03:01", "A*11:01", "A*24:02", "A*29:02")
HLA_B = ("B*07:02", "B*08:01", "B*15:01", "B*35:01", "B*44:02", "B*51:01")
HLA_DR = ("DRB1*01:01", "DRB1*03:01", "DRB1*04:01", "DRB1*07:01", "DRB1*11:04", "DRB1*15:01")
INFECTIONS = ("all negative", "anti-HBc positive", "CMV IgG positive", "HIV-1/2 reactive")
SITES = ("st-alder", "lakeside", "westhaven")
TEAMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "st-alder": (
        ("l.meier@st-alder.example", "h.lenz@st-alder.example", "m.ferri@st-alder.example"),
        ("l.meier@st-alder.example", "i.okafor@st-alder.example", "a.widmer@st-alder.example"),
        ("l.meier@st-alder.example", "h.lenz@st-alder.example", "n.kraus@st-alder.example"),
        ("i.okafor@st-alder.example", "t.vogel@st-alder.example"),
    ),
    "lakeside": (
        ("o.hart@lakeside.example", "b.cole@lakeside.example", "w.moss@lakeside.example"),
        ("o.hart@lakeside.example", "i.okafor@st-alder.example"),
        ("b.cole@lakeside.example",),
    ),
    "westhaven": (
        ("k.albers@westhaven.example", "f.jansen@westhaven.example"),
        ("k.albers@westhaven.example",),
        ("f.jansen@westhaven.example",),
    ),
}
CHECKERS: dict[str, list[Detail]] = {
    "st-alder": ["H. Lenz", "M. Ferri"],
    "lakeside": ["B. Cole", "W. Moss"],
    "westhaven": ["F. Jansen", "K. Albers"],
}
ASCII = str.maketrans(
    "ăáàâäåæąçčćďéèêěğíïıłñňøöóőřšșşțťüúůýžźżÆÇŁØÖŠÜ'Ž",
    "aaaaaaaacccdeeeegiiilnnoooorsssttuuuyzzzACLOOSU-Z",
)
DAY_ZERO = date(2026, 11, 1)


def person(number: int, *, site: str, cause_of_death: str | None = None) -> Person:
    """The patient of one order; `number` is unique over the whole world, 1 to 256."""
    draw = seeded("person", number)
    family, given = _names(number)
    place = SITES.index(site)
    mailbox = f"{given}.{family}".lower().translate(ASCII).replace(" ", "-")
    return Person(
        number=number,
        family_name=family,
        given_name=given,
        mrn=f"{('SA', 'LK', 'WH')[place]}{4_100_000 + number * 7_919 % 899_999}",
        national_id=_national_id(number, place=place),
        phone=_phone(number, place=place),
        email=f"{mailbox}@mail.example",
        address=f"{draw.choice(STREETS[place])} {number}, {TOWNS[place]}",
        birth_date=_birth_date(number, child=site == "westhaven"),
        sex=draw.choice("FM"),
        postcode=_postcode(number, place=place),
        weight_kg=round(draw.uniform(12, 48) if place == 2 else draw.uniform(47, 104), 1),  # noqa: PLR2004 (the children's hospital)
        hla_typing=";".join(",".join(draw.sample(locus, k=2)) for locus in (HLA_A, HLA_B, HLA_DR)),
        idm_result=f"IDM {number:03d}: {draw.choices(INFECTIONS, weights=(7, 2, 3, 1))[0]}",
        cause_of_death=cause_of_death,
    )


def care_team(site: str, *, number: int) -> tuple[str, ...]:
    """The e-mail addresses on an order; not every order has every person of the site."""
    teams = TEAMS[site]
    return teams[number % len(teams)]


def _names(number: int) -> tuple[str, str]:
    family = FAMILY_NAMES[number * 5 % len(FAMILY_NAMES)]
    second = FAMILY_NAMES[(number * 11 + 3) % len(FAMILY_NAMES)]
    given = GIVEN_NAMES[number * 7 % len(GIVEN_NAMES)]
    turn = number // len(FAMILY_NAMES)
    if turn == 0:
        return family, given
    return (f"{family}-{second}" if turn % 2 else f"{family} van {second}"), given


def _birth_date(number: int, *, child: bool) -> date:
    draw = seeded("birth", number)
    years = draw.uniform(2, 16) if child else draw.uniform(19, 79)
    return DAY_ZERO - timedelta(days=int(years * 365.25))


def _national_id(number: int, *, place: int) -> str:
    draw = seeded("national", number)
    if place == 0:
        return f"756.9999.{draw.randrange(1000, 9999)}.{number % 100:02d}"
    if place == 1:
        return f"999 {number:03d} {draw.randrange(1000, 9999)}"
    return f"X999{number:03d}{draw.randrange(100, 999)}"


def _phone(number: int, *, place: int) -> str:
    """Numbers nobody can have: an impossible Swiss area, the drama ranges of London and Berlin."""
    if place == 0:
        return f"+41 00 555 {number:03d}"
    if place == 1:
        return f"+44 7700 900{number:03d}"
    return f"+49 30 23125{number:03d}"


def _postcode(number: int, *, place: int) -> str:
    if place == 0:
        return str(8000 + number * 3 % 900)
    if place == 1:
        return f"N{1 + number % 22} {number % 9}ZZ"
    return str(10_115 + number * 13 % 3_900)
