"""The three reasons on the first page: the gravest first, none told twice, in plain words."""

from tests.unit.samples import control, finding, policy, ran
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Outcome
from vetting.model.scale import Severity
from vetting.verdict import judge

MANY, OTHER = "accessibility/form-labels", "accessibility/page-language"
KEY, HASH = "security/committed-key", "security/weak-hash"


def outcome(check: str, severity: Severity, number: int) -> Outcome:
    return ran(*fingerprinted(finding(check, severity, line=n) for n in range(1, number + 1)))


RESULTS = {
    MANY: outcome(MANY, Severity.HIGH, 162),
    OTHER: outcome(OTHER, Severity.HIGH, 22),
    KEY: outcome(KEY, Severity.CRITICAL, 1),
    HASH: outcome(HASH, Severity.HIGH, 2),
}


def reasons(*controls):
    verdict = judge(policy(*controls), RESULTS, sandbox_is_sound=True)
    return [one.id for one in verdict.reasons]


def test_one_grave_finding_goes_before_many_lighter_ones():
    assert reasons(control(MANY, name="Label"), control(KEY, name="Kunci")) == [
        "Kunci: 1 temuan menggagalkan, terberat kritis (Keamanan).",
        "Label: 162 temuan menggagalkan, terberat tinggi (Aksesibilitas).",
    ]


def test_what_was_told_once_makes_room_for_the_next():
    told = reasons(*(control(KEY, name=f"Kunci {n}") for n in range(3)),
                   control(MANY, name="Label"), control(HASH, name="Sandi"))  # fmt: skip
    assert [line.split(":")[0] for line in told] == ["Kunci 0", "Label", "Sandi"]


def test_among_equally_grave_ones_another_field_goes_first():
    told = reasons(control(MANY, name="Label"), control(MANY, HASH, name="Nama"),
                   control(HASH, name="Sandi"), control(KEY, name="Kunci"))  # fmt: skip
    assert [line.split(":")[0] for line in told] == ["Kunci", "Nama", "Label"]
    second = control(OTHER, name="Bahasa")
    told = reasons(control(MANY, name="Label"), second, control(HASH, name="Sandi"))
    assert [line.split(":")[0] for line in told] == ["Label", "Sandi", "Bahasa"]


def test_fewer_findings_than_places_are_told_again():
    assert len(reasons(*(control(KEY, name=f"Kunci {n}") for n in range(5)))) == 3


def test_each_field_is_named_once_and_the_order_of_controls_never_matters():
    both = control(MANY, KEY, HASH, name="Semua")
    (line,) = reasons(both)
    assert line == "Semua: 165 temuan menggagalkan, terberat kritis (Aksesibilitas, Keamanan)."
    rows = (control(MANY, name="A"), control(KEY, name="B"), control(HASH, name="C"))
    assert reasons(*rows) == reasons(*reversed(rows))


def test_in_english_one_finding_is_one():
    verdict = judge(policy(control(KEY, name="Keys")), RESULTS, sandbox_is_sound=True)
    (reason,) = verdict.reasons
    assert reason.en == "Keys: 1 finding failing it, the gravest critical (Security)."
