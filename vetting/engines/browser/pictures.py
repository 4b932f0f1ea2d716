"""Pictures of the elements of accessibility findings, taken again from the same tree."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from vetting import tooling
from vetting.engines.browser.engine import asked_pages, browser_folders
from vetting.model.facts import Facts
from vetting.model.finding import Finding
from vetting.model.outcome import Failed
from vetting.model.tree import Tree
from vetting.sandbox.job import Limits, Sandbox
from vetting.sandbox.worker import parsed, worker_job

MOST = 200
_PNG = b"\x89PNG\r\n\x1a\n"
_LIMITS = Limits(wall_seconds=900, memory_mib=3072, output_mib=64)


def chosen(findings: Iterable[Finding]) -> list[Finding]:
    """The findings to picture: the first of each rule and file, at most MOST."""
    first: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        if finding.place.pointer and finding.place.line:
            first.setdefault((finding.check, finding.rule, finding.place.path), finding)
    return list(first.values())[:MOST]


def pictures(
    findings: Iterable[Finding], tree: Tree, facts: Facts, sandbox: Sandbox
) -> Mapping[str, bytes] | Failed:
    """PNG files by fingerprint, of those findings that can be seen; or why there is none."""
    wanted = [[f.fingerprint, f.place.path, f.place.line, f.evidence] for f in findings]
    asked: dict[str, Any] = {
        "root": str(tree.root), "pages": asked_pages(facts), "chromium": str(tooling.chromium()),
        "sheets": list(facts.kinds.get("css", ())), "wanted": wanted,
    }  # fmt: skip
    read_only = (tree.root, *browser_folders())
    job = worker_job("vetting.engines.browser.shoot", asked, read_only=read_only, limits=_LIMITS)
    said = parsed("browser", sandbox.run(replace(job, local_sockets=True)))
    if isinstance(said, Failed):
        return said
    plain = said if isinstance(said, Mapping) else {}
    known = {row[0] for row in wanted}
    taken = {key: _png(text) for key, text in plain.items() if key in known}
    return {key: body for key, body in taken.items() if body}


def _png(text: Any) -> bytes:
    """The bytes of a PNG, or none where the worker sent something else."""
    try:
        body = base64.b64decode(str(text), validate=True)
    except ValueError:
        return b""
    return body if body.startswith(_PNG) else b""
