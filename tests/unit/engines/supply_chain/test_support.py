from datetime import date

import pytest

from tests.unit.samples import check
from vetting.content import load
from vetting.engines.supply_chain.support import Ended, Product, ended, products
from vetting.model.errors import BadContent
from vetting.model.scale import Severity

PHP = Product("php", "PHP", Severity.HIGH, "https://example.invalid", date(2026, 8, 22),
              frozenset(), frozenset(),
              frozenset(), {(7, 3): date(2021, 12, 6), (7, 4): date(2022, 11, 28),
                            (8, 0): date(2023, 11, 26), (8, 4): date(2028, 12, 31)})  # fmt: skip
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("version", "cycle"),
    [
        ("7.4.33", "7.4"), ("7.3", "7.3"), ("5.6.40", "≤ 7.3"), ("8.0.30", "8.0"), ("8.4.1", None),
        ("9.0.0", None), ("^7.2.5", "7.4"), ("^7.3|^8.0", None), ("^7.3 || ~8.0.0", "8.0"),
        (">=7.2", None), (">=7.2 <8.0", "7.4"), ("<8.1", "8.0"), ("<=8.0", "8.0"), ("7.*", "7.4"),
        ("7.3.x", "7.3"), ("~7.3.1", "7.3"), ("7", "7.4"), ("*", None), ("", None),
        ("latest", None), ("7.4-fpm-alpine", "7.4"),
    ],
)  # fmt: skip
def test_the_newest_release_that_is_allowed_counts(version, cycle):
    found = ended(PHP, version, TODAY)
    assert (found.cycle if found else None) == cycle


def test_a_line_lives_through_its_last_day():
    assert ended(PHP, "7.4", date(2022, 11, 28)) is None
    assert ended(PHP, "7.4", date(2022, 11, 29)) == Ended("7.4", date(2022, 11, 28))


def test_the_shipped_table_is_sound_and_every_product_can_be_met():
    shipped = load().checks["security/end-of-life"]
    table = products(shipped)
    assert len(table) >= 30
    for product in table:
        assert product.runtimes or product.frameworks or product.packages, product.id
        assert product.source.startswith("https://")
        assert product.cycles
        assert date(2026, 1, 1) <= product.checked <= TODAY, product.id


@pytest.mark.parametrize(
    "body", ["php: 1\n", "php: {name: PHP, cycle: {}}\n", "php: {name: PHP}\n",
             "php: {name: P, severity: high, source: x, cycles: {'1': soon}}\n"]
)  # fmt: skip
def test_a_faulty_table_names_its_line(tmp_path, body):
    (tmp_path / "table.yaml").write_text(body)
    with pytest.raises(BadContent, match=r"table\.yaml:1"):
        products(check(folder=tmp_path, settings={"table": "table.yaml"}))
