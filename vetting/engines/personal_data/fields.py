"""Whether a value is what its column says: shapes, ranges and words, never the name alone."""

import re
from collections.abc import Callable
from datetime import date

# What a value of a kind must be, after surrounding blanks are taken off.
_ACCOUNT = re.compile(r"\d[\d -]{5,22}\d\Z")
_BPJS = re.compile(r"(?:\d{13}|\d{11})\Z")
_PASSPORT = re.compile(r"[A-Z]{1,2} ?\d{6,7}\Z")
_PLATE = re.compile(r"[A-Z]{1,2}[ -]?\d{1,4}[ -]?[A-Z]{1,3}\Z")
_LICENCE = re.compile(r"[\d -]{12,16}\Z")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T][\d:.+Z]+)?\Z")
_LOCAL = re.compile(r"(\d{1,2})[-/ ](\d{1,2})[-/ ](\d{4})\Z")
# `Bandung, 5 Januari 1990` and `5 Jan 1990`.
_MONTHS = {"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
           "agu": 8, "ags": 8, "agt": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11,
           "nop": 11, "des": 12, "dec": 12}  # fmt: skip
_WORDED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})\Z")
_PLACED = re.compile(r"(?i)[a-z .'-]{2,40},\s*")
_STREET = re.compile(
    r"(?i)\b(?:jl|jln|jalan|gg|gang|rt|rw|dusun|dsn|desa|ds|kel|kec|kab|kp|kampung|blok|perum|"
    r"komplek|lingkungan|link|no|dukuh|rukun|banjar|br|nagari|jorong)\b"
)
_ICD = re.compile(r"[A-TV-Z]\d{2}(?:\.\d{1,2})?\Z")
_ILL = re.compile(
    r"(?i)hipertens|diabet|asma|tbc?\b|jantung|kanker|stroke|hiv|demam|infeksi|anemia|gagal|"
    r"covid|alergi|ginjal|epilep|stunt|gizi|disab|tuna|cacat|hamil|penyakit|sakit|paru|maag|"
    r"dengue|malaria|hepatitis|gejala|negatif|positif|reaktif|vaksin|sinovac|astra|dosis|"
    r"fisik|mental|buta|tuli"
)
_BLOOD = re.compile(r"(?:A|B|AB|O)[+-]?\Z")
_BULK = re.compile(r"[A-Za-z0-9+/=_-]{120,}\Z|[0-9A-Fa-f]{120,}\Z")
_PICTURE = re.compile(r"(?i)[\w/.-]{4,}\.(?:jpe?g|png|webp|fmd|iso|bmp)\Z")
_DEGREES = re.compile(r"\(?(-?\d{1,3}\.\d{3,})(?:\s*[,; ]\s*(-?\d{1,3}\.\d{3,}))?\)?\Z")
_EXAMPLE = re.compile(r"(\d)\1{5,}|12345678|0123456|87654321")


def _is_birth(value: str) -> bool:
    read = _date(_PLACED.sub("", value, count=1))
    try:
        return read is not None and 1900 <= date(*read).year <= 2030
    except ValueError:
        return False


def _date(value: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, whether or not there is such a day."""
    if found := _ISO.match(value):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _LOCAL.match(value):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _WORDED.match(value):
        month = _MONTHS.get(found[2][:3].lower(), 0)
        return int(found[3]), month, int(found[1])
    return None


def _is_health(value: str) -> bool:
    return bool(_ICD.match(value) or _ILL.search(value) or _BLOOD.match(value))


def _is_degree(value: str) -> bool:
    """A coordinate inside Indonesia, with the decimals that single out a house (three or more).

    One number, or latitude and longitude together.
    """
    found = _DEGREES.match(value)
    if not found:
        return False
    first, second = float(found[1]), float(found[2] or found[1])
    return all(-11.1 <= each <= 6.1 or 94.9 <= each <= 141.1 for each in (first, second))


def _is_account(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return bool(_ACCOUNT.match(value)) and 8 <= len(digits) <= 16


VALID: dict[str, Callable[[str], bool]] = {
    "bpjs": lambda value: bool(_BPJS.match(value)),
    "bank-account": _is_account,
    "passport": lambda value: bool(_PASSPORT.match(value)),
    "plate": lambda value: bool(_PLATE.match(value)),
    "driving-licence": lambda value: bool(_LICENCE.match(value)),
    "birth": _is_birth,
    "address": lambda value: len(value) > 8 and bool(_STREET.search(value)),
    "health": _is_health,
    "biometric": lambda value: bool(_BULK.match(value) or _PICTURE.match(value)),
    "coordinates": _is_degree,
}
# Numbers given to one person each: a column that repeats them was made up.
ONE_EACH = {"bpjs", "bank-account", "passport", "plate", "driving-licence"}


def is_example(kind: str, value: str) -> bool:
    """Whether one number is plainly invented: `1234567890`, `B 1234 ABC`."""
    if kind == "plate":
        return value.replace(" ", "").upper() in ("B1234ABC", "B1234XYZ", "AB1234CD", "D1234ABC")
    return kind in ONE_EACH and _EXAMPLE.search(re.sub(r"\D", "", value)) is not None
