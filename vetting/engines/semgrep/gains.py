"""What can be gained by filling any column of a table: without that, such a fault is not sure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vetting.engines.base import Bench
from vetting.engines.semgrep.findings import add, lessen
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

WORKER = "vetting.engines.semgrep.gains_worker"
_WORTH = re.compile(
    r"(?:user_?|id_)?(?:roles?|level|peran|hak_?akses|akses|gro?up|group|privileges?|permissions?)(?:_?id)?"
    r"|(?:is_?)?(?:super_?)?admin(?:istrator)?"
    r"|pass(?:word|wd)?|(?:kata_?)?sandi|pin|(?:api_?|remember_?)?token|api_?key"
    r"|status_?(?:verifikasi|persetujuan|approval|user|pengguna|akun|aktif|bayar|pembayaran)"
    r"|(?:is_?)?(?:approved?|disetujui|verified|verifikasi|terverifikasi|active|aktif|valid|published)"
    r"|saldo|balance|kredit|poin|points?"
    r"|(?:id_?)?(?:users?|pengguna|owner|pemilik)(?:_?id)?|author_?id"
)
"""Columns whose value is somebody's right, secret, decision, money, or whose row it is.

A `status` alone may be anybody's marriage, and who wrote a row last gives no right to it.
"""
_GAIN = Text(
    "{text} Tabel `{table}` mempunyai kolom `{column}`.",
    "{text} The table `{table}` has a column `{column}`.",
)
_NONE = Text(
    "{text} Pada kolom tabel `{table}` yang diketahui tidak ada yang menyatakan hak, "
    "persetujuan, pemilik, sandi, atau saldo.",
    "{text} No known column of the table `{table}` states rights, an approval, an owner, a "
    "password or a balance.",
)
_UNKNOWN = Text(
    "{text} Kolom tabel itu tidak ditemukan; pastikan ada yang tidak boleh diisi pengguna.",
    "{text} The table's columns were not found; see whether users must not fill one of them.",
)
_LINES = 80
"""Lines above a write in which a column may be filled anew."""


def mark_gains(
    done: Iterable[tuple[Plan, Read | Failed]], tables: Mapping[str, str], tree: Tree,
    bench: Bench,
) -> None:  # fmt: skip
    """Tell of each match what its table has to gain; `tables` names, by rule id, its variable."""
    asked = [
        (plan.origin.get(match["path"], ""), match)
        for plan, got in done
        if isinstance(got, Read)
        for match in got.matches
        if match["check_id"] in tables
    ]
    if not asked:
        return
    order = {
        "root": str(tree.root),
        "files": [*bench.facts.files(languages=("php",)), *bench.facts.files(kinds=("sql",))],
        "asked": [[path, _given(match, tables[match["check_id"]])] for path, match in asked],
    }
    job = worker_job(WORKER, order, read_only=(tree.root,), limits=bench.limits)
    answers = parsed("columns of tables", bench.sandbox.run(job))
    if isinstance(answers, Failed) or len(answers) != len(asked):
        return
    for (path, match), (table, columns) in zip(asked, answers, strict=True):
        _tell(match, table, columns, _anew(match, tree.path(path).read_bytes()))


def _given(match: Mapping[str, Any], variable: str) -> str:
    """What is written where a rule's variable stands."""
    return str(match["extra"].get("metavars", {}).get(variable, {}).get("abstract_content", ""))


def _tell(match: Mapping[str, Any], table: str, columns: list[str], anew: set[str]) -> None:
    worth = [one for one in columns if _WORTH.fullmatch(one) and one not in anew]
    if worth:
        add(match, _GAIN.format(text="{text}", table=table, column=worth[0]))
    elif columns:
        lessen(match, _NONE.format(text="{text}", table=table))
    else:
        lessen(match, _UNKNOWN)


def _anew(match: Mapping[str, Any], body: bytes) -> set[str]:
    """The columns that the code fills itself, or takes out, before it writes."""
    line = match["start"]["line"]
    above = b"\n".join(body.split(b"\n")[max(0, line - _LINES) : line]).decode("utf-8", "replace")
    above = above[above.rfind("function ") + 1 :]
    name = re.escape(_given(match, "$Q"))
    key = rf"{name}\s*\[\s*['\"](\w+)['\"]\s*\]"
    found = re.findall(rf"{key}\s*=[^=]|unset\(\s*{key}", above)
    return {one.lower() for pair in found for one in pair if one}
