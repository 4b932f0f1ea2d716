"""The words that a pattern needs are read off it, and never more than it needs."""

import pytest
import re2

from vetting.content import load
from vetting.engines.semgrep.needed import words_of
from vetting.engines.semgrep.rules import library, rules_of


@pytest.mark.parametrize(
    ("formulas", "holds", "lacks"),
    [
        pytest.param([{"pattern": "$DB->query($SQL, ...)"}], "$pdo->query(1)", "$x->querySelector", id="method"),
        pytest.param([{"pattern": "mysqli_query($A, $B)"}], "MYSQLI_QUERY(", "mysqli", id="php has no case"),
        pytest.param([{"pattern": "(java.sql.Statement $S).executeQuery($X)"}], "executeQuery", "Statement",
                     id="typed metavariable"),
        pytest.param([{"pattern": "($R : *http.Request).FormValue($K)"}], "FormValue", "http Request", id="typed in Go"),
        pytest.param([{"pattern-either": [{"pattern": "system($X)"}, {"pattern": "passthru($X)"}]}],
                     "passthru", "exec", id="either"),
        pytest.param([{"patterns": [{"pattern": "$M.$F(...)"},
                                    {"metavariable-regex": {"metavariable": "$F", "regex": "^(sendMail|sendEmail)$"}}]}],
                     "a.sendEmail(b)", "a.send(b)", id="name by an expression"),
        pytest.param([{"patterns": [{"pattern": "$X->$F"},
                                    {"metavariable-regex": {"metavariable": "$F", "regex": "^[\"']?(pass|sandi)[\"']?$"}}]}],
                     "$a->pass;", "bypass passage", id="a whole name"),
        pytest.param([{"patterns": [{"pattern-inside": "class $C extends Mailable { ... }"},
                                    {"pattern": "return $X"}]}],
                     "extends Mailable", "return 1", id="by what stands around"),
        pytest.param([{"patterns": [{"pattern-regex": "^debug: true$"}]}], "a: b\ndebug: true\n", "no debug: true",
                     id="a line of text"),
        pytest.param([{"pattern": "eval($X)"}, {"pattern": "new Function(..., $X)"}], None, None, id="grammar only"),
        pytest.param([{"pattern": "echo $X;"}], None, None, id="echo may be a sign"),
        pytest.param([{"pattern": "$F($X)"}], None, None, id="metavariables alone"),
        pytest.param([{"pattern": "$O.$P = 'location'"}], None, None, id="a string may be put together"),
        pytest.param([{"pattern": "system($X)"}, {"pattern": "`$X`"}], None, None, id="one without words"),
        pytest.param([{"patterns": [{"pattern": "$F(...)"},
                                    {"metavariable-regex": {"metavariable": "$F", "regex": "(?!safe)run"}}]}],
                     None, None, id="an expression that re2 lacks"),
        pytest.param([{"patterns": [{"pattern": "$F(...)"},
                                    {"metavariable-regex": {"metavariable": "$F", "regex": r"^\\w*$"}}]}],
                     None, None, id="an expression that asks for nothing"),
        pytest.param([{"patterns": [{"pattern-not": "system($X)"}, {"pattern": "$F($X)"}]}],
                     None, None, id="what must not be there"),
        pytest.param([], None, None, id="nothing"),
    ],
)  # fmt: skip
def test_words_without_which_nothing_matches(formulas, holds, lacks):
    words = words_of(formulas)
    assert bool(words) == (holds is not None)
    if holds is not None:
        needed = re2.compile(words.encode())
        assert needed.search(holds.encode())
        assert not needed.search(lacks.encode())


def test_most_rules_that_follow_flows_say_by_their_sinks_where_they_cannot_match():
    checks = [check for check in load().checks.values() if check.engine == "semgrep"]
    flows = [rule for check in checks for rule in rules_of(check) if rule.follows]
    sparing = [rule for rule in flows if words_of(rule.body["pattern-sinks"])]
    assert len(sparing) > 0.7 * len(flows)


def _stated(name):
    return re2.compile(next(item["words"] for item in library()[name] if "words" in item).encode())


@pytest.mark.parametrize(
    ("name", "holds", "lacks"),
    [
        ("js-http-input", "a(req.query.b)", "new Request(ctx.fill())"),
        ("js-http-input", "ctx /* a */ . // b\n request.body", "request;\nquery"),
        ("js-http-input", "req?.headers", "prereq.headers"),
        ("js-page-input", "location\n .hash", "allocation.hash; location.reload()"),
        ("js-page-input", "w.addEventListener(  'message', f)", "w.addEventListener('click', f)"),
        ("php-foreign-input", "$a = 'b' . `$c`;", "$a = 'SELECT `b` FROM c';"),
        ("php-foreign-input", "/* a */ return `b`;", "  // see `b`\n   * and `c`\n# `d`"),
        ("php-stored-input", "`id`", "$session"),
        ("php-identity-number", "$nik_ayah", "gKyAxNikp; Nikon"),
        ("js-personal-data", "row.tanggalLahir", "kelahiran_anak"),
    ],
)
def test_the_words_of_a_library_list_tell_its_patterns_from_their_likes(name, holds, lacks):
    words = _stated(name)
    assert words.search(holds.encode())
    assert not words.search(lacks.encode())
