"""Synthetic dumps of residents in the shapes that offices hand in; no real person's data."""

import json
import random
from collections.abc import Callable, Iterator

from vetting.engines.personal_data.numbers import DAYS, regions

COLUMNS = ("id", "nik", "no_kk", "nama", "alamat", "tgl_lahir", "no_hp", "email", "npwp",
           "no_bpjs", "no_rekening", "no_paspor", "no_polisi", "golongan_darah", "diagnosa",
           "lat_rumah", "lng_rumah", "created_at")  # fmt: skip
# The columns that hold something about a person, with the detector that must say so.
PERSONAL = {"nik": "nik", "no_kk": "kk", "alamat": "name-address", "tgl_lahir": "birth-date",
            "no_hp": "phone", "email": "email", "npwp": "npwp", "no_bpjs": "bpjs",
            "no_rekening": "bank-account", "no_paspor": "passport", "no_polisi": "plate",
            "diagnosa": "health", "lat_rumah": "home-coordinates"}  # fmt: skip
_FIRST = ("Siti", "Budi", "Wayan", "Agus", "Dewi", "Made", "Rina", "Joko", "Sri", "Ahmad")
_LAST = ("Uji", "Contoh", "Rekaan", "Buatan", "Semu", "Tiruan", "Peraga", "Latihan")
_STREETS = ("Melati", "Kenanga", "Pahlawan", "Merdeka", "Cempaka")
_ILLS = ("Hipertensi", "TB paru", "Diabetes melitus", "Asma bronkial", "Demam dengue")


class Residents:
    """Draws rows of invented residents with a fixed seed."""

    def __init__(self, seed: int = 7) -> None:
        self._draw = random.Random(seed)
        self._regions = [code.decode() for code in sorted(regions())]
        self._days = [day.decode() for day in sorted(DAYS)]

    def number(self) -> str:
        """A NIK or KK: known kecamatan, a date, a serial."""
        draw = self._draw
        return f"{draw.choice(self._regions)}{draw.choice(self._days)}{draw.randint(1, 999):04}"

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one resident, in the order of COLUMNS."""
        draw = self._draw
        return (
            str(index), self.number(), self.number(),
            f"{draw.choice(_FIRST)} {draw.choice(_LAST)}",
            f"Jl. {draw.choice(_STREETS)} No. {draw.randint(1, 99)} RT {draw.randint(1, 9):03}"
            f"/RW {draw.randint(1, 9):03}",
            f"{draw.randint(1940, 2015)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            f"08{draw.choice(('12', '13', '57', '77', '95'))}{draw.randint(10**7, 10**8 - 1)}",
            f"warga{index}@surat-uji.id",
            f"{draw.randint(10, 99)}.{draw.randint(100, 999)}.{draw.randint(100, 999)}."
            f"{draw.randint(1, 9)}-{draw.randint(100, 999)}.{draw.randint(100, 999)}",
            f"000{draw.randint(10**9, 10**10 - 1)}", str(draw.randint(10**9, 10**10 - 1)),
            f"{draw.choice('ABCEX')}{draw.randint(10**6, 10**7 - 1)}",
            f"{draw.choice(('B', 'D', 'L', 'AB', 'DK'))} {draw.randint(1000, 9999)} "
            f"{''.join(draw.choices('ABCDEFGHKLNPRSTUVXYZ', k=3))}",
            draw.choice(("A", "B", "AB", "O")), draw.choice(_ILLS),
            f"-{draw.uniform(6, 8):.7f}", f"{draw.uniform(107, 112):.7f}",
            f"2025-0{draw.randint(1, 9)}-1{draw.randint(0, 9)} 08:1{draw.randint(0, 9)}:00",
        )  # fmt: skip

    def rows(self, count: int) -> Iterator[tuple[str, ...]]:
        """So many rows."""
        return (self.row(index) for index in range(1, count + 1))


Shape = Callable[[list[tuple[str, ...]]], bytes]


def _values(row: tuple[str, ...]) -> str:
    return "(" + ",".join(f"'{cell}'" for cell in row) + ")"


def mysqldump(rows: list[tuple[str, ...]]) -> bytes:
    """CREATE TABLE, then INSERT of many rows without a column list."""
    columns = ",\n".join(f"  `{name}` varchar(191) DEFAULT NULL" for name in COLUMNS)
    blocks = [rows[at : at + 2000] for at in range(0, len(rows), 2000)]
    inserts = (f"INSERT INTO `warga` VALUES {','.join(map(_values, block))};" for block in blocks)
    return f"CREATE TABLE `warga` (\n{columns}\n);\n{chr(10).join(inserts)}\n".encode()


def phpmyadmin(rows: list[tuple[str, ...]]) -> bytes:
    """INSERT with a column list, one row a line."""
    head = f"INSERT INTO `warga` ({', '.join(f'`{name}`' for name in COLUMNS)}) VALUES\n"
    blocks = [rows[at : at + 500] for at in range(0, len(rows), 500)]
    return "".join(head + ",\n".join(map(_values, block)) + ";\n" for block in blocks).encode()


def one_a_row(rows: list[tuple[str, ...]]) -> bytes:
    """A statement a row, as `pg_dump --column-inserts` writes it."""
    head = f"INSERT INTO public.warga ({', '.join(COLUMNS)}) VALUES "
    return "".join(f"{head}{_values(row)};\n" for row in rows).encode()


def copy(rows: list[tuple[str, ...]]) -> bytes:
    """PostgreSQL's COPY … FROM stdin."""
    body = "\n".join("\t".join(row) for row in rows)
    return f"COPY public.warga ({', '.join(COLUMNS)}) FROM stdin;\n{body}\n\\.\n".encode()


def sql_server(rows: list[tuple[str, ...]]) -> bytes:
    """SQL Server's generated script: no INTO, bracketed names, N'' strings, UTF-16."""
    names = ", ".join(f"[{name}]" for name in COLUMNS)
    lines = (
        f"INSERT [dbo].[warga] ({names}) VALUES ({', '.join(f'N{cell!r}' for cell in row)})\r\n"
        for row in rows
    )
    return "".join(lines).encode("utf-16")


def sql_server_rows(rows: list[tuple[str, ...]]) -> bytes:
    """SQL Server with several rows a statement."""
    head = f"INSERT INTO [dbo].[warga] ({', '.join(f'[{name}]' for name in COLUMNS)}) VALUES\r\n"
    told = [f"(N{', N'.join(repr(cell) for cell in row)})" for row in rows]
    blocks = [told[at : at + 500] for at in range(0, len(told), 500)]
    return "".join(head + ",\r\n".join(block) + ";\r\nGO\r\n" for block in blocks).encode()


def assigned(rows: list[tuple[str, ...]]) -> bytes:
    """MySQL's INSERT … SET column = value."""
    told = (", ".join(f"`{k}` = '{v}'" for k, v in zip(COLUMNS, row, strict=True)) for row in rows)
    return "".join(f"INSERT INTO `warga` SET {each};\n" for each in told).encode()


def oracle_all(rows: list[tuple[str, ...]]) -> bytes:
    """Oracle's INSERT ALL with an INTO a row."""
    into = f"  INTO WARGA ({', '.join(COLUMNS)}) VALUES "
    blocks = [rows[at : at + 500] for at in range(0, len(rows), 500)]
    told = ("".join(f"{into}{_values(row)}\n" for row in block) for block in blocks)
    return "".join(f"INSERT ALL\n{each}SELECT * FROM dual;\n" for each in told).encode()


def oracle_developer(rows: list[tuple[str, ...]]) -> bytes:
    """As SQL Developer exports: `Insert into`, a statement a row, dates by a function."""
    date = COLUMNS.index("tgl_lahir")
    head = f"Insert into SIAK.WARGA ({','.join(name.upper() for name in COLUMNS)}) values ("
    told = (
        ",".join(
            f"to_date('{cell}','YYYY-MM-DD')" if at == date else f"'{cell}'"
            for at, cell in enumerate(row)
        )
        for row in rows
    )
    return "".join(f"{head}{each});\n" for each in told).encode()


def sqlite(rows: list[tuple[str, ...]]) -> bytes:
    """SQLite's .dump: the columns in one line, and no list of them in a row's statement."""
    head = f"CREATE TABLE warga ({', '.join(f'{name} TEXT' for name in COLUMNS)});\n"
    rows_ = "".join(f"INSERT INTO warga VALUES{_values(row)};\n" for row in rows)
    return f"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n{head}{rows_}COMMIT;\n".encode()


def union(rows: list[tuple[str, ...]]) -> bytes:
    """Rows as SELECT … UNION ALL SELECT."""
    head = f"INSERT INTO warga ({', '.join(COLUMNS)})\n"
    blocks = [rows[at : at + 200] for at in range(0, len(rows), 200)]
    told = (
        " UNION ALL\n".join(f"SELECT {_values(row)[1:-1]}" for row in block) for block in blocks
    )
    return "".join(f"{head}{each};\n" for each in told).encode()


def csv(rows: list[tuple[str, ...]]) -> bytes:
    """Semicolons, as a spreadsheet in Indonesian settings saves it."""
    return "\n".join([";".join(COLUMNS), *(";".join(row) for row in rows)]).encode()


def json_lines(rows: list[tuple[str, ...]]) -> bytes:
    """One object a line."""
    return "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows).encode()


SHAPES: dict[str, tuple[str, Shape]] = {
    "mysqldump": ("", mysqldump),
    "phpmyadmin": ("", phpmyadmin),
    "pg_dump --inserts": ("", one_a_row),
    "pg_dump COPY": ("", copy),
    "SQL Server": ("", sql_server),
    "SQL Server, rows": ("", sql_server_rows),
    "MySQL SET": ("", assigned),
    "Oracle INSERT ALL": ("", oracle_all),
    "Oracle SQL Developer": ("", oracle_developer),
    "SQLite .dump": ("", sqlite),
    "UNION ALL": ("", union),
    "CSV": ("csv", csv),
    "JSON lines": ("json", json_lines),
}
