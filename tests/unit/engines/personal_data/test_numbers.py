import random

from tests.unit.engines.personal_data.made import Maker
from vetting.engines.personal_data.numbers import (
    DAYS,
    is_dated,
    is_placeholder,
    is_resident,
    mask,
    regions,
)


def test_the_region_list_is_whole():
    assert len(regions()) == 7879
    assert {code[:2] for code in regions()} >= {b"11", b"31", b"51", b"64", b"91"}


def test_chance_rate_on_a_million_random_numbers():
    draw = random.Random(20261124)
    passed = sum(is_resident(b"%016d" % draw.randrange(10**16)) for _ in range(1_000_000))
    assert passed <= 600  # 0.06 %; by arithmetic 0.0575 %
    assert passed >= 500  # and the rate is not low because nothing passes


def test_every_made_number_passes():
    assert all(is_resident(number.encode()) for number in Maker().niks(10_000))


def test_dates():
    assert b"290200" in DAYS  # 29 February 2000
    assert b"690200" in DAYS  # the same day, a woman
    assert b"290201" not in DAYS
    assert b"310499" not in DAYS
    assert b"000199" not in DAYS
    assert len(DAYS) == 2 * (365 * 100 + 25)


def test_a_serial_of_zeros_is_no_number():
    assert is_resident(b"3374010101900001")
    assert not is_resident(b"3374010101900000")
    assert not is_dated(b"3374010101900000")


def test_an_unknown_region_is_no_number():
    assert not is_resident(b"9999990101900001")
    assert is_dated(b"9999990101900001")


def test_empty_patterns_of_tax_numbers():
    assert is_placeholder(b"000000000000000")
    assert is_placeholder(b"123456789012345")
    assert not is_placeholder(b"224746961619000")


def test_a_mask_shows_eight_digits():
    assert mask(b"3374010101900001") == "3374********0001"
    assert mask(b"224746961619000") == "2247*******9000"
