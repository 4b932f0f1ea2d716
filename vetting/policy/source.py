"""A policy file as written: validated, with lines, not yet resolved for a tier."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from vetting.content import Content, Node, bad_content, load_yaml, refuse_unknown, text
from vetting.model.check import FAMILIES
from vetting.model.policy import (
    DOCUMENT_KINDS,
    DecisionRules,
    Floor,
    IntakeLimits,
    Mode,
    Party,
    Stage,
    Tier,
    WhenAbsent,
)
from vetting.model.record import WaiverReason
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_KEYS = ("id", "version", "title", "extends", "default-tier", "limits", "intake", "decisions", "blocks-at",
         "floors", "documents", "controls", "left-out")  # fmt: skip
_LIMITS = ("data-max-age-days", "blocking-confidence", "reviews-at", "conditional-is-pass",
           "accessibility-engines")  # fmt: skip
INTAKE = tuple(field.name.replace("_", "-") for field in fields(IntakeLimits))
"""The keys of `intake`, each a field of IntakeLimits."""
DECISIONS = tuple(field.name.replace("_", "-") for field in fields(DecisionRules))
"""The keys of `decisions`, each a field of DecisionRules."""
_CONTROL = ("mode", "stage", "tier", "blocks-at", "checks", "guidance")
_DOCUMENT = ("by", "tier", "months", "names-version")
_FLOOR = ("coverage", "when-absent", "blinded-by")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """One control of a policy file; None stands for "not said here"."""

    id: str
    line: int
    mode: Mode | None
    stage: Stage | None
    tier: Tier | None
    blocks_at: Mapping[Tier, Severity]
    checks: tuple[str, ...]
    guidance: Text | None


@dataclass(frozen=True, slots=True)
class Need:
    """One document that a policy file asks for; None stands for "not said here"."""

    kind: str
    line: int
    by: Party | None
    tier: Tier | None
    months: int | None
    names_version: bool | None


@dataclass(frozen=True)
class Source:
    """One policy file. `extends` names the policy that this one may only tighten.

    `left_out` are requirements of the catalogue that it does not ask, each with the reason.
    """

    path: Path
    id: str
    version: str
    title: Text
    extends: str | None
    default_tier: Tier | None
    limits: Mapping[str, Any]
    intake: Mapping[str, int]
    decisions: Mapping[str, Any]
    lines: Mapping[str, int]
    blocks_at: Mapping[Tier, Severity]
    floors: Mapping[str, Floor]
    documents: Mapping[str, Need]
    rules: Mapping[str, Rule]
    left_out: Mapping[str, Text]


def find(content: Content, name: str) -> Path:
    """The file of a policy: a path that exists, or the name of a shipped one."""
    given = Path(name)
    if given.suffix in (".yaml", ".yml"):
        if given.is_file():
            return given
        raise bad_content(given, 1, f"berkas kebijakan '{name}' tidak ada",
                          f"the policy file '{name}' does not exist")  # fmt: skip
    known = sorted({p.stem for root in content.roots for p in (root / "policies").glob("*.yaml")})
    if name in known:
        return content.file("policies", f"{name}.yaml")
    near = difflib.get_close_matches(name, known, n=1)
    guess = near[0] if near else ", ".join(known)
    raise bad_content(given, 1, f"kebijakan '{name}' tidak ditemukan; maksudnya: {guess}?",
                      f"policy '{name}' was not found; did you mean: {guess}?")  # fmt: skip


def read(path: Path, check_ids: frozenset[str], control_ids: frozenset[str]) -> Source:
    """Read and validate one policy file; raises BadContent with the line of the first fault."""
    node = load_yaml(path)
    refuse_unknown(path, node, _KEYS)
    for key in ("id", "version", "title"):
        if key not in node:
            raise bad_content(path, node.line, f"kunci '{key}' belum ada", f"missing key '{key}'")
    limits = _section(path, node, "limits")
    refuse_unknown(path, limits, _LIMITS)
    intake = _section(path, node, "intake")
    refuse_unknown(path, intake, INTAKE)
    decisions = _section(path, node, "decisions")
    refuse_unknown(path, decisions, DECISIONS)
    controls = _section(path, node, "controls")
    rules = {}
    for name in controls:
        _known(path, controls.lines[name], "control", name, control_ids)
        rules[name] = _rule(path, name, controls, check_ids)
    return Source(
        path=path,
        id=str(node["id"]),
        version=str(node["version"]),
        title=text(path, node, "title"),
        extends=node.get("extends"),
        default_tier=_enum(path, node, "default-tier", Tier),
        limits=_limits(path, limits),
        intake=_intake(path, intake),
        decisions=_decisions(path, decisions, check_ids),
        lines={**limits.lines, **intake.lines, **decisions.lines},
        blocks_at=_by_tier(path, node, "blocks-at"),
        floors={name: _floor(path, name, _section(path, node, "floors"))
                for name in _section(path, node, "floors")},
        documents={kind: _need(path, kind, _section(path, node, "documents"))
                   for kind in _section(path, node, "documents")},
        rules=rules,
        left_out=_left_out(path, _section(path, node, "left-out"), control_ids, rules),
    )  # fmt: skip


def _left_out(
    path: Path, node: Node, control_ids: frozenset[str], rules: Mapping[str, Rule]
) -> Mapping[str, Text]:
    for name in node:
        _known(path, node.lines[name], "control", name, control_ids)
        if name in rules:
            raise bad_content(path, node.lines[name], f"'{name}' dipakai dan juga dikecualikan",
                              f"'{name}' is both used and left out")  # fmt: skip
    return {name: text(path, node, name) for name in node}


def _section(path: Path, node: Node, key: str) -> Node:
    value = node.get(key)
    if value is None:
        empty = Node()
        empty.lines = {}
        return empty
    if not isinstance(value, Node):
        raise bad_content(path, node.lines[key], f"'{key}' harus pemetaan",
                          f"'{key}' must be a mapping")  # fmt: skip
    return value


def _known(path: Path, line: int, what: str, name: str, known: frozenset[str]) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, sorted(known), n=1)
    guess_id, guess_en = (
        (f"; maksudnya '{near[0]}'?", f"; did you mean '{near[0]}'?") if near else ("", "")
    )
    kind = {
        "control": "kendali", "check": "cek", "family": "keluarga", "document": "dokumen",
    }[what]  # fmt: skip
    raise bad_content(path, line, f"{kind} '{name}' tidak dikenal{guess_id}",
                      f"unknown {what} '{name}'{guess_en}")  # fmt: skip


def _enum(path: Path, node: Node, key: str, kind: type[Any]) -> Any:
    if node.get(key) is None:
        return None
    parse = getattr(kind, "parse", kind)
    try:
        return parse(str(node[key]))
    except ValueError:
        known = ", ".join(str(member) for member in kind)
        raise bad_content(path, node.lines[key], f"'{key}' salah satu dari: {known}",
                          f"'{key}' is one of: {known}") from None  # fmt: skip


def _by_tier(path: Path, node: Node, key: str) -> Mapping[Tier, Severity]:
    """Either one severity for all tiers or a mapping tier → severity."""
    value = node.get(key)
    if value is None:
        return {}
    if isinstance(value, str):
        severity = _enum(path, node, key, Severity)
        return dict.fromkeys(Tier, severity)
    table = _section(path, node, key)
    refuse_unknown(path, table, [tier.value for tier in Tier])
    return {Tier(name): _enum(path, table, name, Severity) for name in table}


def _limits(path: Path, node: Node) -> Mapping[str, Any]:
    read: dict[str, Any] = {}
    if "blocking-confidence" in node:
        read["blocking-confidence"] = _enum(path, node, "blocking-confidence", Confidence)
    if "reviews-at" in node:
        read["reviews-at"] = _enum(path, node, "reviews-at", Severity)
    for key, kind in (("data-max-age-days", int), ("accessibility-engines", int),
                      ("conditional-is-pass", bool)):  # fmt: skip
        if key in node:
            if type(node[key]) is not kind:
                raise bad_content(path, node.lines[key], f"'{key}' harus {kind.__name__}",
                                  f"'{key}' must be of type {kind.__name__}")  # fmt: skip
            read[key] = node[key]
    if not 1 <= read.get("accessibility-engines", 1) <= 4:
        raise bad_content(path, node.lines["accessibility-engines"],
                          "'accessibility-engines' harus 1 sampai 4",
                          "'accessibility-engines' must be 1 to 4")  # fmt: skip
    return read


def _intake(path: Path, node: Node) -> Mapping[str, int]:
    for key in node:
        if type(node[key]) is not int or node[key] < 1:
            raise bad_content(path, node.lines[key], f"'{key}' harus bilangan bulat di atas 0",
                              f"'{key}' must be a whole number above 0")  # fmt: skip
    return dict(node)


def _decisions(path: Path, node: Node, check_ids: frozenset[str]) -> Mapping[str, Any]:
    """What people may decide, as written: numbers, a switch, and two lists of names."""
    named = {"reasons": frozenset(reason.value for reason in WaiverReason), "unwaivable": check_ids}
    read: dict[str, Any] = {}
    for key, value in node.items():
        if key in named:
            names = value if isinstance(value, list) else [value]
            wrong = [name for name in names if name not in named[key]]
            if wrong:
                raise bad_content(path, node.lines[key], f"'{key}' tidak mengenal '{wrong[0]}'",
                                  f"'{key}' does not know '{wrong[0]}'")  # fmt: skip
            read[key] = tuple(sorted(set(names)))
        elif type(value) is not (bool if key == "four-eyes" else int) or value < 0:
            raise bad_content(path, node.lines[key], f"nilai '{key}' tidak sah",
                              f"the value of '{key}' is not valid")  # fmt: skip
        else:
            read[key] = value
    return read


def _floor(path: Path, name: str, floors: Node) -> Floor:
    _known(path, floors.lines[name], "family", name, frozenset(FAMILIES))
    node = _section(path, floors, name)
    refuse_unknown(path, node, _FLOOR)
    coverage = node.get("coverage")
    if not isinstance(coverage, float | int) or not 0 < coverage <= 1:
        raise bad_content(path, node.line, "'coverage' harus di atas 0 dan paling besar 1",
                          "'coverage' must be above 0 and at most 1")  # fmt: skip
    absent = _enum(path, node, "when-absent", WhenAbsent) or WhenAbsent.INCONCLUSIVE
    return Floor(name, float(coverage), absent, _blinding(path, node))


def _need(path: Path, kind: str, documents: Node) -> Need:
    _known(path, documents.lines[kind], "document", kind, frozenset(DOCUMENT_KINDS))
    node = _section(path, documents, kind)
    refuse_unknown(path, node, _DOCUMENT)
    months, version = node.get("months"), node.get("names-version")
    if months is not None and (type(months) is not int or months < 0):
        raise bad_content(path, node.lines["months"], "'months' harus bilangan bulat, paling kecil 0",
                          "'months' must be a whole number, at least 0")  # fmt: skip
    if version is not None and type(version) is not bool:
        raise bad_content(path, node.lines["names-version"], "'names-version' harus bool",
                          "'names-version' must be of type bool")  # fmt: skip
    by, tier = _enum(path, node, "by", Party), _enum(path, node, "tier", Tier)
    return Need(kind, documents.lines[kind], by, tier, months, version)


def _blinding(path: Path, node: Node) -> tuple[str, ...]:
    given = node.get("blinded-by", [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise bad_content(path, node.lines["blinded-by"], "'blinded-by' harus daftar cek",
                          "'blinded-by' must be a list of checks")  # fmt: skip
    return tuple(sorted(set(given)))


def _rule(path: Path, name: str, controls: Node, check_ids: frozenset[str]) -> Rule:
    node = _section(path, controls, name)
    refuse_unknown(path, node, _CONTROL)
    checks = node.get("checks", [])
    if not isinstance(checks, list):
        raise bad_content(path, node.lines["checks"], "'checks' harus daftar",
                          "'checks' must be a list")  # fmt: skip
    for check in checks:
        _known(path, node.lines["checks"], "check", str(check), check_ids)
    return Rule(
        id=name,
        line=controls.lines[name],
        mode=_enum(path, node, "mode", Mode),
        stage=_enum(path, node, "stage", Stage),
        tier=_enum(path, node, "tier", Tier),
        blocks_at=_by_tier(path, node, "blocks-at"),
        checks=tuple(sorted(str(check) for check in checks)),
        guidance=text(path, node, "guidance") if "guidance" in node else None,
    )
