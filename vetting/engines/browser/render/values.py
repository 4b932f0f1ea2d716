"""Attributes made harmless and valid: what the browser gets instead of what the server fills in."""

import re

from vetting.engines.browser.render.marks import EXPRESSION, OPERATION

AT = "data-vet-at"
CSS = "data-vet-css"
LOOK = "data-vet-look"
TONGUE = "data-vet-tongue"
ACTS = "data-vet-acts"
Attributes = list[tuple[str, str | None]]
_VALUES = {"lang": "id", "xml:lang": "id", "type": "text", "tabindex": "0", "dir": "ltr",
           "scope": "col", "method": "post", "autocomplete": "on", "content": ""}  # fmt: skip
_NUMBERS = {"colspan", "rowspan", "width", "height", "rows", "cols", "size", "min", "max",
            "span", "start"}  # fmt: skip
_DROPPED = {"role", "hidden", "aria-hidden", "contenteditable", AT}
_PERSONAL = re.compile(r"\d(?=\d{4})(?<=\d{4}\d)")


_MOVES = {("base", "href"), ("base", "target"), ("iframe", "srcdoc")}


def renamed(tag: str, key: str) -> str:
    """A page may not set a base, nor bring a page of its own, to the browser that examines it."""
    return f"data-was-{key}" if (tag, key) in _MOVES else key


def tamed(tag: str, attributes: Attributes) -> Attributes:
    """Without policies for the browser; a refresh that would fire now fires never or late."""
    plain = {key.lower(): (value or "").strip() for key, value in attributes}
    if tag != "meta" or "http-equiv" not in plain:
        return attributes
    delay = re.match(r"\d+", plain.get("content", ""))
    if plain["http-equiv"].lower() != "refresh" or not delay or not int(delay[0]):
        return []
    return [(key, "600" if key.lower() == "content" else value) for key, value in attributes]


def rendered(key: str, value: str) -> str | None:
    """The value to render, or None when the attribute must be left out."""
    if key == AT or key.startswith("data-vet"):
        return None
    if not EXPRESSION.search(value):
        return value.replace('"', "&quot;")
    if key in _DROPPED:
        return None
    if key.startswith("aria-") and key not in _ARIA_TEXT:
        return None
    if key in _NUMBERS:
        return "1"
    if key in _VALUES:
        return _VALUES[key]
    return EXPRESSION.sub(lambda m: f"x{m[1]}", value).replace('"', "&quot;")


_ARIA_TEXT = {"aria-label", "aria-labelledby", "aria-describedby", "aria-controls",
              "aria-owns", "aria-details", "aria-roledescription", "aria-valuetext",
              "aria-placeholder"}  # fmt: skip


def shown(text: str) -> str:
    """The start tag as a person may read it: one line, short, output as `{…}`, digits masked."""
    end = re.match(r"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>", text)
    text = OPERATION.sub("", EXPRESSION.sub("{…}", end[0] if end else text))
    text = _PERSONAL.sub("*", " ".join(text.split()))
    return text if len(text) <= 200 else text[:199] + "…"
