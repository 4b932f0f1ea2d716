"""`laporan-bergambar.html`: findings with pictures of their elements, a working copy.

It is no part of the report: pictures hang on the fonts of the machine, nobody signed them, and
they may show what text would have masked. It says so at its head.
"""

import base64
from collections.abc import Iterable, Mapping

from vetting.content import Content
from vetting.model.finding import Finding
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.catalogue import catalogue
from vetting.render.html import Inline, environment, labelled

FILE = "laporan-bergambar.html"


def pictured(
    report: Report,
    findings: Iterable[Finding],
    pictures: Mapping[str, bytes],
    language: Language,
    content: Content,
) -> bytes:
    """The page; a finding without a picture says that there is none."""
    labels = catalogue(content, language)
    template = environment(content.roots).get_template("bergambar.html.j2")
    shots = {key: base64.b64encode(body).decode() for key, body in pictures.items()}
    style = Inline.of(content.file("reports", "assets", "laporan.css"))
    values = {"r": report, "t": labelled(labels), "findings": list(findings), "shots": shots}
    return template.render(style=style, **values).encode() + b"\n"
