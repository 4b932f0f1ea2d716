"""From what the browser saw to what the template's author did: unknown things are not faults."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vetting.engines.browser.render.compose import Page
from vetting.engines.browser.render.tags import Source

# Rules that judge an attribute's value: nothing is known where the server fills in any.
_VALUES = {
    "aria-valid-attr-value", "aria-roles", "autocomplete-valid", "valid-lang", "html-lang-valid",
    "td-headers-attr", "scope-attr-valid", "skip-link", "vet-duplicate-id", "label", "select-name",
    "aria-required-attr", "aria-allowed-attr", "aria-allowed-role", "aria-conditional-attr",
    "aria-prohibited-attr", "meta-viewport", "meta-refresh", "frame-title-unique",
    "html-xml-lang-mismatch", "aria-hidden-focus", "tabindex", "vet-link-nowhere", "vet-link-title",
    "vet-link-same-text", "vet-new-window", "vet-file-link", "vet-image-link", "vet-alt-filename",
    "vet-alt-generic", "vet-alt-title", "vet-alt-differs", "vet-alt-repeats", "vet-label-lost",
    "vet-tongue-wrong", "vet-placeholder-label", "vet-captcha", "vet-media-alternative", "label-content-name-mismatch",
}  # fmt: skip
# Rules that judge what stands inside an element.
_CONTENT = {"aria-required-children", "th-has-data-cells",
            "nested-interactive", "video-caption", "no-autoplay-audio", "vet-link-text",
            "vet-link-lean", "vet-link-symbol", "vet-link-unseen", "vet-button-unseen",
            "vet-link-title", "vet-link-same-text",
            "vet-new-window", "vet-file-link", "vet-alt-repeats", "vet-fake-heading",
            "vet-fake-list", "vet-label-same", "vet-uppercase", "vet-uppercase-style", "vet-italic",
            "vet-justified", "vet-small-text", "vet-line-height", "vet-long-lines", "vet-part-tongue",
            "vet-tongue-wrong", "vet-direction", "vet-table-only-headers", "vet-legend",
            "vet-table-empty-header", "vet-table-ragged", "vet-table-layout", "vet-title-generic",
            "vet-pdf-only", "vet-inline-meaning", "label-content-name-mismatch"}  # fmt: skip
# The same, for what stands directly inside.
_CHILDREN = {"list", "definition-list"}
# Rules that judge what stands around an element: a fragment does not show it.
_CONTEXT = {"listitem", "dlitem", "aria-required-parent", "heading-order", "td-headers-attr"}
# Rules that count elements: branches of which only one is ever shown would count twice.
_COUNTS = {"vet-duplicate-id", "form-field-multiple-labels", "frame-title-unique",
           "landmark-no-duplicate-main", "landmark-no-duplicate-banner",
           "landmark-no-duplicate-contentinfo", "landmark-unique", "vet-link-twins",
           "vet-link-same-text", "vet-label-same", "vet-group", "vet-table-ragged"}  # fmt: skip
# Rules that judge colours, which a style that only the server knows may set.
_COLOURS = {"color-contrast", "vet-dark-contrast"}
# Attributes whose value has no bearing on any of those.
_PLAIN = {"value", "class", "name", "style", "placeholder", "src", "action", "width", "height",
          "maxlength", "minlength", "min", "max", "step", "pattern", "colspan", "rowspan"}  # fmt: skip
# Rules that mean something only on a screen that people move about in.
_SCREENS = {"landmark-one-main", "page-has-heading-one", "document-title", "skip-link", "bypass",
            "vet-skip-link", "vet-page-tongue", "vet-title-generic",
            "vet-title-twice", "vet-title-office", "vet-reflow", "vet-reflow-cut", "vet-spacing-cut",
            "vet-spacing-overlap", "vet-motion", "vet-table-headers", "vet-small-text",
            "vet-fake-list", "vet-justified"}  # fmt: skip
_PAPER = re.compile(r"(?:^|[/_.-])(?:e?mails?|mailer|cetak|print\w*|pdf|excel|unduh|export|lampiran|surat_jadi"
                    r"|(?:template|contoh|format)[-_]surat)"
                    r"(?=[/_.-])|notifikasi_\w+", re.IGNORECASE)  # fmt: skip
# What a program makes a file from, which says these things in its own way.
_MADE_FILE = re.compile(r"(?:^|[/_.-])(?:pdf|excel|xlsx?|export|surat_jadi|(?:template|contoh|format)[-_]surat)(?=[/_.-])",
                        re.IGNORECASE)  # fmt: skip
_BROWSED = {"html-has-lang", "html-lang-valid", "meta-viewport", "document-title"}
_NOT_TEXT = re.compile(r"<head\b.*?</head>|<title\b.*?</title>|<!--.*?-->|<[^>]*>", re.DOTALL)
_CONTROLS = re.compile(r"<(?:img|input|a|button|select|textarea|iframe|video|object|script|svg)\b")
_MOVES = re.compile(r"http-equiv=.?refresh", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)index\.html?$", re.IGNORECASE)
_GUARD = re.compile(r"forbidden|denied|no direct|not allowed|dilarang|silence is golden", re.I)


def _is_screen(path: str) -> bool:
    return not _PAPER.search(path)


def _is_empty(path: str, html: str) -> bool:
    """Whether nobody ever sees the page: a redirection, or a file that hides a folder's list."""
    if len(html) > 3000 or _CONTROLS.search(html):
        return False
    text = " ".join(_NOT_TEXT.sub(" ", html).split())
    if text:
        return len(text) < 120 and bool(_GUARD.search(text))
    return not path.endswith((".html", ".htm")) or bool(_MOVES.search(html) or _INDEX.search(path))


def _matters(attribute: str) -> bool:
    return attribute not in _PLAIN and not attribute.startswith(("data-", "on", "@"))


class Sieve:
    """Collects the faults of all pages, each once by place and rule."""

    def __init__(self, page_rules: Iterable[str]) -> None:
        self._page_rules = frozenset(page_rules)
        self._found: dict[tuple[int, int, str, str], dict[str, Any]] = {}

    def add(
        self,
        number: int,
        path: str,
        page: Page,
        rows: Iterable[Mapping[str, Any]],
        sources: Sequence[Source],
    ) -> None:
        """Take the rows of one page that its author answers for."""
        if page.is_whole and _is_empty(path, page.html):
            return
        head_unknown = "vet-head-output" in page.html
        unasked = set() if _is_screen(path) else _SCREENS
        unasked = unasked | _BROWSED if _MADE_FILE.search(path) else unasked
        for row in rows:
            if row["rule"] in unasked:
                continue
            source = sources[row["at"]] if row["at"] >= 0 else None
            if self._is_known(row, source, page, head_unknown):
                self._keep(number, row, source)

    def _is_known(
        self, row: Mapping[str, Any], source: Source | None, page: Page, head_unknown: bool
    ) -> bool:
        rule = row["rule"]
        if rule in self._page_rules:
            if not page.is_whole or (rule == "document-title" and head_unknown):
                return False
            return source is None or not row["exact"] or not source.is_opaque
        if source is None or not row["exact"] or source.is_opaque:
            return False
        return not (
            (rule in _VALUES and any(map(_matters, source.dynamic)))
            or (rule in _CONTENT and row["output"])
            or (rule in _CHILDREN and row["direct"])
            or (rule in _CONTEXT and not page.is_whole)
            or (rule in _COUNTS and source.has_flow)
            or (rule in _COLOURS and "style" in source.dynamic)
        )

    def _keep(self, number: int, row: Mapping[str, Any], source: Source | None) -> None:
        file, line, tag = (source.file, source.line, source.tag) if source else (number, 0, "")
        key = (file, line, row["rule"], tag)
        found = self._found.setdefault(
            key,
            {"rule": row["rule"], "file": file, "line": line, "tag": tag, "unsure": row["unsure"],
             "pointer": row["pointer"], "review": row["review"], "detail": row["detail"],
             "by": [], "witnessed": True},
        )  # fmt: skip
        found["by"] = sorted({*found["by"], *row["by"]})
        found["witnessed"] = found["witnessed"] and row["witnessed"]
        found["review"] = found["review"] and row["review"]
        found["unsure"] = found["unsure"] and row["unsure"]

    def findings(self, paths: Sequence[str]) -> list[dict[str, Any]]:
        """The faults, in the order of their places."""
        return [{**found, "file": paths[found["file"]]} for _, found in sorted(self._found.items())]
