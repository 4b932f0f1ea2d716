"""Each file is asked about once, with every rule that may match in it."""

import hashlib
from datetime import date

import pytest

from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.semgrep.passes import MOST_PILES, PART_COST, PARTS_A_JOB, PROCESS_COST, passes
from vetting.engines.semgrep.rules import rules_of
from vetting.model.facts import Facts
from vetting.model.tree import Entry, Manifest, Tree

CONTENT = load()
CHECKS = [
    CONTENT.checks[name]
    for name in ("security/sql-injection", "security/command-injection", "security/ssrf")
]
QUERY = "const {q} = req.query;\ndb.query(`select ${q}`);\n"
SHELL = "const {n} = req.body;\nrequire('child_process').exec(n);\n"


@pytest.fixture
def made(tmp_path):
    def make(files, jobs=2):
        entries = []
        for path, text in files.items():
            (tmp_path / path).write_text(text)
            entries.append(
                Entry(path, len(text.encode()), hashlib.sha256(text.encode()).hexdigest())
            )
        tree = Tree(tmp_path, Manifest.of(entries))
        facts = Facts({"javascript": tuple(sorted(files))}, {})
        bench = Bench(None, facts, CONTENT, tmp_path, date(2026, 1, 1), jobs=jobs)
        return [one for one in passes(CHECKS, tree, bench) if one.rules], tree

    return make


def flows(one):
    return {rule.name for of in one.rules.values() for rule in of if rule.follows}


def able(name):
    """The files' rules of flow, of those that need words."""
    return {
        rule.name
        for rule in rules_of(CONTENT.checks[name])
        if rule.follows and "javascript" in rule.languages
    }


def test_files_are_asked_about_only_with_rules_whose_words_they_hold(made):
    big = "// isi\n" * 60_000
    asked, _ = made({"query.js": QUERY + big, "shell.js": SHELL + big, "none.js": "a(1);\n"})
    by_file = {
        t.path: flows(one) for one in asked for t in one.made.targets if one.family != one.rules
    }
    assert "none.js" not in by_file
    assert by_file["query.js"] & able("security/sql-injection")
    assert not by_file["query.js"] & able("security/command-injection")
    assert by_file["shell.js"] & able("security/command-injection")
    assert not by_file["shell.js"] & able("security/sql-injection")


def test_every_file_has_one_place_in_each_family_and_the_others_know_it_was_looked_at(made):
    asked, tree = made({f"{n}.js": (QUERY, SHELL, QUERY + SHELL, "1;\n")[n % 4] for n in range(40)})
    families = {id(one.family): one.family for one in asked}
    for number in families:
        mine = [one for one in asked if id(one.family) == number]
        targets = [target.path for one in mine for target in one.made.targets]
        assert len(targets) == len(set(targets))
        for one in mine:
            assert {t.path for t in one.made.targets} | one.made.passed_over <= set(
                tree.manifest.sizes
            )
            assert set(targets) <= {t.path for t in one.made.targets} | one.made.passed_over
    # Small files share a process: a process costs more than the rules that they are spared.
    assert sum(bool(one.made.targets) for one in asked) <= len(families)


def test_dear_passes_are_shared_out_and_the_dearest_goes_first(made):
    asked, tree = made({f"{n}.js": QUERY + "f(1);\n" * 20_000 for n in range(40)}, jobs=1)
    costs = [one.cost(tree) for one in asked]
    assert costs == sorted(costs, reverse=True)
    parts = [one for one in asked if flows(one) and one.made.targets]
    assert len(parts) > 1
    assert sum(one.cost(tree) for one in parts) > PART_COST
    assert len(parts) <= 2 * PARTS_A_JOB


def test_piles_not_worth_a_process_are_few(made):
    words = [
        "req.query",
        "req.body",
        "exec(a)",
        "db.query(a)",
        "fetch(a)",
        "axios.get(a)",
        "spawn(a)",
    ]
    files = {}
    for mask in range(128):
        text = "".join(f"{word};\n" for bit, word in enumerate(words) if mask >> bit & 1)
        files[f"{mask}.js"] = text + "f(1);\n" * 400
    asked, tree = made(files)
    busy = [one for one in asked if one.made.targets]
    assert len(busy) <= MOST_PILES
    assert sum(one.cost(tree) < PROCESS_COST for one in busy) <= len({id(o.family) for o in busy})
