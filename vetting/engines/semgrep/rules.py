"""Rule files of checks to what semgrep's core takes, and back from its rule ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import re2

from vetting.content import bad_content, load_yaml
from vetting.engines.semgrep.flow.rule import Flow, flow_of
from vetting.engines.semgrep.needed import words_of
from vetting.engines.semgrep.slices import unsliced
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
_META = {
    "message-en", "confidence", "severity", "cwe", "kinds", "fix", "secret", "references",
    "only-with", "cleaners", "refuted-by", "unsure-where",
    "taken", "through-visitor", "table", "returned", "told-together", "told-where-made",
}  # fmt: skip


@dataclass(frozen=True)
class Doubt:
    """Where a match is less sure: expressions on its file, path and below it text, and its lines.

    It fits where `file` and `line` do, as far as they are stated, and `unless`, on the file, does
    not. `because` goes on with a message, from `{text}`.
    """

    because: Text
    file: str = ""
    line: str = ""
    unless: str = ""

    def fits(self, file: bytes, line: bytes) -> bool:
        """Whether a match in this file, on these lines, is less sure."""
        if self.unless and re2.search(self.unless.encode(), file):
            return False
        return all(
            re2.search(wanted.encode(), text)
            for wanted, text in ((self.file, file), (self.line, line))
            if wanted
        )


@dataclass(frozen=True)
class Rule:
    """One semgrep rule of a check.

    `body` is what semgrep is given. `kinds` bounds a textual rule to files of those kinds.
    `secret` says that string literals near the match must not be shown. `only_with` are
    expressions of which each must occur in a file's bytes for the rule to be able to match.
    `cleaners` is an expression on the names of methods that make a value harmless for this
    rule, for the second look, which follows calls that semgrep does not. `flow` is stated by a
    rule that semgrep is not asked about; `refuted_by` names the languages of flow whose safe
    sinks a match of this rule is not reported at. Where one of `unsure_where` fits, a match has
    medium confidence at most, and its message says why.
    Matches of a rule `told_together` are one finding in a file, and one `told_where_made` is silent
    where the line that its value comes from is a finding of the check itself.
    `taken` is an expression on what the variable that `$Q` stands for was given, to show where.
    `through_visitor` says that a visitor's browser must send what does the harm.
    `table` is the variable that stands for a table: a match is sure where there is something to
    gain by filling any column of it. `returned` says that it matters only where the answer that a
    matched line returns is taken.
    """

    check: str
    name: str
    languages: tuple[str, ...]
    body: Mapping[str, Any]
    message: Text
    confidence: Confidence
    severity: Severity | None
    cwe: tuple[int, ...]
    kinds: tuple[str, ...]
    fix: Text | None
    references: tuple[str, ...]
    secret: bool
    only_with: tuple[str, ...] = ()
    cleaners: str = ""
    flow: Flow | None = None
    refuted_by: tuple[str, ...] = ()
    unsure_where: tuple[Doubt, ...] = ()
    told_together: bool = False
    told_where_made: bool = False
    taken: str = ""
    through_visitor: bool = False
    table: str = ""
    returned: bool = False

    @property
    def id(self) -> str:
        """The id that semgrep sees: unique over all checks."""
        return core_id(self.check, self.name)

    @property
    def follows(self) -> bool:
        """Whether semgrep follows values from sources to sinks for it."""
        return self.body.get("mode") == "taint"

    @property
    def is_textual(self) -> bool:
        """Whether the rule matches text, not syntax."""
        return _is_text(self.languages)


def core_id(check: str, rule: str) -> str:
    """The rule's id as semgrep's core takes it: letters, digits, dots and dashes."""
    return f"{check.replace('/', '.')}.{rule}"


@cache
def library() -> Mapping[str, Sequence[Any]]:
    """The pattern lists that rules may refer to with `{use: name}`, by name."""
    found: dict[str, Sequence[Any]] = {}
    for file in sorted(LIBRARY.glob("*.yaml")):
        for name, patterns in load_yaml(file).items():
            if name in found:
                raise bad_content(file, 1, f"'{name}' sudah ada", f"'{name}' exists already")
            found[name] = patterns
    return found


def _is_words(item: Any) -> bool:
    return isinstance(item, Mapping) and list(item) == ["words"]


def _words_of(name: str) -> str:
    """The expression without which a library list cannot match; "" where it states none."""
    return next((str(item["words"]) for item in library()[name] if _is_words(item)), "")


def _words_of_source(item: Any) -> str:
    """The words of a library list, as it states them; of anything else, as the patterns tell."""
    if isinstance(item, Mapping) and list(item) == ["use"]:
        return _words_of(item["use"]) or words_of(expanded([item]))
    return words_of(expanded([item]))


def _is_text(languages: Iterable[str]) -> bool:
    return bool({"regex", "generic"} & set(languages))


_SEARCHED = ("pattern", "patterns", "pattern-either", "pattern-regex")


def _needed_words(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """What a file must hold for the rule: as it says, and the words of its patterns."""
    stated = raw.get("metadata", {}).get("only-with", ())
    stated = (stated,) if isinstance(stated, str) else tuple(stated)
    sources = [_words_of_source(item) for item in raw.get("pattern-sources", ())]
    if sources and all(sources):
        stated = (*stated, "|".join(f"(?:{words})" for words in sources))
    asked = () if _is_text(raw["languages"]) else _SEARCHED
    searched = {key: raw[key] for key in asked if key in raw}
    for formula in (raw.get("pattern-sinks", ()), [searched]):
        if words := words_of(expanded(formula)):
            stated = (*stated, words)
    for expression in stated:
        _checked("only-with", expression)
    return stated


def _checked(key: str, expression: str) -> str:
    try:
        re2.compile(expression.encode())
    except re2.error as error:
        raise ValueError(f"{key}: {error}") from error
    return expression


def _doubt(raw: Mapping[str, Any]) -> Doubt:
    because = raw["because"]
    return Doubt(
        Text(f"{{text}} {because['id']}", f"{{text}} {because['en']}"),
        file=_checked("unsure-where", str(raw.get("file", ""))),
        line=_checked("unsure-where", str(raw.get("line", ""))),
        unless=_checked("unsure-where", str(raw.get("unless", ""))),
    )


def expanded(value: Any) -> Any:
    """The value with each list item `{use: name}` replaced by the items of that library list.

    Raises KeyError for a name that is not in the library.
    """
    if isinstance(value, Mapping):
        return {key: expanded(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items: list[Any] = []
    for item in value:
        if isinstance(item, Mapping) and list(item) == ["use"]:
            items.extend(expanded([i for i in library()[item["use"]] if not _is_words(i)]))
        else:
            items.append(expanded(item))
    return items


def _as_read(value: Any) -> Any:
    """Patterns with their slices written as Python files are given to semgrep (`slices.py`)."""
    if isinstance(value, Mapping):
        kept = ("regex", "message")
        return {key: item if key in kept else _as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_read(item) for item in value]
    return unsliced(value.encode()).decode() if isinstance(value, str) and "[" in value else value


def rule_of(check: Check, raw: Mapping[str, Any]) -> Rule:
    """The rule that a mapping states; raises ValueError, KeyError or TypeError for no rule."""
    meta = raw.get("metadata", {})
    if unknown := set(meta) - _META:
        raise ValueError(f"unknown metadata {sorted(unknown)}")
    body = {key: expanded(value) for key, value in raw.items() if key != "metadata"}
    if "python" in raw["languages"]:
        body = {key: _as_read(value) for key, value in body.items()}
    body["id"] = core_id(check.id, str(raw["id"]))
    fix = meta.get("fix")
    return Rule(
        check=check.id,
        name=str(raw["id"]),
        languages=tuple(raw["languages"]),
        body=body,
        message=Text(str(raw["message"]).strip(), str(meta["message-en"]).strip()),
        confidence=Confidence(Confidence.parse(str(meta["confidence"]))),
        severity=Severity(Severity.parse(meta["severity"])) if "severity" in meta else None,
        cwe=tuple(int(number) for number in meta.get("cwe", ())),
        kinds=tuple(meta.get("kinds", ())),
        fix=Text(fix["id"], fix["en"]) if fix else None,
        references=tuple(meta.get("references", ())),
        secret=bool(meta.get("secret", False)),
        only_with=_needed_words(raw),
        cleaners=str(meta.get("cleaners", "")),
        flow=flow_of(raw["flow"]) if "flow" in raw else None,
        refuted_by=tuple(meta.get("refuted-by", ())),
        unsure_where=tuple(_doubt(one) for one in meta.get("unsure-where", ())),
        told_together=bool(meta.get("told-together", False)),
        told_where_made=bool(meta.get("told-where-made", False)),
        taken=_checked("taken", str(meta.get("taken", ""))),
        table=str(meta.get("table", "")),
        returned=bool(meta.get("returned", False)),
        through_visitor=bool(meta.get("through-visitor", False)),
    )


@dataclass(frozen=True)
class _Files:
    """The rule files of a check, known by their text."""

    texts: tuple[tuple[Path, bytes], ...]
    check: Check = field(compare=False)


def rules_of(check: Check) -> tuple[Rule, ...]:
    """The rules of every `rules*.yaml` in the check's folder.

    Raises BadContent with the file and line of the first rule that is not well-formed.
    """
    files = sorted(check.folder.glob("rules*.yaml"))
    return _read(_Files(tuple((file, file.read_bytes()) for file in files), check))


@lru_cache(maxsize=256)
def _read(files: _Files) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for file, _ in files.texts:
        node = load_yaml(file)
        for raw in node.get("rules", ()):
            try:
                found.append(rule_of(files.check, raw))
            except (KeyError, TypeError, ValueError) as error:
                raise bad_content(file, raw.line, f"aturan tidak sah: {error}",
                                  f"not a valid rule: {error!r}") from error  # fmt: skip
    names = [rule.name for rule in found]
    if not found or len(set(names)) != len(names):
        raise bad_content(files.check.folder / "check.yaml", 1, "aturan kosong atau ganda",
                          "there are no rules, or two of one id")  # fmt: skip
    return tuple(found)


def rules_json(rules: Iterable[Rule]) -> dict[str, Any]:
    """The document for semgrep's core: our rules and those of the canaries."""
    canaries = load_yaml(HERE / "canary" / "rules.yaml")["rules"]
    return {"rules": [*canaries, *(rule.body for rule in rules)]}
