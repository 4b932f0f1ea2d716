"""Pages that the browser cannot tell apart: what is said of one is said of the other."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vetting.engines.browser.render.styles import Styled
from vetting.engines.browser.render.values import AT

_PLACE = re.compile(rf'(?<= {AT}=")\d+(?=">)')


@dataclass(frozen=True, slots=True)
class Alike:
    """A page whose places are counted from its own beginning, and the places they stand for.

    `key` is the same for pages that are the same to the browser, whatever application they are
    of: the text with its places, and the sheets in order.
    """

    page: Styled
    places: Sequence[int]
    key: str

    @classmethod
    def of(cls, page: Styled) -> "Alike":
        """The page with places of its own."""
        places: list[int] = []

        def own(found: re.Match[str]) -> str:
            places.append(int(found[0]))
            return str(len(places) - 1)

        html = _PLACE.sub(own, page.html)
        sheets = [(sheet.id, sheet.media) for sheet in page.sheets]
        body = json.dumps([html, sheets, page.is_complete]).encode()
        return cls(replace(page, html=html), places, hashlib.sha256(body).hexdigest())

    def placed(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """What was said of such a page, told of this one; -1 is no place."""
        known = dict(enumerate(self.places))
        return [{**row, "at": known.get(row["at"], -1)} for row in rows]
