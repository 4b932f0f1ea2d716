"""A sound page around a fragment, so that only the fragment's own faults are seen."""

import re

from vetting.engines.browser.render.values import TONGUE

_HEAD = (f'<!DOCTYPE html><html lang="id" {TONGUE}><head><title>Bagian</title></head><body><main>'
         "<h1>Bagian</h1>")  # fmt: skip
_TAIL = "</main></body></html>"
_FIRST = re.compile(r"<([a-z][a-z0-9]*)")
_AROUND = {
    "tr": ("<table><tbody>", "</tbody></table>"),
    "td": ("<table><tbody><tr>", "</tr></tbody></table>"),
    "th": ("<table><thead><tr>", "</tr></thead></table>"),
    "thead": ("<table>", "</table>"),
    "tbody": ("<table>", "</table>"),
    "li": ("<ul>", "</ul>"),
    "dt": ("<dl>", "</dl>"),
    "dd": ("<dl>", "</dl>"),
    "option": ('<select aria-label="Pilihan">', "</select>"),
}


def wrapped(fragment: str) -> str:
    """The fragment inside a page that is itself without fault."""
    first = _FIRST.search(fragment)
    before, after = _AROUND.get(first[1] if first else "", ("", ""))
    return f"{_HEAD}{before}{fragment}{after}{_TAIL}"
