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
_EXAMPLE = re.compile(r"(\d)\1{5,}|12345678|0123456|87654321")


def _is_birth(value: str) -> bool:
    found = _ISO.match(value)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        found = _LOCAL.match(value)
        if not found:
            return False
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1900 <= year <= 2030


def _is_health(value: str) -> bool:
    return bool(_ICD.match(value) or _ILL.search(value) or _BLOOD.match(value))


def _is_degree(value: str) -> bool:
    """A coordinate inside Indonesia, with the decimals that single out a house (three or more)."""
    found = re.match(r"(-?\d{1,3})\.\d{3,}\Z", value)
    if not found:
        return False
    number = float(value)
    return -11.1 <= number <= 6.1 or 94.9 <= number <= 141.1


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
