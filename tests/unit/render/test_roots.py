"""Findings that one change removes: which belong together, and which only look as if."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.render import builder
from vetting.content import load
from vetting.model.finding import Finding, Place, Step, fingerprinted, order_key
from vetting.model.outcome import Ran, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import same
from vetting.render.catalogue import catalogue
from vetting.render.evidence import todo
from vetting.render.html import render as html
from vetting.render.markdown import render as markdown
from vetting.render.roots import Kind, roots, told
from vetting.render.sarif import render as sarif
from vetting.render.summary import Summary

CONTENT = load()


def found(path, line, *via, check="security/sql-injection", **more):
    """A finding whose flow passes `via` and ends at its place; anchors differ by default."""
    place = Place(path, line)
    steps = tuple(Step(Place(*at), same("x")) for at in (*via, (path, line))) if via else ()
    plain = {"anchor": f"{path} {line}", "rule": "r", **more}
    return Finding(check, severity=Severity.HIGH, confidence=Confidence.HIGH, message=same("x"),
                   place=place, steps=steps, **plain)  # fmt: skip


def grouped(*findings):
    return [
        (root.kind, root.place.path, root.place.line, len(root.findings))
        for root in roots(sorted(findings, key=order_key))
    ]


def test_flows_from_one_place_belong_together():
    assert grouped(
        found("a.php", 9, ("a.php", 3)),
        found("a.php", 12, ("a.php", 3), check="security/xss"),
        found("b.php", 5, ("b.php", 3)),
    ) == [(Kind.SOURCE, "a.php", 3, 2)]


def test_a_step_that_flows_of_several_sources_pass_is_the_place_to_change():
    helper = ("lib/kueri.php", 7)
    assert grouped(
        found("a.php", 9, ("a.php", 3), helper),
        found("b.php", 9, ("b.php", 3), helper),
        found("c.php", 9, ("c.php", 3), helper),
    ) == [(Kind.STEP, "lib/kueri.php", 7, 3)]


def test_places_that_are_only_named_beside_a_finding_are_no_flow():
    beside = (Step(Place("x.lock", 4), same("also")), Step(Place("y.lock", 4), same("also")))
    one = replace(found("a.lock", 1), steps=beside)
    other = replace(found("b.lock", 1), steps=beside)
    assert grouped(one, other) == []


def test_a_line_that_two_checks_blame_for_one_weakness_is_changed_once():
    both = (
        found("k.env", 3, check="security/committed-secrets", cwe=(798,)),
        found("k.env", 3, check="security/hardcoded-credentials", cwe=(798, 259)),
    )
    assert grouped(*both) == [(Kind.LINE, "k.env", 3, 2)]
    assert grouped(both[0], replace(both[1], cwe=(319,))) == []
    assert grouped(both[0], replace(both[1], place=Place("k.env", 4))) == []


def test_one_upgrade_removes_all_faults_of_a_release():
    faults = [
        found("composer.lock", 5, check="security/vulnerable-php-packages",
              rule="known-vulnerability", evidence=name, anchor=f"{name} {number}")
        for number, name in enumerate(("a/b 1.0", "a/b 1.0", "a/b 2.0"))
    ]  # fmt: skip
    (root,) = roots(faults)
    assert (root.kind, root.name, len(root.findings)) == (Kind.PACKAGE, "a/b 1.0", 2)


def test_routes_of_one_file_that_lack_a_guard_need_one_group():
    lacking = [found("routes/web.php", n, check="security/x", cwe=(862, 306)) for n in (3, 4, 9)]
    assert grouped(*lacking) == [(Kind.ROUTES, "routes/web.php", 0, 3)]
    assert grouped(*(replace(f, cwe=(89,)) for f in lacking)) == []


def test_one_piece_of_markup_on_many_pages():
    tag = '<img src="/logo.png" class="kepala">'
    pages = [found(f"{name}.html", 4, check="accessibility/x", anchor=tag) for name in "abc"]
    (root,) = roots(pages)
    assert (root.kind, root.files, root.places) == (Kind.MARKUP, 3, 3)
    assert roots([replace(page, anchor="<html>") for page in pages]) == ()


def test_a_copied_library_is_replaced_as_a_whole():
    inside = [found(f"app/vendor/acme/mailer/src/{n}.php", n + 1) for n in range(3)]
    (root,) = roots(inside)
    assert (root.kind, root.name) == (Kind.LIBRARY, "app/vendor/acme/mailer/")


def test_the_change_that_removes_most_is_told_and_no_finding_twice():
    wide = [found("a.php", n, ("a.php", 3), ("lib.php", 9)) for n in (20, 21)]
    wide += [found("b.php", 20, ("b.php", 2), ("lib.php", 9))]
    narrow = [found("a.php", 22, ("a.php", 3))]
    assert grouped(*wide, *narrow) == [(Kind.STEP, "lib.php", 9, 3)]


_PLACES = st.tuples(st.sampled_from(["a.php", "vendor/x/y/z.php", "c.html"]), st.integers(0, 4))
_FINDINGS = st.lists(
    st.builds(
        lambda at, via, cwe, tag: found(*at, *via, cwe=cwe, anchor=tag),
        _PLACES, st.lists(_PLACES, max_size=3),
        st.lists(st.sampled_from([89, 862, 798]), max_size=2, unique=True).map(tuple),
        st.sampled_from(["x", '<a href="/panjang/sekali">']),
    ),
    max_size=12,
).map(fingerprinted)  # fmt: skip


@settings(deadline=None)
@given(_FINDINGS)
def test_groups_never_share_a_finding_and_hold_two_at_least(findings):
    made = roots(findings)
    members = [id(finding) for root in made for finding in root.findings]
    assert len(members) == len(set(members))
    assert set(members) <= {id(finding) for finding in findings}
    assert all(len(root.findings) >= 2 for root in made)
    assert made == roots(findings)


def report():
    """One change with three findings, and a finding that stands alone."""
    flows = [found("<b>.php", n, ("<b>.php", 3)) for n in (7, 8, 9)]
    alone = found("lain.php", 1)
    outcome = Ran(fingerprinted([*flows, alone]), Scope(1, 1, 1, "files", ()), Tool("semgrep", "1"))
    return builder.report(7, checks=(builder.check(outcome=outcome),))


def test_every_finding_is_in_one_task_and_a_change_is_one_place():
    tasks = Summary(report()).tasks
    assert sorted((task.places, len(task.findings)) for task in tasks) == [(1, 1), (1, 3)]


def test_each_format_tells_the_change():
    for language in ("id", "en"):
        said = told(Summary(report()).roots[0], catalogue(CONTENT, language), lambda name: "¤")
        page = markdown(report(), language, CONTENT).decode()
        assert said.split("¤:3")[1] in page
        assert said.split("¤:3")[1] in todo(report(), language, CONTENT).decode()
        assert said.split("¤:3")[1] in html(report(), language, CONTENT).decode()


def test_the_page_shows_hostile_names_of_a_change_as_text():
    page = html(report(), "id", CONTENT).decode()
    section = page.split('<ol class="roots">')[1].split("</ol>")[0]
    assert "&lt;b&gt;.php" in section
    assert "<b>.php" not in section
    assert page.count('href="#a1"') == 3


def test_sarif_relates_a_finding_to_its_change():
    run = json.loads(sarif(report(), "id", CONTENT))["runs"][0]
    (cause,) = run["properties"]["rootCauses"]
    related = [r for r in run["results"] if r["properties"].get("rootCause") == cause["id"]]
    assert (cause["findings"], len(related)) == (3, 3)
    places = {r["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] for r in related}
    assert places == {3}
    assert len(run["results"]) == 4
