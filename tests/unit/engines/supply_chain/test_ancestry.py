from vetting.engines.supply_chain import ancestry
from vetting.engines.supply_chain.ancestry import Ancestry
from vetting.model.bill import Component
from vetting.model.finding import Place


def part(name, *needs, is_direct=False):
    return Component("npm", name, "1.0.0", Place("x"), is_direct=is_direct, needs=needs)


def test_the_direct_packages_above_are_named_through_others_and_around_circles():
    above = Ancestry([
        part("atas", "tengah", is_direct=True), part("lain", "bawah", is_direct=True),
        part("tengah", "bawah"), part("bawah", "tengah"), part("jauh", is_direct=True),
    ])  # fmt: skip
    assert above.direct("bawah") == ("atas", "lain")
    assert above.direct("tengah") == ("atas", "lain")
    assert above.direct("jauh") == ()
    assert above.direct("tak-ada") == ()


def test_a_lock_file_made_to_tire_is_not_looked_through_without_end(monkeypatch):
    monkeypatch.setattr(ancestry, "PATIENCE", 1)
    above = Ancestry([part("atas", "bawah", "lain", is_direct=True), part("bawah"), part("lain")])
    assert above.direct("bawah") == above.direct("bawah") == ("atas",)
    assert above.direct("lain") == ()
