"""The order of versions: hand-picked rows, then laws."""

import contextlib
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.advisories.versions import BadVersion, key, package_name
from vetting.advisories.versions.composer import normal, version_compare

RISING = {
    "Packagist": [
        "1.0.0-dev", "1.0.0-alpha1", "1.0.0-alpha2", "1.0-beta", "1.0.0-beta2", "v1.0.0-RC1",
        "1.0.0-rc2", "1.0", "1.0.0-patch1", "1.0.0.1", "1.0.2", "v1.0.10", "1.9.9", "2.0.0",
        "10.0.0",
    ],
    "npm": [
        "0.0.9", "1.0.0-0", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.2", "v1.0.10",
        "1.2.0", "10.0.0",
    ],
    "PyPI": [
        "0.1-legacy", "0.9.dev1", "1.0.dev1", "1.0a1", "1.0b1", "1.0rc1", "1.0", "1.0+local",
        "1.0.post1", "1.0.1", "1.1", "1.10", "2013.1", "1!0.1",
    ],
    "Maven": [
        "1.0-alpha-1", "1.0-beta-1", "1.0-M2", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0-sp1",
        "1.0-jre", "1.0.1", "1.1", "1.10", "2.0-beta9", "2.0",
    ],
    "Go": ["0.0.0-20200101000000-abcdef012345", "0.0.1", "1.0.0-rc.1", "v1.0.0", "1.2.0+incompatible"],
    "NuGet": ["1.0.0-ALPHA", "1.0.0-beta", "1.0.0-rc.2", "1.0", "1.0.0.1", "1.0.1", "1.10.0"],
    "RubyGems": ["1.0.a", "1.0.b", "1.0.pre2", "1.0", "1.0.0.1", "1.0.1", "1.10"],
    "crates": ["0.1.0-alpha.1", "0.1.0", "0.1.43", "0.2.0", "1.0.0"],
    "Pub": ["1.0.0-pre", "1.0.0-pre+1", "1.0.0", "1.0.0+1", "1.0.0+a", "1.0.1"],
}  # fmt: skip


@pytest.mark.parametrize("ecosystem", RISING)
def test_each_version_comes_after_the_one_before(ecosystem):
    for low, high in pairwise(RISING[ecosystem]):
        assert key(ecosystem, low) < key(ecosystem, high), f"{low} < {high}"


@pytest.mark.parametrize(
    ("ecosystem", "one", "other"),
    [
        ("Packagist", "v1.2", "1.2.0.0"),
        ("Packagist", "1.0.0-b2", "1.0.0-beta2"),
        ("Packagist", "2.0.0+build", "2.0.0"),
        ("Packagist", "1.2.3@stable", "1.2.3"),
        ("npm", "=v1.2.3", "1.2.3+build.5"),
        ("PyPI", "1.0", "1.0.0"),
        ("PyPI", "1.0-rc.1", "1.0rc1"),
    ],
)
def test_spellings_of_one_version_are_equal(ecosystem, one, other):
    assert key(ecosystem, one) == key(ecosystem, other)


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [
        ("Packagist", "dev-master"), ("Packagist", "2.x-dev"), ("Packagist", ""),
        ("npm", "latest"), ("npm", "git+ssh://x"), ("npm", ""), ("PyPI", " "), ("Cargo", "1.0"),
    ],
)  # fmt: skip
def test_what_has_no_place_raises(ecosystem, version):
    with pytest.raises(BadVersion):
        key(ecosystem, version)


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("1.0-dev", "1.0a1", -1), ("1.0RC1", "1.0", -1), ("1.0pl1", "1.0", 1), ("5.2", "5.10", -1),
        ("1.0", "1.0.0", -1), ("1.2.3.#", "1.2.3", 0), ("foo", "1.0", -1), ("v1", "V1", 0),
    ],
)  # fmt: skip
def test_version_compare_agrees_with_php(left, right, order):
    assert version_compare(left, right) == order
    assert version_compare(right, left) == -order


ODD = st.text(alphabet="0123456789.-_+abdeprcRCpl", min_size=1, max_size=12).map("1".__add__)


@given(one=ODD, other=ODD)
def test_the_key_orders_as_version_compare_on_normal_forms(one, other):
    try:
        left, right = key("Packagist", one), key("Packagist", other)
    except BadVersion:
        return
    order = (left > right) - (left < right)
    assert order == version_compare(normal(one), normal(other))


def test_normal_form_has_four_numbers():
    assert normal("v1.2") == "1.2.0.0"
    assert normal("1.2.3-RC1") == "1.2.3.0-RC1"
    assert normal("2024-01-31") == "2024.01.31"


@pytest.mark.parametrize("ecosystem", RISING)
@pytest.mark.parametrize("version", ["1.0-beta" + "1" * 90 + "x", "1." * 60, "9" * 127, "1" * 5000])
def test_a_vendors_odd_version_costs_no_time(ecosystem, version):
    started = time.process_time()
    with contextlib.suppress(BadVersion):
        assert key(ecosystem, version) == key(ecosystem, version)
    assert time.process_time() - started < 4


PARTS = st.lists(st.integers(0, 40), min_size=3, max_size=3).map(lambda n: ".".join(map(str, n)))
SUFFIXES = st.sampled_from(["", "-alpha.1", "-beta.2", "-rc.1"])
VERSIONS = st.builds(str.__add__, PARTS, SUFFIXES)


@pytest.mark.parametrize("ecosystem", ["npm", "Packagist"])
@given(versions=st.lists(VERSIONS, min_size=3, max_size=3))
def test_the_order_is_transitive_and_total(ecosystem, versions):
    a, b, c = sorted(versions, key=lambda version: key(ecosystem, version))
    assert key(ecosystem, a) <= key(ecosystem, b) <= key(ecosystem, c)
    assert key(ecosystem, a) <= key(ecosystem, c)
    equal = key(ecosystem, a) == key(ecosystem, b)
    assert equal + (key(ecosystem, a) < key(ecosystem, b)) == 1


@pytest.mark.parametrize(
    ("ecosystem", "one", "other"),
    [
        ("Maven", "1", "1.0.0"), ("Maven", "1.0-ga", "1.0"), ("Maven", "1.0-cr1", "1.0-RC1"),
        ("NuGet", "1.0", "1.0.0.0"), ("NuGet", "1.0.0-Beta+x", "1.0.0-beta"), ("RubyGems", "1.0", "1"),
        ("Go", "v1.2.3+incompatible", "1.2.3"),
    ],
)  # fmt: skip
def test_further_spellings_that_are_one_version(ecosystem, one, other):
    assert key(ecosystem, one) == key(ecosystem, other)


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [("Maven", "[1,2)"), ("Maven", "${x}"), ("Maven", ""), ("Maven", "LATEST"), ("NuGet", "1.*"),
     ("RubyGems", "~> 1"), ("Pub", "any"), ("Go", "latest")],
)  # fmt: skip
def test_what_is_no_release_has_no_place(ecosystem, version):
    with pytest.raises(BadVersion):
        key(ecosystem, version)


def test_names_are_one_where_the_ecosystem_says_so():
    assert package_name("PyPI", "Foo.Bar_baz") == "foo-bar-baz"
    assert package_name("Packagist", "Laravel/Framework") == "laravel/framework"
    assert package_name("npm", "JSONStream") == "JSONStream"
