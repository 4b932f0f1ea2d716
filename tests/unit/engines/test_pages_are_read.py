"""Engines that look for text and forms read pages of every language of templates."""

import pytest

from vetting.engines.data_map import engine as data_map
from vetting.engines.duties import engine as duties
from vetting.engines.outside import engine as outside
from vetting.model.facts import PAGES, Facts

ASKED = {
    "data-map": lambda facts: [file["path"] for file in data_map._questions(facts)],
    "duties": duties._paths,
    "outside": outside._paths,
}


@pytest.mark.parametrize("engine", ASKED)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_among_what_is_asked_for(engine, kind):
    assert ASKED[engine](Facts({}, {kind: ("views/halaman",)})) == ["views/halaman"]
