"""A policy tried on outcomes that its author wrote down, with the verdict expected of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from vetting.content import Content, Node, bad_content, load_yaml, refuse_unknown
from vetting.model.finding import Finding, Place, fingerprinted
from vetting.model.outcome import Failed, NotApplicable, NotRun, Outcome, Ran, Reason, Scope, Tool
from vetting.model.policy import Policy, Tier
from vetting.model.scale import Confidence, Severity
from vetting.model.text import same
from vetting.model.verdict import Overall, Status
from vetting.policy.resolve import resolve
from vetting.verdict import judge

EVERY = "*"
_TRIED = same("trial")
_FIXED: Mapping[str, Outcome] = {
    "clean": Ran((), Scope(1, 1), _TOOL := Tool("trial", "1")),
    "nothing-read": Ran((), Scope(1, 0), _TOOL),
    "failed": Failed(Reason.TOOL_CRASHED, "trial"),
    "not-run": NotRun(_TRIED),
    "absent": NotApplicable(_TRIED),
}


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that did not come true."""

    case: str
    what: str
    expected: str
    got: str


def try_out(content: Content, path: Path) -> tuple[int, tuple[Miss, ...]]:
    """How many expectations the file holds, and which failed; raises BadContent, also for none."""
    node = load_yaml(path)
    refuse_unknown(path, node, ("policy", "tier", "date", "cases"))
    policy = _policy(content, path, node)
    rows = [row for case in node.get("cases") or () for row in _case(path, policy, case)]
    if not rows:
        raise bad_content(path, node.line, "tidak ada satu harapan pun", "nothing is expected")
    return len(rows), tuple(row for row in rows if row.expected != row.got)


def _policy(content: Content, path: Path, node: Node) -> Policy:
    try:
        tier, day = Tier(node.get("tier", "tinggi")), date.fromisoformat(str(node["date"]))
    except (ValueError, KeyError):
        raise bad_content(path, node.line, "perlu 'date' dan 'tier' yang sah",
                          "needs a valid 'date' and 'tier'") from None  # fmt: skip
    return resolve(content, str(node.get("policy", "baseline")), tier, day)


def _case(path: Path, policy: Policy, case: Node) -> Iterator[Miss]:
    refuse_unknown(path, case, ("name", "outcomes", "overall", "controls"))
    given = case.get("outcomes") or Node()
    for name in given:
        if name != EVERY and name not in policy.checks:
            raise bad_content(path, given.lines[name], f"cek '{name}' tidak dipakai kebijakan",
                              f"the policy does not use '{name}'")  # fmt: skip
    words = {name: str(given.get(name, given.get(EVERY, "not-run"))) for name in policy.checks}
    outcomes = {name: _outcome(path, case, name, word) for name, word in words.items()}
    verdict = judge(policy, outcomes, sandbox_is_sound=True)
    statuses = {row.control.id: row.status.value for row in verdict.controls}
    title = str(case.get("name", f"line {case.line}"))
    if "overall" in case:
        expected = _one_of(path, case, Overall, case["overall"])
        yield Miss(title, "overall", expected, verdict.overall.value)
    for name, status in (case.get("controls") or {}).items():
        yield Miss(title, name, _one_of(path, case, Status, status), statuses.get(name, "-"))


def _one_of(path: Path, case: Node, kind: type[StrEnum], word: object) -> str:
    known = [member.value for member in kind]
    if word not in known:
        raise bad_content(path, case.line, f"'{word}' bukan salah satu dari: {', '.join(known)}",
                          f"'{word}' is none of: {', '.join(known)}")  # fmt: skip
    return str(word)


def _outcome(path: Path, case: Node, check: str, word: str) -> Outcome:
    """A fixed outcome, or a finding: `high`, or `high/low` for a high one of low confidence."""
    if word in _FIXED:
        return _FIXED[word]
    severity, _, confidence = word.partition("/")
    try:
        worth = Severity.parse(severity), Confidence.parse(confidence or "high")
    except ValueError:
        known = ", ".join((*_FIXED, *map(str, Severity)))
        raise bad_content(path, case.line, f"'{word}' bukan salah satu dari: {known}",
                          f"'{word}' is none of: {known}") from None  # fmt: skip
    finding = Finding(check, "trial", Severity(worth[0]), Confidence(worth[1]), _TRIED,
                      Place("trial"), "trial")  # fmt: skip
    return Ran(fingerprinted([finding]), Scope(1, 1), _TOOL)
