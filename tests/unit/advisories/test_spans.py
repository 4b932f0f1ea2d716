import pytest

from vetting.advisories.spans import Span, from_constraints, from_events
from vetting.advisories.versions import BadVersion


def spans(*events, ecosystem="npm"):
    return list(from_events(ecosystem, [dict([event]) for event in events]))


def test_events_pair_up_in_version_order_not_list_order():
    found = spans(("fixed", "2.0.1"), ("introduced", "2.0.0"), ("fixed", "1.2.0"),
                  ("introduced", "0"))  # fmt: skip
    assert found == [Span("", True, "1.2.0"), Span("2.0.0", True, "2.0.1")]


def test_an_open_event_has_no_end_and_last_affected_belongs_to_it():
    assert spans(("introduced", "1.0.0")) == [Span("1.0.0")]
    assert spans(("introduced", "0"), ("last_affected", "1.5.0")) == [Span("", True, "1.5.0", True)]
    assert spans(("introduced", "0"), ("limit", "*")) == [Span()]


def test_a_lone_end_and_a_second_introduction_add_nothing():
    assert spans(("fixed", "1.0.0")) == []
    assert spans(("introduced", "0"), ("introduced", "1.0.0"), ("fixed", "2.0.0")) == [
        Span("", True, "2.0.0")
    ]


def test_broken_events_are_refused():
    with pytest.raises(ValueError, match="unknown event"):
        spans(("removed", "1.0.0"))
    with pytest.raises(BadVersion):
        spans(("introduced", "next"))


@pytest.mark.parametrize(
    ("constraints", "inside", "outside"),
    [
        ([">=2.0.0", "<2.1.5"], ["2.0.0", "2.1.4", "v2.1.4"], ["1.9.9", "2.1.5", "2.2"]),
        ([">1.0", "<=1.2"], ["1.0.1", "1.2", "1.2.0.0"], ["1.0", "1.2.0.1"]),
        (["<3.0"], ["0.1", "2.9.9", "3.0.0-beta1"], ["3.0"]),
        (["=1.4.2"], ["1.4.2"], ["1.4.1", "1.4.3"]),
    ],
)
def test_constraints(constraints, inside, outside):
    span = from_constraints("Packagist", constraints)
    assert all(span.holds("Packagist", version) for version in inside)
    assert not any(span.holds("Packagist", version) for version in outside)


def test_only_an_excluded_end_is_a_fix():
    assert from_constraints("Packagist", [">=1", "<2"]).fixed == "2"
    assert from_constraints("Packagist", [">=1", "<=2"]).fixed == ""


def test_an_unknown_constraint_is_refused():
    with pytest.raises(ValueError, match="unknown constraint"):
        from_constraints("Packagist", ["^1.0"])
