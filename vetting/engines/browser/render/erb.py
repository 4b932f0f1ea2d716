"""ERB templates of Rails and other Ruby applications."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_TAG = re.compile(r"<%(?P<sign>[#=%-]?)(?P<code>=?.*?)[-=]?%>", re.DOTALL)
_OPENS = re.compile(r"(?:\bdo\b\s*(?:\|[^|]*\|)?|\{\s*(?:\|[^|]*\|)?)\s*$")
_BEGINS = re.compile(r"\s*(?:if|unless|case|while|until|for|begin)\b")
_MIDDLE = re.compile(r"\s*(?:else|elsif|when|in|rescue|ensure)\b")
_ENDS = re.compile(r"\s*(?:end\b|\})")
_CONTENT = re.compile(r"\s*content_for\s*\(?\s*:(\w+)\s*(?P<text>,)?")
_YIELD = re.compile(r"\s*(?:yield\s*\(?\s*(?::(\w+))?\s*\)?|content_for\s*\(?\s*:(\w+)\s*\)?)\s*$")
_RENDER = re.compile(
    r"\s*render\b\s*\(?\s*(?:partial:\s*|template:\s*)?(?P<name>['\"][^'\"]+['\"])?"
)
_IMAGE = re.compile(
    r"\s*image_tag\b\s*\(?\s*(?P<src>['\"][^'\"#]*['\"])(?P<rest>[^\n]*)$", re.DOTALL
)
_ELEMENT = re.compile(
    r"\s*(?:content_tag\s*\(?\s*[:'\"](?P<tag>\w+)|tag\.(?P<method>\w+)"
    r"|(?:\w+\.)?(?P<helper>link_to|button_to|button_tag|form_with|form_for|form_tag|label_tag|label"
    r"|simple_form_for|button))\b"
)
_HELPERS = {"link_to": "a", "button_to": "button", "button_tag": "button", "button": "button",
            "form_with": "form", "form_for": "form", "form_tag": "form", "label_tag": "label",
            "label": "label", "simple_form_for": "form"}  # fmt: skip
_SILENT = re.compile(r"\s*(?:csrf_meta_tags|csp_meta_tag|javascript_\w+_tag|debugger)\b")
_SHEETS = re.compile(r"\s*stylesheet_(?:link|pack)_tag\b")


def neutralise(text: str) -> Marked:
    """The template with its tags as marks."""
    marked = Marked("")
    marked.text = _TAG.sub(_Tags(marked).replace, text)
    return marked


class _Tags:
    """Goes through the tags in order; each block knows what is written at its end."""

    def __init__(self, marked: Marked) -> None:
        self._marked, self._open = marked, list[str]()

    def replace(self, match: re.Match[str]) -> str:
        whole, sign, code = match[0], match["sign"], match["code"]
        if sign == "#":
            return lines_of(whole)
        if sign == "%":
            return whole
        return self._output(whole, code.lstrip("=")) if sign == "=" else self._code(whole, code)

    def _code(self, whole: str, code: str) -> str:
        content = _CONTENT.match(code)
        if content and not content["text"] and _OPENS.search(code):
            self._open.append(self._marked.operation("", Op.END))
            return self._marked.operation(whole, Op.BLOCK, content[1])
        if _ENDS.match(code):
            end = self._open.pop() if self._open else ""
            return end + self._marked.flow(whole)
        if _BEGINS.match(code) or _OPENS.search(code):
            self._open.append("")
        elif not _MIDDLE.match(code):
            return lines_of(whole)
        return self._marked.flow(whole)

    def _output(self, whole: str, code: str) -> str:
        if _OPENS.search(code):
            return self._block(whole, code)
        section = _YIELD.match(code)
        if section:
            return self._marked.operation(whole, Op.YIELD, section[1] or section[2] or "")
        partial = _RENDER.match(code)
        if partial:
            names = quoted(partial["name"] or "")
            under = [re.sub(r"([^/]+)$", r"_\1", name) for name in names]
            return self._marked.operation(whole, Op.INCLUDE, *under, *names)
        image = _IMAGE.match(code)
        if image and not re.search(r"\*\*|options|attrs", image["rest"]):
            return self._image(whole, quoted(image["src"])[0], image["rest"])
        if _SILENT.match(code):
            return lines_of(whole)
        sheets = [f'<link rel="stylesheet" href="{name}.css">' for name in quoted(code)]
        if _SHEETS.match(code):
            return "".join(sheets[:1]) + lines_of(whole)
        return self._marked.expression(whole, code)

    def _image(self, whole: str, src: str, rest: str) -> str:
        """A picture by its helper, which writes no text alternative of itself."""
        alt = re.search(r"\balt:\s*|:alt\s*=>\s*|['\"]alt['\"]\s*=>\s*", rest)
        literal = (
            quoted(rest[alt.end() :])[:1]
            if alt and rest[alt.end() : alt.end() + 1] in "'\""
            else []
        )
        said = (
            literal[0] if literal and "#{" not in literal[0] else self._marked.expression("", rest)
        )
        shown = f' alt="{said.replace(chr(34), "")}"' if alt else ""
        return f'<img src="{src}"{shown}>' + lines_of(whole)

    def _block(self, whole: str, code: str) -> str:
        """A helper with a block: the element where it is known, with attributes that are not."""
        found = _ELEMENT.match(code)
        tag = found and (found["tag"] or found["method"] or _HELPERS[found["helper"]])
        mark = self._marked.expression(whole, code)
        if not tag:
            self._open.append("")
            return mark
        self._open.append(f"</{tag}>")
        href = f' href="{self._marked.expression("", code)}"' if tag == "a" else ""
        return f"<{tag}{href} {mark}>"
