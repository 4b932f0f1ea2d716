"""`laporan.vet.json`: the report as canonical JSON, from which all else can be made again."""

import json
import re
from dataclasses import fields
from typing import Any

from vetting.content import Content
from vetting.model.codec import from_plain, to_plain
from vetting.model.report import OldReport, Report
from vetting.model.text import Language
from vetting.render.canonical import canonical, digest
from vetting.render.visible import one_line

VERSION = 2
"""The number of the schema; one more for every change of what a report may hold."""
_NAME = "urn:vet:schema:laporan/"
SCHEMA = f"{_NAME}{VERSION}"
TREE = {"tree": "digest", "files": "files", "bytes": "bytes"}
RUN = ("completeness", "acceptances")
RUN_OF_BASIS = ("as-of", "sandbox")


class BadReport(ValueError):
    """A report file that is no report of ours, or was changed after it was written."""


class NewerReport(BadReport):
    """An intact report of a schema that only a newer vet reads."""


def document(report: Report) -> dict[str, Any]:
    """The report as plain values, in four parts.

    `result` is a pure function of the tree, policy, content, tools and data; `subject` is
    what was handed in, and `run` how, when and behind which walls it was looked at, and who
    stands for it: acceptance changes no result. A report of an older schema is what was written
    then, to the last byte.
    """
    if isinstance(report, OldReport):
        older: dict[str, Any] = json.loads(report.written)
        return older
    plain = to_plain(report)
    subject, basis = plain.pop("subject"), plain.pop("basis")
    run = {key: plain.pop(key) for key in RUN}
    run |= {key: basis.pop(key) for key in RUN_OF_BASIS}
    tree = {new: subject.pop(old) for old, new in TREE.items()}
    result = {"basis": basis, "tree": tree, **plain}
    return {
        "schema": SCHEMA,
        "result": result,
        "result-digest": digest(result),
        "subject": subject,
        "run": run,
    }


def render(report: Report, language: Language, content: Content) -> bytes:
    """Canonical JSON and a final newline; the language changes nothing."""
    del language, content
    return canonical(document(report)) + b"\n"


def read_report(body: bytes) -> Report:
    """The report that `render` wrote.

    Of an older schema it is an `OldReport`, which names the fields that the schema lacked. Raises
    BadReport when the bytes are not canonical, the digest does not fit, a key is unknown, or one is
    missing that the report's schema had; NewerReport for a schema of the future.
    """
    try:
        plain = _intact(json.loads(body), body)
        number = _number(plain["schema"])
        if number <= VERSION:
            return _assembled(plain) if number == VERSION else _older(plain, number)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadReport(one_line(str(error))) from error
    raise NewerReport(f"schema {number}, and this vet reads up to {VERSION}")


def _intact(plain: dict[str, Any], body: bytes) -> dict[str, Any]:
    _number(plain["schema"])
    if plain["result-digest"] != digest(plain["result"]):
        raise ValueError("the result does not fit its digest")
    if canonical(plain) != body.removesuffix(b"\n"):
        raise ValueError("not in canonical form")
    return plain


def _number(schema: str) -> int:
    found = re.fullmatch(rf"{_NAME}([1-9][0-9]{{0,5}})", schema)
    if not found:
        raise ValueError(f"schema {schema!r}")
    return int(found[1])


def _older(plain: dict[str, Any], number: int) -> OldReport:
    absent: set[str] = set()
    read = _assembled(plain, absent)
    values = {field.name: getattr(read, field.name) for field in fields(Report)}
    return OldReport(**values, written=canonical(plain), schema=number,
                     unstated=tuple(sorted(absent)))  # fmt: skip


def _assembled(plain: dict[str, Any], absent: set[str] | None = None) -> Report:
    if set(plain) != {"schema", "result", "result-digest", "subject", "run"}:
        raise ValueError("unknown or missing part")
    result, subject, run = dict(plain["result"]), dict(plain["subject"]), dict(plain["run"])
    tree, basis = dict(result.pop("tree")), dict(result.pop("basis"))
    if set(tree) != set(TREE.values()):
        raise ValueError("unknown or missing key of the tree")
    subject |= {old: tree[new] for old, new in TREE.items()}
    basis |= {key: run.pop(key) for key in RUN_OF_BASIS}
    whole = {**result, "subject": subject, "basis": basis, **run}
    report: Report = from_plain(Report, whole, absent=absent)
    return report
