"""Static pages and Thymeleaf; double braces are filled in by the page's own script."""

import re

from vetting.engines.browser.render.marks import Marked
from vetting.engines.browser.render.thymeleaf import shaped

_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def neutralise(text: str) -> Marked:
    """The page with the places that a script will fill as marks."""
    marked = Marked("")
    text = _BRACES.sub(lambda match: marked.expression(match[0]), text)
    marked.text = shaped(text, marked)
    return marked
