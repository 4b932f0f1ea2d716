"""Fingerprints follow a fault through time."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.samples import finding
from vetting.model.finding import fingerprinted


def prints(*found):
    return [f.fingerprint for f in fingerprinted(found)]


def test_shifted_lines_keep_the_fingerprint():
    assert prints(finding(line=3)) == prints(finding(line=300))


def test_white_space_does_not_count():
    assert prints(finding(anchor="a  b")) == prints(finding(anchor=" a b\n"))


def test_equal_faults_in_one_file_differ_and_removing_one_removes_one():
    three = prints(finding(line=1), finding(line=5), finding(line=9))
    assert len(set(three)) == 3
    assert set(prints(finding(line=2), finding(line=8))) < set(three)


def test_other_file_rule_or_anchor_is_another_fault():
    base = prints(finding())
    assert prints(finding(path="b.php")) != base
    assert prints(finding(anchor="y")) != base
    assert prints(finding("security/b")) != base


@given(st.permutations([finding(line=n, anchor=a) for n, a in enumerate("aabbc", 1)]))
def test_the_order_of_finding_does_not_matter(found):
    assert fingerprinted(found) == fingerprinted(sorted(found, key=lambda f: f.place))
