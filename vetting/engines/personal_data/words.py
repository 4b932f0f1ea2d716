"""What the name of a column, key or neighbouring word says about the value beside it."""

import re
from functools import lru_cache

_SPLIT = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=[A-Z])")

_TOKENS = {
    "kk": {"kk", "nkk", "nokk", "nomorkk", "keluarga"},
    "npwp": {"npwp", "nonpwp", "npwpd", "pajak"},
    "nik": {"nik", "noktp", "nonik", "nomornik", "ktp", "identitas", "kependudukan", "penduduk"},
    "phone": {"hp", "nohp", "telp", "notelp", "tlp", "telepon", "telpon", "phone", "wa", "nowa",
              "whatsapp", "mobile", "handphone", "seluler", "msisdn"},
    "email": {"email", "mail", "surel"},
    "birth": {"lahir", "tgllahir", "birth", "dob", "birthdate", "birthday", "ttl", "tempatlahir"},
    "address": {"alamat", "address", "domisili"},
    "gender": {"kelamin", "jk", "jenkel", "gender", "sex"},
    "religion": {"agama", "religion"},
    "name": {"nama", "name", "fullname", "namalengkap", "firstname", "lastname"},
}  # fmt: skip
# Sixteen digits under these names are something else, whatever their shape.
_FOREIGN = {"imei", "barcode", "timestamp", "time", "va", "rekening", "norek", "invoice", "order",
            "trx", "transaksi", "hash", "token", "nisn", "iccid", "isbn", "lat", "lng", "lon",
            "latitude", "longitude", "microtime", "checksum", "sku", "resi"}  # fmt: skip


@lru_cache(maxsize=4096)
def meaning(name: str) -> str:
    """The class of a name: nik, kk, npwp, phone, email …, `foreign`, or "" when it says nothing.

    `no_kk`, `noKK`, `Nomor KK` and `NO. KK` are one name. Foreign words win over the others,
    and KK over NIK, for `nik_kepala_kk` is told apart by its first word.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    parts = (part.rstrip("0123456789") for part in _SPLIT.split(spaced.lower()))
    tokens = [part for part in parts if part]
    if not tokens:
        return ""
    if _FOREIGN.intersection(tokens):
        return "foreign"
    if tokens[0] == "nik":
        return "nik"
    for kind, words in _TOKENS.items():
        if words.intersection(tokens):
            return kind
    return ""


PERSON = ("nik", "kk", "birth", "address", "gender", "religion", "name", "phone", "email")
_TELLING = {"nik", "kk", "birth", "phone", "email", "religion"}


@lru_cache(maxsize=4096)
def is_person_table(columns: tuple[str, ...]) -> bool:
    """Whether a table with these columns holds one person a row.

    At least three kinds of personal data, one of which is not just a name and an address:
    a table of offices or of products does not reach that.
    """
    kinds = {meaning(column) for column in columns} & set(PERSON)
    return len(kinds) >= 3 and bool(kinds & _TELLING)
