"""OSCAL 1.2.1: the controls of the policy as a catalogue, and the verdict as assessment results.

Ids are made of the result digest, so the same report gives the same bytes. Only a met control is
`satisfied`; one that does not apply is listed as reviewed and has no finding.
"""

import json
import re
import uuid
from typing import Any

from vetting.content import Content
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.formats import FORMATS
from vetting.render.laporan import document
from vetting.render.summary import Group, Summary
from vetting.render.visible import named, one_line

VERSION = "1.2.1"
_SPACE = uuid.UUID("6f2f6d5e-7a64-5b0a-9a0d-3c1f4e8b2a71")
_TOKEN = re.compile(r"[^A-Za-z0-9._-]")
_PLACES = 20
NONE = "tidak-ada"


def results(report: Report, language: Language, content: Content) -> bytes:
    """The assessment results; its plan is the policy, named in the back matter."""
    return written({"assessment-results": _Results(report, catalogue(content, language)).plain()})


def controls(report: Report, language: Language, content: Content) -> bytes:
    """The catalogue of the policy's controls at the tier judged, grouped by regulation."""
    t = catalogue(content, language)
    sources: dict[str, list[ControlResult]] = {}
    for item in report.verdict.controls:
        sources.setdefault(item.control.citation.source, []).append(item)
    groups = [
        {
            "id": f"g{number}",
            "title": line(source),
            "controls": [_control(item, t) for item in items],
        }
        for number, (source, items) in enumerate(sources.items(), start=1)
    ]
    plain: dict[str, Any] = {
        "uuid": identity("catalog", report.basis.policy_digest),
        "metadata": metadata(report, t.text(report.basis.policy_title)),
    }
    return written({"catalog": plain | ({"groups": groups} if groups else {})})


def token(name: str) -> str:
    """A name as OSCAL allows one."""
    return f"c-{_TOKEN.sub('-', name)}"


class _Results:
    """The parts of one report's results, in one language."""

    def __init__(self, report: Report, t: Catalogue) -> None:
        self.report, self.t, self.summary = report, t, Summary(report)
        self.seed = str(document(report)["result-digest"])
        self.time = f"{report.basis.as_of.isoformat()}T00:00:00Z"

    def plain(self) -> dict[str, Any]:
        basis = self.report.basis
        plan = identity("plan", basis.policy_digest)
        title = f"{self.t.text(basis.policy_title)} {basis.policy_version}"
        resource = {
            "uuid": plan, "title": line(title), "description": basis.policy_digest,
            "rlinks": [{"href": FORMATS["oscal-plan"].file}],
        }  # fmt: skip
        return {
            "uuid": identity("results", self.seed),
            "metadata": metadata(self.report, self.t("title")),
            "import-ap": {"href": f"#{plan}"},
            "results": [self._result()],
            "back-matter": {"resources": [resource]},
        }

    def _result(self) -> dict[str, Any]:
        items = self.report.verdict.controls
        named_ids = [item.control.id for item in items] or [NONE]
        parts = {
            "observations": [self._observation(group) for group in self.summary.groups],
            "findings": [self._finding(i) for i in items if i.status is not Status.NOT_APPLICABLE],
        }
        overall = self.report.verdict.overall
        return {
            "uuid": identity("result", self.seed),
            "title": line(self.report.subject.name),
            "description": self.t(f"verdict.{overall}"),
            "start": self.time,
            "end": self.time,
            "props": [
                {"name": "verdict", "value": str(overall)},
                {"name": "completeness", "value": str(self.report.completeness)},
                {"name": "result-digest", "value": self.seed},
            ],
            "reviewed-controls": selection(named_ids),
        } | {key: value for key, value in parts.items() if value}

    def _observation(self, group: Group) -> dict[str, Any]:
        places = [f"{named(f.place.path)}:{f.place.line}" for f in group.findings[:_PLACES]]
        return {
            "uuid": self._seen(group.check.id),
            "title": line(self.t.text(group.check.title)),
            "description": f"{self.t.count('findings', len(group.findings))}: {', '.join(places)}",
            "methods": ["TEST"],
            "types": ["finding"],
            "collected": self.time,
        }

    def _finding(self, item: ControlResult) -> dict[str, Any]:
        met = item.status is Status.MET
        status = {
            "state": "satisfied" if met else "not-satisfied",
            "reason": "pass" if met else "fail" if item.status is Status.UNMET else "other",
            "remarks": self.t(f"status.{item.status}"),
        }
        target = {
            "type": "objective-id",
            "target-id": f"{token(item.control.id)}_obj",
            "status": status,
        }
        seen = [name for name in item.control.checks if name in self.summary.group_of]
        related = [{"observation-uuid": self._seen(name)} for name in seen]
        return {
            "uuid": identity(f"finding {item.control.id}", self.seed),
            "title": line(self.t.text(item.control.title)),
            "description": line(self.t.text(item.reason)),
            "target": target,
        } | ({"related-observations": related} if related else {})

    def _seen(self, check: str) -> str:
        return identity(f"observation {check}", self.seed)


def _control(item: ControlResult, t: Catalogue) -> dict[str, Any]:
    law, name = item.control.citation, token(item.control.id)
    title = line(t.text(item.control.title))
    props = [("label", item.control.id), ("article", f"{law.source}, {law.article}"),
             ("citation-confidence", law.confidence), ("mode", str(item.control.mode))]  # fmt: skip
    return {
        "id": name,
        "title": title,
        "props": [{"name": key, "value": line(value)} for key, value in props],
        "parts": [
            {"id": f"{name}_smt", "name": "statement", "prose": title},
            {"id": f"{name}_obj", "name": "assessment-objective", "prose": title},
        ],
    }


def selection(names: list[str]) -> dict[str, Any]:
    """The controls of those ids, as OSCAL lists what is reviewed."""
    chosen = [{"control-id": token(name)} for name in names]
    return {"control-selections": [{"include-controls": chosen}]}


def metadata(report: Report, title: str) -> dict[str, str]:
    """Title, day and versions, the same for every document of one policy and day."""
    return {
        "title": line(title),
        "last-modified": f"{report.basis.as_of.isoformat()}T00:00:00Z",
        "version": line(report.basis.policy_version),
        "oscal-version": VERSION,
    }


def line(text: str) -> str:
    """A text on one line, never empty."""
    return one_line(text, 1000).strip() or "-"


def identity(what: str, seed: str) -> str:
    """A UUID made of what it is for: equal things, equal ids."""
    return str(uuid.uuid5(_SPACE, f"{what} {seed}"))


def written(plain: Any) -> bytes:
    """The document as UTF-8 JSON."""
    return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
