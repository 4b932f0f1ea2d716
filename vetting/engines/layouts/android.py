"""Android layouts: what a screen reader cannot say, or a reader cannot enlarge."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from vetting.engines.layouts.fault import Fault, Unparsable

_IMAGES = ("ImageView", "ShapeableImageView", "CircleImageView", "LottieAnimationView")
_IMAGE_BUTTONS = ("ImageButton", "FloatingActionButton")
_FIELDS = ("EditText", "AutoCompleteTextView", "MultiAutoCompleteTextView", "TextInputEditText",
           "Spinner")  # fmt: skip
_PRESSED = ("Button", "ImageButton", "CheckBox", "RadioButton", "Switch", "ToggleButton", "Chip")
_FIXED = re.compile(r"[\d.]+(?:dp|dip|px|pt|in|mm)$")
_SMALL = re.compile(r"([\d.]+)(?:dp|dip)$")
LEAST_TARGET = 24  # dp, as CSS pixels of WCAG 2.2 SC 2.5.8


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    line: int
    attributes: Mapping[str, str]
    around: tuple["_View", ...]

    def has(self, *names: str) -> bool:
        return any(self.get(name) not in ("", "@null") for name in names)

    def get(self, name: str) -> str:
        return self.attributes.get(f"android:{name}", "").strip()

    @property
    def is_hidden(self) -> bool:
        """Whether screen readers are told to pass over it."""
        own = self.get("importantForAccessibility") in ("no", "noHideDescendants")
        return own or any(
            view.get("importantForAccessibility") == "noHideDescendants" for view in self.around
        )

    @property
    def is_pressed(self) -> bool:
        return self.get("clickable") == "true" or self.has("onClick")

    @property
    def tag(self) -> str:
        return f"<{self.name} {self.get('id')}>".replace(" >", ">")


def faults(text: str) -> list[Fault]:
    """The faults of one layout, in their order; raises Unparsable."""
    views = _views(text)
    labelled = {_id(view.get("labelFor")) for view in views if view.get("labelFor")}
    found = (fault for view in views if not view.is_hidden for fault in _of(view, labelled))
    return sorted(found, key=lambda fault: (fault.line, fault.rule))


def _of(view: _View, labelled: set[str]) -> Iterator[Fault]:
    if view.name.endswith(_IMAGE_BUTTONS) or (view.name.endswith(_IMAGES) and view.is_pressed):
        if not view.has("contentDescription", "text", "tooltipText"):
            yield Fault("android-button-name", view.line, view.tag)
    elif view.name.endswith(_IMAGES) and "android:contentDescription" not in view.attributes:
        yield Fault("android-image-text", view.line, view.tag)
    if view.name.endswith(_FIELDS):
        yield from _field(view, labelled)
    if _FIXED.match(view.get("textSize")):
        yield Fault("android-text-size", view.line, f"{view.tag} {view.get('textSize')}")
    if view.name.endswith(_PRESSED) or view.is_pressed:
        yield from _target(view)


def _field(view: _View, labelled: set[str]) -> Iterator[Fault]:
    is_labelled = _id(view.get("id")) in labelled or view.has("contentDescription")
    if is_labelled or _in_labelled_box(view):
        return
    if not view.has("hint", "prompt"):
        yield Fault("android-field-label", view.line, view.tag)
    elif not view.name.endswith("Spinner"):
        yield Fault("android-hint-only", view.line, view.tag)


def _in_labelled_box(view: _View) -> bool:
    """Whether a box around it shows its hint as a label that stays, or may have one set."""
    return any(box.name.endswith("TextInputLayout") for box in view.around) and (
        view.has("hint")
        or any(box.has("hint") or "app:hint" in box.attributes for box in view.around)
    )


def _target(view: _View) -> Iterator[Fault]:
    sizes = [_SMALL.match(view.get(side)) for side in ("layout_width", "layout_height")]
    least = [_SMALL.match(view.get(side)) for side in ("minWidth", "minHeight")]
    if any(
        size and float(size[1]) < LEAST_TARGET and not (low and float(low[1]) >= LEAST_TARGET)
        for size, low in zip(sizes, least, strict=True)
    ):
        yield Fault("android-target-size", view.line, view.tag)


def _id(value: str) -> str:
    return value.rpartition("/")[2]


def _views(text: str) -> list[_View]:
    views: list[_View] = []
    stack: list[_View] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        around = tuple(stack[-40:])
        stack.append(_View(name, parser.CurrentLineNumber, attributes, around))
        views.append(stack[-1])

    def refuse(*_: object) -> None:
        raise Unparsable

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    # Entities are of no use in a layout, and a way to fill the memory.
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(errors="replace"), True)
    except expat.ExpatError:
        raise Unparsable from None
    return views
