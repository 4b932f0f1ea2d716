"""`laporan.vet.json`: the report as canonical JSON, from which all else can be made again."""

import json
from typing import Any

from vetting.content import Content
from vetting.model.codec import from_plain, to_plain
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.canonical import canonical, digest
from vetting.render.visible import one_line

SCHEMA = "urn:vet:schema:laporan/1"
TREE = {"tree": "digest", "files": "files", "bytes": "bytes"}
RUN = ("completeness", "acceptances")
RUN_OF_BASIS = ("as-of", "sandbox")


class BadReport(ValueError):
    """A report file that is no report of ours, or was changed after it was written."""


def document(report: Report) -> dict[str, Any]:
    """The report as plain values, in four parts.

    `result` is a pure function of the tree, policy, content, tools and data; `subject` is
    what was handed in, and `run` how, when and behind which walls it was looked at, and who
    stands for it: acceptance changes no result.
    """
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

    Raises BadReport when the bytes are not canonical, the schema is another one, the digest
    does not fit, or any key is missing or unknown.
    """
    try:
        plain = json.loads(body)
        return _assembled(_intact(plain, body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadReport(one_line(str(error))) from error


def _intact(plain: dict[str, Any], body: bytes) -> dict[str, Any]:
    if plain["schema"] != SCHEMA:
        raise ValueError(f"schema {plain['schema']!r}")
    if plain["result-digest"] != digest(plain["result"]):
        raise ValueError("the result does not fit its digest")
    if canonical(plain) != body.removesuffix(b"\n"):
        raise ValueError("not in canonical form")
    return plain


def _assembled(plain: dict[str, Any]) -> Report:
    if set(plain) != {"schema", "result", "result-digest", "subject", "run"}:
        raise ValueError("unknown or missing part")
    result, subject, run = dict(plain["result"]), dict(plain["subject"]), dict(plain["run"])
    tree, basis = dict(result.pop("tree")), dict(result.pop("basis"))
    if set(tree) != set(TREE.values()):
        raise ValueError("unknown or missing key of the tree")
    subject |= {old: tree[new] for old, new in TREE.items()}
    basis |= {key: run.pop(key) for key in RUN_OF_BASIS}
    whole = {**result, "subject": subject, "basis": basis, **run}
    report: Report = from_plain(Report, whole)
    return report
