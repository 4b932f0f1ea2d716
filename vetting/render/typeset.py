"""Documents on paper: a typst template of ours, filled with data, set behind the sandbox's walls."""

import base64
import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

from vetting.content import Content
from vetting.model.errors import BadSetup
from vetting.model.report import Report
from vetting.model.text import Text
from vetting.render.visible import visible
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Job, Limits

BASE = "dasar.typ"
ATTACHED = "laporan.vet.json"
_LIMITS = Limits(wall_seconds=60, memory_mib=2048, output_mib=64)
_LONG = re.compile(r"(\S{50})(?=\S{20})")  # a word longer than a digest may break
_AS_IS = ("qr",)
_BEYOND = frozenset("–—‘’“”…•→≥≤×✓·±°")


def printed(value: Any) -> Any:
    """The same plain values with every character that the fonts lack shown by its code point.

    PDF/A allows no missing glyph, and a name in another script must not stop the document.
    """
    if isinstance(value, str):
        text = "".join(c if _has_glyph(c) else f"<U+{ord(c):04X}>" for c in visible(value))
        return _LONG.sub("\\1\u200b", text)
    if isinstance(value, dict):
        return {key: item if key in _AS_IS else printed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printed(item) for item in value]
    return value


def _has_glyph(char: str) -> bool:
    return char < "\u0180" or char in _BEYOND


def typeset(
    template: str, data: dict[str, Any], report: Report, content: Content, attached: bytes = b""
) -> bytes:
    """The PDF of a template below `reports/templates`, dated with the day of judgement.

    `attached` is the canonical report that the file carries. Raises BadSetup when it cannot be
    set: then there is no document at all, never half of one.
    """
    source = b"\n".join(
        content.file("reports", "templates", name).read_bytes() for name in (BASE, template)
    )
    day = report.basis.as_of
    order = {
        "template": base64.b64encode(source).decode(),
        "data": printed(data),
        "attached": "yes" if attached else "",
        "timestamp": int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        "root": ".",
    }
    job = Job(
        argv=(sys.executable, "-I", "-m", "vetting.render.typeset_worker"),
        stdin=json.dumps(order, ensure_ascii=True).encode(),
        inputs={ATTACHED: attached} if attached else {},
        limits=_LIMITS,
    )
    done = open_sandbox().run(job)
    if done.cap or done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise _not_set(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _not_set(said: str) -> BadSetup:
    lines = [line for line in said.splitlines() if line.strip()]
    line = visible(lines[-1])[:200] if lines else "-"
    return BadSetup(
        Text(f"dokumen PDF tidak dapat disusun: {line}", f"the PDF cannot be set: {line}"),
        hint=Text("Pasang ulang vet beserta paket typst, atau pilih bentuk lain dengan --format.",
                  "Install vet with the typst package again, or choose others with --format."),
    )  # fmt: skip
