"""Libraries that were copied into the application: known by their hash or the banner they carry.

The table of banners holds for each package the ecosystem, the name, where to look (`head`: the opening
comments, `body`: anywhere) and the pattern of its version.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks import official
from vetting.engines.supply_chain.locks.parts import Contents, Package

_V = r"v?(\d+\.\d+(?:\.\d+)?(?:-(?:alpha|beta|rc)[\w.]*)?)"
# Other plugins bring jQuery UI's widget factory along; by itself it is none of its widgets.
_FACTORY = r"[\s\S]{0,200}?Includes: (?:jquery\.ui\.)?widget\.js(?!\s*,)"
_PART_OF_UI = r"(?: (?:Core|Mouse|Position|Draggable|Sortable|Datepicker|Effects))?"
_SCRIPTS = {
    "jquery": rf"jQuery (?:JavaScript Library )?{_V}",
    "jquery-ui": rf"jQuery UI(?!{_FACTORY}){_PART_OF_UI}(?: -)? {_V}",
    "jquery-migrate": rf"jQuery Migrate(?: -)? {_V}",
    "jquery-validation": rf"jQuery [Vv]alidation [Pp]lug-?in(?: -)? {_V}",
    "jquery-form": r"jQuery Form Plugin\s+\*?\s*version: (\d+\.\d+(?:\.\d+)?)",
    "jquery.cookie": rf"jQuery Cookie Plugin {_V}",
    "bootstrap": rf"Bootstrap(?:\.js)? {_V}",
    "bootstrap-table": rf"bootstrap-table {_V}",
    "bootstrap-select": rf"[Bb]ootstrap-select {_V}",
    "angular": rf"AngularJS {_V}",
    "vue": rf"Vue\.js {_V}",
    "underscore": rf"Underscore\.js {_V}",
    "backbone": rf"Backbone\.js {_V}",
    "handlebars": rf"[Hh]andlebars {_V}",
    "knockout": rf"Knockout JavaScript library {_V}",
    "moment": r"moment(?:\.js)?\s*\n?(?://!|\s*\*)?\s*version : (\d+\.\d+\.\d+)",
    "chart.js": rf"Chart\.js(?:\s+\*?\s*\S*chartjs\.org/?\s*\n\s*\*?\s*Version:)? {_V}",
    "datatables.net": rf"DataTables {_V}",
    "select2": rf"Select2 {_V}",
    "dompurify": rf"DOMPurify {_V}",
    "axios": rf"[Aa]xios {_V}",
    "fullcalendar": rf"FullCalendar {_V}",
    "leaflet": rf"Leaflet {_V}",
    "tinymce": rf"TinyMCE [Vv]ersion {_V}",
    "summernote": rf"[Ss]ummernote {_V}",
    "highcharts": rf"Highcharts JS {_V}",
    "d3": rf"https?://d3js\.org {_V}",
    "modernizr": rf"[Mm]odernizr {_V}",
    "swiper": rf"Swiper {_V}",
    "sweetalert2": rf"[Ss]weet[Aa]lert2 {_V}",
    "socket.io-client": rf"Socket\.IO {_V}",
    "video.js": rf"Video\.js {_V}",
    "prototype": rf"Prototype JavaScript framework, version {_V}",
    "toastr": rf"Toastr\b[\s\S]{{0,120}}?\bversion:? {_V}",
    "react": rf"React {_V}",
    "popper.js": r"@fileOverview Kickass library[\s\S]{0,200}?@version (\d+\.\d+\.\d+)",
    "@popperjs/core": rf"@popperjs/core {_V}",
    "jspdf": rf"jsPDF\b[\s\S]{{0,120}}?Version {_V}",
}
_BODIES = (
    ("lodash", re.compile(r"""\bVERSION\s*=\s*["'](\d+\.\d+\.\d+)["']"""), "lodash"),
    ("ckeditor4", re.compile(r"""\bversion:\s*["'](4\.\d+(?:\.\d+)?)["'],\s*revision"""), "ckeditor"),
    ("pdfjs-dist", re.compile(r"""\bpdfjsVersion\s*=\s*["'](\d+\.\d+\.\d+)["']"""), "pdf"),
    ("xlsx", re.compile(r"""\bXLSX\.version\s*=\s*["'](\d+\.\d+\.\d+)["']"""), "xlsx"),
)  # fmt: skip
# The name opens its line: "needs jQuery v1.9" in the middle of a sentence is no banner.
_START = r"(?m:^)[ \t/*!|]*(?:@(?:license|preserve)[ \t]+)?"
_ANY = re.compile(_START + "(?:" + "|".join(_SCRIPTS.values()) + ")")
_PATTERNS = tuple((name, re.compile(_START + pattern)) for name, pattern in _SCRIPTS.items())
_COMMENT = re.compile(r"/\*[!*]?|(?m:^)//!?")
_REACT_DOM = re.compile(r"\breact-dom\b")
_HEAD, _MOST_COMMENTS, _SPAN = 600, 100, 400

_QUOTED = r"\s*(?:=|,)\s*['\"]v?(\d+\.\d+(?:\.\d+)*)"
_PHP = {
    "class.phpmailer.php": ("phpmailer/phpmailer", r"\$Version" + _QUOTED),
    "phpmailer.php": ("phpmailer/phpmailer", r"\bVERSION" + _QUOTED),
    "tcpdf.php": ("tecnickcom/tcpdf", r"//\s*Version\s*:\s*(\d+\.\d+\.\d+)"),
    "tcpdf_static.php": ("tecnickcom/tcpdf", r"\$tcpdf_version" + _QUOTED),
    "phpexcel.php": ("phpoffice/phpexcel", r"@version\s+(?:##VERSION##|v?(\d+\.\d+\.\d+))"),
    "smarty.class.php": ("smarty/smarty", r"SMARTY_VERSION['\"]?" + _QUOTED),
    "mpdf.php": ("mpdf/mpdf", r"(?:mPDF_VERSION['\"]?|const VERSION)" + _QUOTED),
    "fpdf.php": ("setasign/fpdf", r"FPDF_VERSION['\"]?" + _QUOTED),
    "htmlpurifier.php": ("ezyang/htmlpurifier", r"const VERSION" + _QUOTED),
    "codeigniter.php": ("codeigniter/framework", r"CI_VERSION['\"]" + _QUOTED),
    "elfinder.class.php": ("studio-42/elfinder", r"\$version" + _QUOTED),
    "nusoap.php": ("econea/nusoap", r"\$version" + _QUOTED),
}  # fmt: skip
_NAMES = re.compile(
    r"jquery|bootstrap|angular|vue|react|lodash|underscore|backbone|handlebars|knockout|moment|chart"
    r"|datatable|select2|purify|axios|fullcalendar|leaflet|tinymce|summernote|highchart|modernizr"
    r"|swiper|sweetalert|popper|socket\.io|prototype|toastr|jspdf|ckeditor|pdf\.|xlsx|d3\.|\.min\.js$"
    r"|vendor|bundle|plugins|libs"
)


NORMAL = "normal-sha256"
"""The kind of hash that `official.digest` computes."""


def is_library(path: str) -> bool:
    """Whether a file of that name may be a copied library."""
    name = PurePosixPath(path.lower()).name
    if name.endswith((".js", ".mjs", ".cjs")):
        return bool(_NAMES.search(name))
    return name in _PHP


def library(path: str, text: str) -> Contents:
    """The packages that a script or PHP file is, by the table of official files, or by banner."""
    name = PurePosixPath(path.lower()).name
    digest = official.digest(text)
    found = list(_php(name, text) if name in _PHP else _scripts(name, text))
    if release := official.of(digest):
        found = [Package(*release, 1, ecosystem="npm"), *(p for p in found if p.name != release[0])]
    unique = {(p.name, p.version): replace(p, hashes=(f"{NORMAL}:{digest}",)) for p in found}
    return Contents(tuple(unique.values()))


def _php(name: str, text: str) -> Iterator[Package]:
    package, pattern = _PHP[name]
    match = re.search(pattern, text)
    if match and match[1]:
        line = text.count("\n", 0, match.start()) + 1
        yield Package(package, match[1], line, ecosystem="Packagist")


def _scripts(name: str, text: str) -> Iterator[Package]:
    for start, piece in _comments(text):
        if not _ANY.search(piece):
            continue
        for package, pattern in _PATTERNS:
            match = pattern.search(piece)
            if match:
                line = text.count("\n", 0, start + match.start()) + 1
                is_dom = package == "react" and _REACT_DOM.search(piece)
                yield Package("react-dom" if is_dom else package, match[1], line, ecosystem="npm")
    for package, pattern, hint in _BODIES:
        if hint in name and (match := pattern.search(text)):
            line = text.count("\n", 0, match.start()) + 1
            yield Package(package, match[1], line, ecosystem="npm")


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """The openings of the first comments, each up to its end."""
    for count, match in enumerate(_COMMENT.finditer(text)):
        if count >= _MOST_COMMENTS and match.start() > _HEAD:
            return
        end = text.find("*/", match.end(), match.end() + _SPAN)
        yield match.start(), text[match.start() : end if end > 0 else match.start() + _SPAN]
