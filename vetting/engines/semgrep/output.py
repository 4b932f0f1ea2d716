"""What semgrep's core printed, read strictly: anything unexpected is not a result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed, Reason, Skip

TOOL = "semgrep"
_CANARY = "vet-canary"
# Error types of semgrep that say "this file was not (wholly) looked at", as our skip codes.
_SKIPS = {
    "PartialParsing": "partly-parsed",
    "Syntax error": "unparsable",
    "Other syntax error": "unparsable",
    "Lexical error": "unparsable",
    "AST builder error": "unparsable",
    "Timeout": "timed-out",
    "TimeoutDuringInterfile": "timed-out",
    "Fixpoint timeout": "timed-out",
    "Out of memory": "memory-cap",
    "Stack overflow": "memory-cap",
    "Too many matches": "too-many-matches",
}


@dataclass
class Read:
    """Matches by rule id, and what was not examined: for all rules, or for one."""

    matches: list[Mapping[str, Any]] = field(default_factory=list)
    scanned: set[str] = field(default_factory=set)
    skipped: dict[str, Skip] = field(default_factory=dict)
    skipped_by_rule: dict[str, dict[str, Skip]] = field(default_factory=dict)
    broken_rules: dict[str, str] = field(default_factory=dict)

    def with_(self, other: "Read") -> "Read":
        """Both together; a rule or file of both is as the other says."""
        return Read(
            self.matches + other.matches,
            self.scanned | other.scanned,
            self.skipped | other.skipped,
            self.skipped_by_rule | other.skipped_by_rule,
            self.broken_rules | other.broken_rules,
        )


def read(body: Any, made: Plan) -> Read | Failed:
    """The matches and gaps of a run, or why it was no run."""
    try:
        got = Read(scanned=set(body["paths"]["scanned"]))
        for error in body["errors"]:
            if failure := _note(error, got, made):
                return failure
        for rule in body["skipped_rules"]:
            got.broken_rules[str(rule["rule_id"])] = str(rule.get("details", "skipped"))
        caught = set()
        for match in body["results"]:
            if str(match["check_id"]).startswith(_CANARY):
                caught.add(match["path"])
            else:
                got.matches.append(match)
    except (KeyError, TypeError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, TOOL, f"unexpected shape: {error!r}"[:200])
    missed = sorted(name for name, path in made.canaries.items() if path not in caught)
    if missed:
        return Failed(Reason.CANARY_MISSED, TOOL, ", ".join(missed))
    return got


def _note(error: Mapping[str, Any], got: Read, made: Plan) -> Failed | None:
    kind = error["error_type"]
    name = str(kind[0]) if isinstance(kind, list) else str(kind)
    path = made.origin.get((error.get("location") or {}).get("path", ""))
    rule = error.get("rule_id")
    if path and name in _SKIPS:
        skip = Skip(path, _SKIPS[name])
        skips = got.skipped
        if rule and name in ("Timeout", "Fixpoint timeout", "Too many matches"):
            skips = got.skipped_by_rule.setdefault(str(rule), {})
        skips[path] = skip
        return None
    if rule and not path:
        got.broken_rules[str(rule)] = f"{name}: {error.get('message', '')}"[:200]
        return None
    if path:
        got.skipped[path] = Skip(path, "tool-error")
        return None
    return Failed(Reason.TOOL_ERRORS, TOOL, f"{name}: {error.get('message', '')}"[:200])
