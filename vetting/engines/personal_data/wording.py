"""The sentences of findings: what was found, how much of it, and in which column."""

from collections.abc import Mapping
from typing import Any

from vetting.engines.personal_data.kinds import kind_named
from vetting.model.text import Text

_NOUNS = {
    "nik": Text("NIK", "national ID numbers (NIK)"),
    "kk": Text("nomor Kartu Keluarga", "family card numbers (KK)"),
    "npwp": Text("NPWP", "tax numbers (NPWP)"),
    "phone": Text("nomor telepon", "telephone numbers"),
    "email": Text("alamat surel", "e-mail addresses"),
}
_MADE_UP = {
    "example": Text("berupa contoh yang lazim dipakai", "the usual made-up examples"),
    "random-regions": Text("kode wilayahnya acak", "their region codes are random"),
    "one-date": Text("hampir semua bertanggal lahir sama", "nearly all share one date of birth"),
    "ordered": Text("nomornya berurutan", "they follow one another"),
    "repeated": Text("nomornya berulang", "they repeat"),
    "reserved-domain": Text("surelnya berdomain contoh", "their e-mail domains are reserved"),
    "spread": Text(
        "domainnya beraneka dan hampir tidak ada yang Indonesia",
        "their domains are of all the world, hardly any Indonesian",
    ),
    "numbered-names": Text("namanya bernomor urut", "their names are numbered"),
    "faker": Text("alamatnya khas pembangkit data", "their addresses are a generator's"),
}
_PHOTOS = {
    "number-in-name": Text("bernama NIK", "named after a NIK"),
    "document-folder": Text("di folder dokumen identitas", "in a folder of identity documents"),
    "document-name": Text("bernama dokumen identitas", "named like an identity document"),
}


def number(count: int, *, about: bool = False) -> Text:
    """A count as each language writes it: `1.200` and `1,200`, with "sekitar" if estimated."""
    english = f"{count:,}"
    indonesian = english.replace(",", ".")
    return Text(f"sekitar {indonesian}", f"about {english}") if about else Text(indonesian, english)


def column(group: Mapping[str, Any]) -> str:
    """`table.column` of a group, or "" when neither is known."""
    return ".".join(part for part in (group["table"], group["column"]) if part)


def _where(group: Mapping[str, Any]) -> Text | None:
    name = column(group)
    return Text(f" pada kolom {name}", f" in the column {name}") if name else None


def message(group: Mapping[str, Any]) -> Text:
    """The sentence for numbers or contacts of one column."""
    noun = _NOUNS[group["detector"]]
    count = number(group["distinct"], about=group["sampled"])
    where = _where(group)
    told = f"Berkas memuat {count.id} {noun.id} berbeda{where.id if where else ''}"
    en = f"The file holds {count.en} different {noun.en}{where.en if where else ''}"
    if group["made-up"]:
        why = _MADE_UP[group["made-up"]]
        return Text(f"{told}, tampaknya data buatan: {why.id}.", f"{en}, likely made up: {why.en}.")
    return Text(f"{told}.", f"{en}.")


def evidence(group: Mapping[str, Any]) -> str:
    """One masked value and its column; contacts show no value at all."""
    return " ".join(part for part in (column(group), group["example"]) if part)


def record_message(row: Mapping[str, Any]) -> Text:
    """The sentence for a column of accounts, dates of birth, diagnoses and the like."""
    noun = kind_named(row["detector"]).title
    count = number(row["rows"], about=row["sampled"])
    told = f"Berkas memuat {count.id} baris berisi {noun.id} pada kolom {column(row)}"
    en = f"The file holds {count.en} rows with a {noun.en} in the column {column(row)}"
    if row["made-up"]:
        why = _MADE_UP[row["made-up"]]
        return Text(f"{told}, tampaknya data buatan: {why.id}.", f"{en}, likely made up: {why.en}.")
    return Text(f"{told}.", f"{en}.")


def table_message(table: Mapping[str, Any]) -> Text:
    """The sentence for a dumped table of persons."""
    count = number(table["rows"])
    return Text(
        f"Salinan basis data memuat {count.id} baris data orang pada tabel {table['table']}.",
        f"The database dump holds {count.en} rows about persons in the table {table['table']}.",
    )


def photo_message(rule: str, count: int) -> Text:
    """The sentence for a folder of identity photos."""
    why, many = _PHOTOS[rule], number(count)
    return Text(
        f"{many.id} gambar atau dokumen {why.id} ikut dikirim.",
        f"{many.en} images or documents {why.en} were handed in.",
    )
