"""The vendor's answer sheet: one row a finding, out as CSV or YAML, and back.

What comes back is hostile: it is read by `vetting.attest.sheet_worker` inside the sandbox, and
of its rows only known fingerprints, listed answers and plain text are taken.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from vetting.model.errors import BadContent
from vetting.model.finding import Finding
from vetting.model.record import Answer, Reply
from vetting.model.text import Language, Text

COLUMNS = ("fingerprint", "severity", "check", "place", "message", "answer", "explanation")
_READ = ("fingerprint", "answer", "explanation")
MAX_TEXT = 2000
MAX_BYTES = 16 << 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(findings: Iterable[Finding], language: Language) -> list[dict[str, str]]:
    """The sheet's rows, answers empty; cells that a spreadsheet would run are disarmed."""
    return [
        {
            "fingerprint": f.fingerprint,
            "severity": str(f.severity),
            "check": f.check,
            "place": _disarmed(f"{f.place.path}:{f.place.line}" if f.place.line else f.place.path),
            "message": _disarmed(f.message.in_language(language)),
            "answer": "",
            "explanation": "",
        }
        for f in findings
    ]


def _disarmed(text: str) -> str:
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The sheet as UTF-8 CSV with a mark that spreadsheets know it by."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_yaml(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The sheet as YAML, with the answers that are known on top."""
    known = ", ".join(answer.value for answer in Answer)
    body = yaml.safe_dump([dict(row) for row in rows], allow_unicode=True, sort_keys=False)
    return f"# answer: {known}\n{body}".encode()


def replies(rows: Any, known: Iterable[str], where: str) -> tuple[Reply, ...]:
    """The answered rows; raises BadContent at the first that is none, naming its number."""
    wanted, found = frozenset(known), dict[str, Reply]()
    if not isinstance(rows, list):
        raise _bad(where, 0, "bukan lembar jawaban", "not an answer sheet")
    for number, row in enumerate(rows, start=1):
        reply = _reply(row, wanted, where, number)
        if reply and reply.fingerprint in found:
            raise _bad(where, number, "temuan dijawab dua kali", "a finding is answered twice")
        if reply:
            found[reply.fingerprint] = reply
    return tuple(found[name] for name in sorted(found))


def _reply(row: Any, known: frozenset[str], where: str, number: int) -> Reply | None:
    given = row if isinstance(row, dict) else {}
    cells = [str(c).strip() for k in _READ if isinstance(c := given.get(k), str)]
    if len(cells) != len(_READ):
        raise _bad(where, number, "kolom kurang atau bukan teks", "a column is missing or no text")
    fingerprint, answer, explanation = cells
    if fingerprint not in known:
        raise _bad(where, number, "sidik temuan tidak dikenal laporan ini",
                   "a fingerprint that this report does not know")  # fmt: skip
    if not answer and not explanation:
        return None
    if answer not in [a.value for a in Answer]:
        raise _bad(where, number, "jawaban tidak dikenal", "an unknown answer")
    if not explanation or len(explanation) > MAX_TEXT:
        raise _bad(where, number, f"penjelasan wajib, paling panjang {MAX_TEXT} huruf",
                   f"an explanation is needed, of at most {MAX_TEXT} characters")  # fmt: skip
    return Reply(fingerprint, Answer(answer), explanation)


def _bad(where: str, number: int, id: str, en: str) -> BadContent:
    hint = Text("Jawaban: " + ", ".join(Answer), "Answers: " + ", ".join(Answer))
    return BadContent(Text(id, en), hint=hint, where=f"{where}, baris {number}")
