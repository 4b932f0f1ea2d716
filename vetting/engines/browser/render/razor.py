"""Razor pages and views of ASP.NET, and components of Blazor."""

import re
from dataclasses import replace

from vetting.engines.browser.render.marks import MADE, Marked, Op, lines_of, quoted
from vetting.engines.browser.render.razor_tags import helped

MAX_DEPTH = 60
_BLOCK = re.compile(r"(?:if|for|foreach|while|switch|using|lock)\b\s*(?=\()|(?:do|try)\b\s*(?=\{)")
_MORE = re.compile(
    r"\s*(?:else\s+if\s*(?=\()|catch\s*(?=\()|while\s*(?=\()|(?:else|finally|catch)\s*(?=\{))"
)
_LINE = re.compile(
    r"(?:model|using|inject|inherits|namespace|page|layout|addTagHelper|removeTagHelper|attribute"
    r"|tagHelperPrefix|implements|typeparam|rendermode|preservewhitespace)\b(?P<rest>[^\n]*)"
)
_CODE = re.compile(r"(?:functions|code)\s*(?=\{)")
_SECTION = re.compile(r"section\s+(\w+)\s*(?=\{)")
_BINDS = re.compile(
    r"(?P<name>on\w+|bind|ref|key|attributes|formname)(?P<more>[\w:-]*)\s*=(?=\s*[\"'])"
)
_CALL = re.compile(
    r"(?:await\s+)?(?:Html\.(?:Render)?Partial(?:Async)?|(?P<body>RenderBody)|(?P<section>RenderSection(?:Async)?)"
    r"|Component\.Invoke\w*)\s*\("
)
_NAME = re.compile(r"(?:await\s+)?[A-Za-z_]\w*")
_MEMBER = re.compile(r"(?:\?|!)?\.[A-Za-z_]\w*|(?:<[\w.]+>)?(?=[(\[])")
_LAYOUT = re.compile(r"\bLayout\s*=\s*\"([^\"]+)\"")
_RENDERED = re.compile(r"\bHtml\.RenderPartial(?:Async)?\s*\(\s*\"([^\"]+)\"")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)")
_LEADS = re.compile(r"(?:^|[{};:)\n])\s*$")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip
_RAW = {"script", "style"}
# What may hide a bracket in code.
_HIDES = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|@\*.*?(?:\*@|\Z)|[$@]*@[$]?\"(?:[^\"]|\"\")*\""
                    r"|\$?\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'", re.DOTALL)  # fmt: skip


def neutralise(text: str) -> Marked:
    """The view with its code as marks."""
    marked = Marked("")
    reader = _Reader(text, marked)
    reader.markup(0, len(text))
    marked.text = helped("".join(reader.out), marked)
    if reader.layout:
        # The whole view is what its layout has a place for.
        begin = marked.operation("", Op.EXTENDS, reader.layout) + marked.operation(
            "", Op.DEFINE, BODY
        )
        marked.text = begin + marked.text + marked.operation("", Op.END)
    else:
        # Which layout has a place for its sections is not known: they are shown where they stand.
        marked.operations = [replace(one, op=Op.BLOCK) if one.op is Op.DEFINE else one
                             for one in marked.operations]  # fmt: skip
    return marked


BODY = "vet-body"


class _Reader:
    """Markup and code in turn, each to the place where it ends."""

    def __init__(self, text: str, marked: Marked) -> None:
        self._text, self._marked = text, marked
        self.out: list[str] = []
        self.layout = ""
        self._depth = 0

    def markup(self, at: int, stop: int, *, ends: str = "") -> int:
        """Markup from `at` on: all of it, one `element`, or a `brace` that ends it."""
        text, depth, braces, quote, tag, is_end = self._text, 0, 0, "", "", False
        while at < stop:
            char = text[at]
            if char == "@":
                at = self._razor(at, stop, in_tag=bool(tag))
                continue
            if quote:
                quote = "" if char == quote else quote
            elif tag and char in "\"'":
                quote = char
            elif tag and char == ">":
                is_closed = text[at - 1] == "/" or tag.lower() in _VOID
                depth += -1 if is_end else 0 if is_closed else 1
                raw = tag.lower() in _RAW and not is_end and not is_closed
                tag = ""
                self.out.append(char)
                at += 1
                if raw:
                    at, braces = self._raw(at, stop), braces
                if ends == "element" and depth <= 0:
                    return at
                continue
            elif not tag and text.startswith("<!--", at):
                at = self._copied(at, text.find("-->", at) + 3, stop)
                continue
            elif not tag and (found := _TAG.match(text, at)):
                tag, is_end = found["name"], bool(found["close"])
                self.out.append("" if tag == "text" else found[0])
                at = found.end()
                if tag == "text":
                    at, tag = at + (text[at : at + 1] == ">"), ""
                    depth += -1 if is_end else 1
                    if ends == "element" and depth <= 0:
                        return at
                continue
            elif ends == "brace" and not tag and char in "{}":
                braces += 1 if char == "{" else -1
                if braces < 0:
                    return at + 1
            self.out.append(char)
            at += 1
        return at

    def _copied(self, at: int, end: int, stop: int) -> int:
        end = end if at < end <= stop else stop
        self.out.append(self._text[at:end])
        return end

    def _raw(self, at: int, stop: int) -> int:
        """The text of a script or style sheet, which is not read."""
        found = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE).search(self._text, at, stop)
        end = found.start() if found else stop
        self.out.append(self._text[at:end].replace("@@", "@"))
        return end

    def _lines(self, start: int, end: int) -> int:
        self.out.append(lines_of(self._text[start:end]))
        return end

    def _razor(self, at: int, stop: int, *, in_tag: bool) -> int:
        """What begins with this `@`; the place where it ends."""
        text, after = self._text, at + 1
        following = text[after : after + 1]
        if following == "@" or (
            at and (text[at - 1].isalnum() or text[at - 1] in "._-") and not in_tag
        ):
            self.out.append("@")
            return after + (following == "@")
        if following == "*":
            end = text.find("*@", after)
            return self._lines(at, end + 2 if end >= 0 else stop)
        if following == "{":
            return self._code(after, stop)
        if following == "(":
            return self._expression(at, self._closed(after, stop), stop)
        if in_tag and (bound := _BINDS.match(text, after)):
            return self._bound(bound)
        return self._word(at, after, stop)

    def _bound(self, bound: re.Match[str]) -> int:
        name = bound["name"]
        if name == "attributes":
            end = re.compile(r"\s*(?:\"[^\"]*\"|'[^']*')").match(self._text, bound.end())
            stop = end.end() if end else bound.end()
            return self._expression(bound.start(), stop, stop)
        is_event = name.startswith("on") and not bound["more"]
        self.out.append(f"@{name[2:]}=" if is_event else f"{MADE}=")
        return bound.end()

    def _word(self, at: int, after: int, stop: int) -> int:
        text = self._text
        if found := _BLOCK.match(text, after):
            return self._blocks(at, found.end(), stop)
        if found := _SECTION.match(text, after):
            self.out.append(self._marked.operation("", Op.DEFINE, found[1]))
            end = self.markup(found.end() + 1, stop, ends="brace") if self._enter() else stop
            self._depth -= 1
            self.out.append(self._marked.operation("", Op.END))
            return end
        if found := _CODE.match(text, after):
            return self._lines(at, self._closed(found.end(), stop))
        if found := _CALL.match(text, after):
            return self._called(at, found, stop)
        if found := _LINE.match(text, after):
            return self._lines(at, found.end())
        found = _NAME.match(text, after)
        if not found:
            self.out.append("@")
            return after
        return self._expression(at, self._members(found.end(), stop), stop)

    def _members(self, at: int, stop: int) -> int:
        """Where an expression without brackets around it ends."""
        while at < stop and (more := _MEMBER.match(self._text, at)):
            at = more.end()
            if self._text[at : at + 1] in "([" and self._text[at : at + 1]:
                at = self._closed(at, stop)
            elif not more[0]:
                break
        return at

    def _called(self, at: int, found: re.Match[str], stop: int) -> int:
        end = self._closed(found.end() - 1, stop)
        whole = self._text[at:end]
        names = quoted(whole)[:1]
        if found["body"]:
            self.out.append(self._marked.operation(whole, Op.YIELD, BODY))
        elif found["section"]:
            self.out.append(self._marked.operation(whole, Op.YIELD, *names))
        elif "Partial" in found[0]:
            self.out.append(self._marked.operation(whole, Op.INCLUDE, *names))
        else:
            self.out.append(self._marked.expression(whole))
        return end

    def _expression(self, at: int, end: int, stop: int) -> int:
        end = min(end, stop)
        self.out.append(self._marked.expression(self._text[at:end], self._text[at + 1 : end]))
        return end

    def _closed(self, at: int, stop: int) -> int:
        """Where the bracket at `at` is closed, its strings and comments left aside."""
        pairs, depth = {"(": ")", "[": "]", "{": "}"}, 0
        opening, text = self._text[at], self._text
        while at < stop:
            hidden = _HIDES.match(text, at)
            if hidden:
                at = hidden.end()
                continue
            depth += (text[at] == opening) - (text[at] == pairs[opening])
            at += 1
            if not depth:
                return at
        return stop

    def _blocks(self, start: int, at: int, stop: int) -> int:
        """A statement with its branches, each of which is shown."""
        self._marked.has_flow = True
        while True:
            if self._text[at : at + 1] == "(":
                at = self._closed(at, stop)
            self._lines(start, at)
            space = re.compile(r"\s*").match(self._text, at)
            brace = space.end() if space else at
            if self._text[brace : brace + 1] != "{":
                return at
            self._lines(at, brace)
            at = start = self._code(brace, stop)
            more = _MORE.match(self._text, at)
            if not more:
                return at
            at = more.end()

    def _enter(self) -> bool:
        self._depth += 1
        return self._depth < MAX_DEPTH

    def _code(self, at: int, stop: int) -> int:
        """Code between braces with the markup in it; given back is the place after them."""
        if not self._enter():
            self._depth -= 1
            return self._lines(at, stop)
        text, depth, since = self._text, 0, at
        while at < stop:
            hidden, char = _HIDES.match(text, at), text[at]
            if hidden:
                at = hidden.end()
            elif (
                char == "<"
                and _TAG.match(text, at)
                and _LEADS.search(text[max(since, at - 80) : at])
            ):
                self._statement(since, at)
                at = since = self.markup(at, stop, ends="element")
            elif text.startswith("@:", at):
                self._statement(since, at)
                end = text.find("\n", at)
                end = stop if end < 0 else min(end, stop)
                at = since = self.markup(at + 2, end)
            else:
                depth += (char == "{") - (char == "}")
                at += 1
                if not depth:
                    break
        self._statement(since, at)
        self._depth -= 1
        return at

    def _statement(self, start: int, end: int) -> None:
        """Code that shows nothing by itself; it may choose a layout or show a part."""
        code = self._text[start:end]
        layout = _LAYOUT.search(code)
        self.layout = layout[1] if layout else self.layout
        for name in _RENDERED.findall(code):
            self.out.append(self._marked.operation("", Op.INCLUDE, name))
        self._marked.has_flow = self._marked.has_flow or bool(
            re.search(r"\b(?:if|for|foreach|while)\b", code)
        )
        self._lines(start, end)
