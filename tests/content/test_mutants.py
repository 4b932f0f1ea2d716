"""Rules lose one part at a time: how mutants are made, and that the fixtures notice a sample.

`make mutants` tries them all.
"""

import hashlib

import pytest

from tests.bench import mutants
from tests.bench.mutate import Mutant, without_a_word
from tests.bench.mutate import mutants as made_of
from tests.content import harness

PROVED = ("security/object-reference", "security/header-injection")
"""Checks of which no mutant survives."""
SAMPLE = 40


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("a|b", {("a", "b"), ("b", "a")}),
        ("^(a|b[|)]|c\\|d)$", {("a", "^(b[|)]|c\\|d)$"), ("b[|)]", "^(a|c\\|d)$"),
                               ("c\\|d", "^(a|b[|)])$")}),
        ("(?<!x|y)z", {("x", "(?<!y)z"), ("y", "(?<!x)z")}),
        ("(?P<n>a|b)", {("a", "(?P<n>b)"), ("b", "(?P<n>a)")}),
        ("[]|]x", set()),
    ],
)  # fmt: skip
def test_an_expression_loses_one_branch_of_each_choice(expression, wanted):
    assert set(without_a_word(expression)) == wanted


def test_a_rule_loses_exceptions_and_alternatives_and_nothing_else():
    rule = {
        "id": "r", "message": "a|b", "languages": ["php"],
        "patterns": [
            {"pattern-either": [{"pattern": "f()"}, {"pattern": "g()"}]},
            {"pattern-not": "f(1)"},
            {"metavariable-regex": {"metavariable": "$X", "regex": "^(a|b)$"}},
        ],
        "pattern-sanitizers": [{"pattern": "clean(...)"}],
    }  # fmt: skip
    made = {mutant.part: mutant.bodies["r"] for mutant in made_of([rule])}
    assert len(made) == 6
    assert made["patterns/1/pattern-not: f(1)"]["patterns"] == [*rule["patterns"][:1],
                                                                *rule["patterns"][2:]]  # fmt: skip
    without = made["pattern-sanitizers: {'pattern': 'clean(...)'}"]
    assert "pattern-sanitizers" not in without
    left = made["patterns/0/pattern-either: {'pattern': 'f()'}"]["patterns"][0]
    assert left == {"pattern-either": [{"pattern": "g()"}]}
    assert all(body["message"] == "a|b" for body in made.values())


def test_an_exception_of_several_patterns_loses_each_of_them_too():
    words = {"metavariable-regex": {"metavariable": "$F", "regex": "^(a|b)$"}}
    either = {"pattern-either": [{"pattern": "$F()"}, {"pattern": "$F(1)"}]}
    rule = {"id": "r", "pattern-not-inside": {"patterns": [either, words]}}
    parts = [mutant.part for mutant in made_of([rule])]
    assert [part.split(": ")[-1].strip("'}") for part in parts[1:]] == ["$F()", "$F(1)", "a", "b"]
    assert parts[0].startswith("pattern-not-inside: ")


def test_flows_and_rules_on_files_have_mutants():
    flow = {"id": "f", "flow": {"language": "sql", "sources": ["page", "header"]}}
    assert [m.bodies["f"]["flow"]["sources"] for m in made_of([flow])] == [["header"], ["page"]]
    named = {"id": "n", "not-files": ["*.md"], "match": "a|b"}
    assert Mutant("not-files: *.md", {"n": {"id": "n", "match": "a|b"}}) in made_of([named])


def test_what_rules_share_is_one_part():
    shared = [{"pattern": "clean()"}, {"pattern": "strip()"}]
    made = made_of([{"id": name, "pattern-sanitizers": shared} for name in ("a", "b")])
    assert [sorted(mutant.bodies) for mutant in made] == [["a", "b"]] * 2
    assert made[0].bodies["b"]["pattern-sanitizers"] == shared[1:]
    assert mutants.name_of(made[0]) == "a pattern-sanitizers: {'pattern': 'clean()'}"


def test_what_a_rule_states_twice_is_one_part():
    shared = {"pattern-not-inside": "test()"}
    either = [{"patterns": [{"pattern": name}, shared]} for name in ("f()", "g()")]
    [mutant] = [
        m for m in made_of([{"id": "r", "pattern-either": either}]) if "not-inside: t" in m.part
    ]
    rest = [{"patterns": [{"pattern": name}]} for name in ("f()", "g()")]
    assert mutant.bodies["r"]["pattern-either"] == rest


def test_a_fixture_that_is_missing_shows_as_a_survivor(tmp_path):
    check = next(check for check in harness.checks() if check.id == "security/install-scripts")
    rules = mutants._stated(check)
    judge = mutants._Judge([], {rules[0]["id"]: ()})
    assert judge.complaints({rules[0]["id"]: ()}) == []
    assert judge.complaints({rules[0]["id"]: (("a.php", 1),)})


@pytest.mark.parametrize("name", PROVED)
def test_the_fixtures_notice_a_sample(name):
    """The mutants whose names' digests come first, the same each time."""
    check = next(check for check in harness.checks() if check.id == name)
    names = [mutants.name_of(m) for m in made_of(mutants._stated(check))]
    chosen = sorted(names, key=lambda one: hashlib.sha256(one.encode()).digest())[:SAMPLE]
    result = mutants.result_of(check, frozenset(chosen))
    assert result.survivors == ()
    assert result.killed > 0
