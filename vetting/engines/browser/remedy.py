"""What to write instead, in the language of the file that was found.

A check states one sample in HTML (`code`), and a rule where it can how the very element becomes
right (`mend`): `alt="[isi]"` sets an attribute, `-accesskey` takes one away, `<button>` gives a
plain element another name, `+label="[nama]"` puts a label before it. A sample without tags is CSS,
the same everywhere.
"""

import re
from collections.abc import Iterator

from vetting.engines.browser.dialects import DIALECTS, NAMES, language_of
from vetting.engines.browser.markup import Element, Node, parsed, start_tag
from vetting.engines.browser.render.marks import MADE
from vetting.engines.browser.rules import rules_of
from vetting.model.check import Check
from vetting.model.text import Text, same

_CHANGE = re.compile(
    r'<(?P<tag>[\w-]+)>|-(?P<without>[\w-]+)|(?P<sign>\+?)(?P<name>[\w-]+)="(?P<value>[^"]*)"'
)
_THYMELEAF = re.compile(r"\sth:[a-z]")
_NOTHING = "."
# What may become another element without a change to what stands in it.
_PLAIN = {"div", "span", "i", "b", "p", "a"}
# How a tag of JSX is shown is not how it was written.
_REWRITTEN = {"jsx"}


def remedy(fix: Text, code: Text, mend: Text | None, tag: str, kind: str, path: str = "") -> Text:
    """The general fix, with code for the file's kind; `tag` is the element as it was found."""
    mend = mend or same(_NOTHING)
    kind = "thymeleaf" if kind == "html" and _THYMELEAF.search(tag) else kind
    name = language_of(kind, path)
    return Text(
        _said(fix.id, code.id, mend.id, tag, kind, ("Di sini", "Contoh", name)),
        _said(fix.en, code.en, mend.en, tag, kind, ("Here", "Example", name)),
    )


def examples(check: Check) -> Iterator[tuple[str, Text]]:
    """The check's sample in each language that it is asked of, with the language's name."""
    code = next((rule.code for rule in rules_of(check).values() if rule.code), None)
    kinds = [kind for kind in check.applies_to.kinds if code and kind in DIALECTS]
    for kind in kinds if code and "<" in code.id else kinds[:1]:
        if code:
            name = NAMES[kind] if "<" in code.id else "CSS"
            yield name, Text(sample(code.id, kind), sample(code.en, kind))


def _said(fix: str, code: str, mend: str, tag: str, kind: str, words: tuple[str, str, str]) -> str:
    here = mended(tag, mend, kind)
    language = words[2] if here or "<" in code else "CSS"
    return f"{fix} {words[0] if here else words[1]} ({language}): {here or sample(code, kind)}"


def sample(code: str, kind: str) -> str:
    """The sample as that language has it; raises KeyError for a kind that has none."""
    return DIALECTS[kind].written(parsed(code)) if "<" in code else code


def mended(tag: str, mend: str, kind: str) -> str:
    """The element as found with its fault mended; empty where it is not wholly known."""
    is_as_found = kind not in _REWRITTEN and MADE not in tag
    element = start_tag(tag) if mend != _NOTHING and is_as_found else None
    if element is None:
        return ""
    nodes: list[Node] = [element]
    for change in _CHANGE.finditer(mend):
        nodes = _changed(nodes[-1], change)
        if not nodes:
            return ""
    return DIALECTS[kind].written(nodes)


def _changed(element: Node, change: re.Match[str]) -> list[Node]:
    """The element after a change, and what must stand before it; empty where it cannot be."""
    if not isinstance(element, Element):
        return []
    if change["tag"]:
        renamed = Element(change["tag"], element.attributes, is_open=True)
        return [renamed] if element.name in _PLAIN else []
    if change["sign"]:
        return _labelled(element, change["value"])
    gone = change["without"] or change["name"]
    kept = tuple(pair for pair in element.attributes if pair[0] != gone)
    if change["name"]:
        kept = (*kept, (change["name"], change["value"]))
    return [Element(element.name, kept, is_open=True)]


def _labelled(element: Element, words: str) -> list[Node]:
    own = dict(element.attributes)
    name = own.get("id") or own.get("name") or ""
    if not name or "[" in name or ("id" not in own and "{" in name):
        return []
    attributes = element.attributes if own.get("id") else (("id", name), *element.attributes)
    label = Element("label", (("for", name),), [words])
    return [label, " ", Element(element.name, attributes, is_open=True)]
