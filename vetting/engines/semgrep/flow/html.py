"""Where in a page the next piece of output stands."""

import re
from dataclasses import dataclass, replace

from vetting.engines.semgrep.flow.characters import LETTERS, SPACE, mask
from vetting.engines.semgrep.flow.danger import NOT_PLAIN, Danger

_RAW = ("script", "style", "title", "textarea", "xmp", "noscript")
_NAMES_A_SCRIPT = {
    ("a", "href"), ("area", "href"), ("form", "action"), ("button", "formaction"),
    ("input", "formaction"), ("iframe", "src"), ("embed", "src"), ("object", "data"),
    ("script", "src"), ("base", "href"), ("frame", "src"), ("link", "href"),
}  # fmt: skip
_JS = re.compile(r"\\.|['\"`\n]|//|/\*|\*/", re.S)
_CSS = re.compile(r"\\.|['\"\n{}:;]|/\*|\*/", re.S)
_NAME = re.compile(r"[^\s/>]+")
_ATTRIBUTE = re.compile(r"[^\s/>=]+")
_BETWEEN = re.compile(r"[\s/]+")
_RUNS = re.compile(r"(?:setInterval|setTimeout|eval|Function)\s*\(\s*$")


@dataclass(frozen=True, slots=True)
class Page:
    """The state of an HTML tokenizer.

    `mode` is text, open, name, tag, attribute, after, equals, value, comment or raw; `inner` is
    the state of the script or style inside: code, line, block, or the open quote; `runs` says
    that the open string is itself run as code.
    """

    mode: str = "text"
    tag: str = ""
    attribute: str = ""
    quote: str = ""
    value: str = ""
    inner: str = "code"
    runs: bool = False

    def fed(self, text: str) -> "Page":
        """The state behind a known piece of output."""
        page, at = self, 0
        while at < len(text):
            page, at = page._step(text, at)
        return page

    def _step(self, text: str, at: int) -> tuple["Page", int]:
        match self.mode:
            case "text":
                end = text.find("<", at)
                return (replace(self, mode="open"), end + 1) if end >= 0 else (self, len(text))
            case "comment":
                end = text.find("-->", at)
                return (Page(), end + 3) if end >= 0 else (self, len(text))
            case "raw":
                return self._raw(text, at)
            case "value":
                return self._value(text, at)
        return self._markup(text, at)

    def _markup(self, text: str, at: int) -> tuple["Page", int]:
        one = text[at]
        if self.mode == "open":
            if text.startswith("!--", at):
                return Page("comment"), at + 3
            if one.isalpha() or one in "/!?":
                # A closing tag keeps its slash: `</script>` opens no script.
                return Page("name", one.lower()), at + 1
            return Page(), at
        if one == ">":
            raw = self.tag in _RAW
            return Page("raw" if raw else "text", self.tag if raw else ""), at + 1
        if self.mode == "name":
            if one.isspace() or one == "/":
                return replace(self, mode="tag"), at + 1
            name = _run(_NAME, text, at)
            return replace(self, tag=self.tag + name.lower()), at + len(name)
        if self.mode == "equals":
            if one.isspace():
                return self, at + 1
            quote = one if one in "'\"" else ""
            opened = replace(self, mode="value", quote=quote, value="", inner="code", runs=False)
            return opened, at + bool(quote)
        if one == "=" and self.mode in ("attribute", "after"):
            return replace(self, mode="equals"), at + 1
        if one.isspace() or one == "/":
            at += len(_run(_BETWEEN, text, at))
            return (replace(self, mode="after"), at) if self.mode == "attribute" else (self, at)
        name = _run(_ATTRIBUTE, text, at).lower()
        before = self.attribute if self.mode == "attribute" else ""
        return replace(self, mode="attribute", attribute=before + name), at + len(name)

    def _value(self, text: str, at: int) -> tuple["Page", int]:
        end = _end_of_value(text, at, self.quote)
        piece = text[at:end]
        page = replace(self, value=(self.value + piece)[:200])
        page = page._within(piece)
        if end == len(text):
            return page, end
        after = replace(page, mode="tag", attribute="", quote="", value="", inner="code")
        return after, end + 1 if self.quote else end

    def _raw(self, text: str, at: int) -> tuple["Page", int]:
        found = re.compile(f"</{self.tag}", re.I).search(text, at)
        end = found.start() if found else len(text)
        if found:
            return Page("name"), end + len(self.tag) + 2
        return self._within(text[at:end]), end

    def _within(self, piece: str) -> "Page":
        """Behind a piece of script or style."""
        language = self.language
        if language == "script":
            return _in_script(self, piece)
        return _in_style(self, piece) if language == "style" else self

    @property
    def language(self) -> str:
        """What is written here inside HTML: script, style, or nothing."""
        if self.mode == "raw":
            return self.tag
        if self.mode == "value":
            if self.attribute.startswith("on") or self.value.lower().startswith("javascript:"):
                return "script"
            return "style" if self.attribute == "style" else ""
        return ""

    def passed(self) -> "Page":
        """The state behind a piece of output that is not known."""
        if self.mode == "open":
            return replace(self, mode="name")
        if self.mode == "equals":
            return replace(self, mode="value", quote="", value="?")
        if self.mode in ("tag", "after"):
            return replace(self, mode="attribute", attribute="?")
        return replace(self, value=self.value + "?") if self.mode == "value" else self

    @property
    def danger(self) -> Danger:
        """What may not stand here."""
        match self.mode:
            case "text":
                return Danger("text", (mask("<"),))
            case "comment":
                return Danger("comment", (mask(">"),), unfit=True)
            case "open" | "name":
                return Danger("tag", (LETTERS,), unfit=True)
            case "tag" | "attribute" | "after":
                return Danger("attribute-name", (LETTERS,), unfit=True)
            case "raw":
                return self._raw_danger()
        return self._value_danger()

    def _raw_danger(self) -> Danger:
        if self.language not in ("script", "style"):
            return Danger("text", (mask("<"),))
        inner = _inner_danger(self)
        return replace(inner, sets=(inner.sets[0] | mask("<"),))

    def _value_danger(self) -> Danger:
        quote = self.quote if self.mode == "value" else ""
        ends = mask(quote) if quote else SPACE | mask(">\"'=<`")
        if self.language:
            inner = _inner_danger(self)
            # Entities are read before the script is: an escape for HTML is none here.
            sets = (inner.sets[0] | ends,)
            return Danger(inner.place, sets, decodes=True, unfit=inner.unfit)
        starts = self.mode == "equals" or not self.value
        if starts and (self.tag, self.attribute) in _NAMES_A_SCRIPT:
            return Danger("url", (mask(":") | ends,))
        if quote:
            return Danger("attribute", (ends,))
        return Danger("unquoted-attribute", (ends,), unfit=True)


def _run(pattern: re.Pattern[str], text: str, at: int) -> str:
    """The characters there that are of one kind, as many as there are."""
    found = pattern.match(text, at)
    return found.group() if found else text[at]


def _end_of_value(text: str, at: int, quote: str) -> int:
    if quote:
        end = text.find(quote, at)
        return end if end >= 0 else len(text)
    while at < len(text) and not text[at].isspace() and text[at] != ">":
        at += 1
    return at


def _inner_danger(page: Page) -> Danger:
    if page.inner in "'\"`":
        sets = mask(page.inner) | (mask("$") if page.inner == "`" else 0)
        if page.runs:
            return Danger("script", (sets | NOT_PLAIN,), unfit=True)
        return Danger(f"{page.language}-string", (sets,), backslash=True,
                      unfit=page.language == "style")  # fmt: skip
    if page.inner == "line":
        return Danger("script", (mask("\n\r"),))
    if page.inner == "block":
        return Danger("script", (mask("*/"),))
    if page.language == "style" and page.inner == "property":
        return Danger("style", (mask(";{}()\\@:/\"'"),), unfit=True)
    return Danger(page.language, (NOT_PLAIN & ~SPACE,), unfit=True)


def _in_script(page: Page, piece: str) -> Page:
    inner, runs = page.inner, page.runs
    for found in _JS.finditer(piece):
        token = found.group()
        if inner == "code":
            if token in ("'", '"', "`"):
                inner = token
                runs = bool(_RUNS.search(piece[: found.start()]))
            elif token in ("//", "/*"):
                inner = "line" if token == "//" else "block"
        elif (
            (inner in "'\"`" and (token == inner or (token == "\n" and inner != "`")))
            or (inner == "line" and token == "\n")
            or (inner == "block" and token == "*/")
        ):
            inner, runs = "code", False
    return replace(page, inner=inner, runs=runs)


def _in_style(page: Page, piece: str) -> Page:
    inner = page.inner
    for found in _CSS.finditer(piece):
        token = found.group()
        if inner in ("code", "property"):
            if token in ("'", '"'):
                inner = token
            elif token == "/*":
                inner = "block"
            elif token == ":":
                inner = "property"
            elif token in (";", "{", "}"):
                inner = "code"
        elif token == inner or token == "\n":
            inner = "property"
        elif inner == "block" and token == "*/":
            inner = "code"
    return replace(page, inner=inner)
