"""The semgrep adapter: what it takes for a run, what closes the ways round it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.engines.files.bench import Scripted, bench_of, done, tree_of
from vetting import content
from vetting.content import load_check
from vetting.engines.excerpts import Source, mask, mask_literals
from vetting.engines.semgrep import SemgrepEngine
from vetting.engines.semgrep.findings import judged
from vetting.engines.semgrep.reading import Ask, read_through
from vetting.engines.semgrep.rules import core_id, expanded, rules_of
from vetting.engines.semgrep.targets import plan
from vetting.engines.semgrep.vue import script_of
from vetting.model.errors import BadContent
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.scale import Confidence, Severity
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap

CHECK = """\
id: security/shell
title: {id: a, en: a}
why: {id: a, en: a}
fix: {id: a, en: a}
severity: high
maturity: stable
applies-to: {languages: [php, javascript, typescript]}
engine: semgrep
"""
RULES = """\
rules:
  - id: php-shell
    languages: [php]
    severity: ERROR
    message: pesan
    metadata: {message-en: message, confidence: high}
    mode: taint
    pattern-sources: [{use: php-http-input}]
    pattern-sinks: [{pattern: system(...)}]
  - id: js-shell
    languages: [javascript, typescript]
    severity: ERROR
    message: pesan
    metadata: {message-en: message, confidence: low, severity: critical}
    pattern: eval(...)
"""
BAD = "<?php\n$a = $_GET['x'];\nsystem($a);\n"


def check_in(root: Path, rules: str = RULES):
    folder = root / "checks" / "security" / "shell"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(CHECK)
    (folder / "rules.yaml").write_text(rules)
    return load_check(folder / "check.yaml")


def scan(tmp_path: Path, files, *, sandbox=None, rules=RULES, **languages):
    check = check_in(tmp_path, rules)
    tree = tree_of(tmp_path / "app", files)
    vue = tuple(name for name in files if name.endswith(".vue"))
    facts = Facts({k: tuple(v) for k, v in languages.items()}, {"vue": vue} if vue else {})
    bench = bench_of(sandbox or open_sandbox(), facts)
    return SemgrepEngine().run([check], tree, bench)[check.id]


def places(outcome):
    assert isinstance(outcome, Ran), outcome
    return sorted((f.place.path, f.place.line) for f in outcome.findings)


def test_neither_comments_nor_ignore_files_nor_names_hide_code(tmp_path):
    files = {
        "tests/a.php": BAD,
        "vendor/x/b.module": BAD,
        "node_modules/c.php": BAD,
        "nosem.php": BAD.replace("($a);", "($a); // nosemgrep nosem phpcs:ignore"),
        ".semgrepignore": "*\n",
        ".gitignore": "*\n",
    }
    code = [name for name in files if not name.startswith(".")]
    outcome = scan(tmp_path, files, php=code)
    assert places(outcome) == sorted((name, 3) for name in code)
    assert (outcome.scope.eligible, outcome.scope.examined) == (4, 4)


def test_a_file_over_a_megabyte_is_examined(tmp_path):
    big = "<?php\n" + "// x\n" * 300_000 + "system($_GET['x']);\n"
    assert places(scan(tmp_path, {"a.php": big}, php=["a.php"])) == [("a.php", 300_002)]


def test_a_file_beyond_the_bound_is_listed_and_not_counted(tmp_path):
    files = {"a.php": BAD, "b.php": "<?php\n" + "//\n" * 1_500_000}
    outcome = scan(tmp_path, files, php=list(files))
    assert [(s.path, s.reason) for s in outcome.scope.skipped] == [("b.php", "too-large")]
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 1)


def test_a_partly_parsed_file_is_listed_and_its_findings_kept(tmp_path):
    files = {"a.php": BAD, "b.php": BAD + "function g( { \n ]]] ;\n"}
    outcome = scan(tmp_path, files, php=list(files))
    assert places(outcome) == [("a.php", 3), ("b.php", 3)]
    assert [(s.path, s.reason) for s in outcome.scope.skipped] == [("b.php", "partly-parsed")]


def test_only_broken_files_is_nothing_read(tmp_path):
    outcome = scan(tmp_path, {"b.php": BAD + "function g( { \n ]]] ;\n"}, php=["b.php"])
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NOTHING_READ


def test_a_finding_tells_severity_confidence_and_the_way_of_the_data(tmp_path):
    files = {"a.php": BAD, "b.ts": "const a: string = x;\neval(a);\n"}
    outcome = scan(tmp_path, files, php=["a.php"], typescript=["b.ts"])
    php, ts = sorted(outcome.findings, key=lambda f: f.place)
    assert (php.rule, str(php.severity), str(php.confidence)) == ("php-shell", "high", "high")
    assert (ts.rule, str(ts.severity), str(ts.confidence)) == ("js-shell", "critical", "low")
    assert [step.place.line for step in php.steps] == [2, 3]
    assert php.anchor == "system($a);"
    assert (php.message.id, php.message.en) == ("pesan", "message")


@pytest.mark.parametrize(("read", "instead"), [
    ("(int) isset($_GET['x']) ? $_GET['x'] : 0", "(int) ($_GET['x'] ?? 0)"),
    ('(integer)isset( $_POST["no"] )?$_POST["no"]:0', '(int) ($_POST["no"] ?? 0)'),
    ("isset($_GET['x']) ? $_GET['x'] : 0", ""),
    ("(int) isset($_GET['x']) + $_GET['x']", ""),
])  # fmt: skip
def test_a_cast_of_isset_is_told_where_the_data_comes_in(tmp_path, read, instead):
    outcome = scan(tmp_path, {"a.php": f"<?php\n$a = {read};\nsystem($a);\n"}, php=["a.php"])
    note = outcome.findings[0].steps[0].note
    assert note.en.startswith("Data from outside comes in here.")
    assert note.en.endswith(f"write `{instead}`.") is bool(instead)
    assert note.id.endswith(f"tulis `{instead}`.") is bool(instead)


def test_a_check_says_what_its_values_come_from(tmp_path):
    said = "source: {id: Dibuat di sini., en: Made here.}\n"
    tree, facts = tree_of(tmp_path / "app", {"a.php": BAD}), Facts({"php": ("a.php",)}, {})
    folder = check_in(tmp_path).folder
    (folder / "check.yaml").write_text(CHECK + said)
    check = load_check(folder / "check.yaml")
    outcome = SemgrepEngine().run([check], tree, bench_of(open_sandbox(), facts))[check.id]
    assert [step.note.en for step in outcome.findings[0].steps] == ["Made here.", "Used here."]


GUARD = "if (file_exists(__DIR__ . '/../atur.php')) {\n    header('Location: ../');\n}\n"


@pytest.mark.parametrize(("path", "begins", "sure"), [
    ("install/index.php", "// Pasang.\n" + GUARD, Confidence.MEDIUM),
    ("web/setup-wizard/a.php", "if (is_file('kunci')) exit;\n", Confidence.MEDIUM),
    ("install/index.php", "", Confidence.HIGH),
    ("install/index.php", GUARD.replace("Location", "X-Ada"), Confidence.HIGH),
    ("install/index.php", GUARD.replace("file_exists", "!file_exists"), Confidence.HIGH),
    ("install/index.php", "function f() {\n}\n" + GUARD, Confidence.HIGH),
    ("akun/index.php", GUARD, Confidence.HIGH),
])  # fmt: skip
def test_a_page_of_an_installer_that_works_once_is_no_sure_finding(tmp_path, path, begins, sure):
    body = f"<?php\n{begins}$token = md5(rand());\n"
    tree, facts = tree_of(tmp_path / "app", {path: body}), Facts({"php": (path,)}, {})
    check = content.load().checks["security/weak-randomness"]
    outcome = SemgrepEngine().run([check], tree, bench_of(open_sandbox(), facts))[check.id]
    (finding,) = outcome.findings
    assert finding.confidence is sure
    assert finding.steps[0].note.en == "A value that can be guessed is made here."


FLOW = """\
rules:
  - id: php-flow-shell
    languages: [php]
    message: pesan
    metadata: {message-en: message, confidence: high}
    flow: {language: shell, sources: [page]}
"""
RUN = "<?php\nfunction atur() {\n$a = $_GET['x'];\njalan($a);\n}\nfunction jalan($a) {\nsystem(\"x $a\");\n}\n"


def test_who_calls_what_reads_the_request_comes_before_it(tmp_path):
    files = {"a.php": "<?php\n$_GET['y'];\natur();\n", "b.php": RUN}
    outcome = scan(tmp_path, files, rules=FLOW, php=list(files))
    (found,) = outcome.findings
    assert [(step.place.path, step.place.line, step.note.en) for step in found.steps] == [
        ("a.php", 3, "atur is called from here."),
        ("b.php", 3, "Data from outside comes in here."),
        ("b.php", 4, "Passed on through jalan."),
        ("b.php", 7, "Used here."),
    ]


TAKEN = """\
rules:
  - id: php-kept
    languages: [php]
    severity: ERROR
    message: pesan
    metadata: {message-en: message, confidence: high, taken: '_POST'}
    patterns:
      - pattern: $CI->db->insert($T, $Q)
      - pattern-inside: |
          $Q = $_POST;
          ...
"""


def test_a_search_may_tell_where_the_request_was_taken(tmp_path):
    body = "<?php\n$d = $_POST;\n$d == $_POST;\n$data = $_POST;\n$d = rapi($d);\n$this->db->insert('t', $d);\n"
    outcome = scan(tmp_path, {"a.php": body}, rules=TAKEN, php=["a.php"])
    (found,) = outcome.findings
    assert [(step.place.line, step.note.en) for step in found.steps] == [
        (2, "Data from outside comes in here."),
        (6, "Used here."),
    ]


def test_a_method_of_a_model_that_nothing_calls_is_not_sure(tmp_path):
    model = "<?php\nclass A_model extends CI_Model {\nfunction a() {\nsystem($_GET['x']);\n}\n}\n"
    files = {"a.php": model, "b.php": model.replace("A_model", "B_model").replace("a()", "b()"),
             "c.php": "<?php\n$b->b();\n"}  # fmt: skip
    outcome = scan(tmp_path, files, php=list(files))
    told = [(f.place.path, str(f.confidence), f.message.en) for f in outcome.findings]
    assert sorted(told) == [
        ("a.php", "medium", "message No caller of this method or function was found."),
        ("b.php", "high", "message"),
    ]


def test_the_script_of_a_vue_component_is_read_at_its_own_lines(tmp_path):
    vue = '<template>\n<p>eval(1)</p>\n</template>\n<script lang="ts">\neval(a as string)\n'
    outcome = scan(tmp_path, {"a.vue": vue + "</script>\n"}, javascript=["a.vue"])
    assert places(outcome) == [("a.vue", 5)]


def test_the_script_keeps_bytes_lines_and_columns():
    body = b"<p>\r\n</p><script>a()\n</script>\nx<script setup>b()"
    got = script_of(body)
    assert len(got) == len(body)
    assert got.split() == [b"a()", b"b()"]
    assert got.index(b"a()") == body.index(b"a()")


def test_no_relevant_file_is_not_applicable(tmp_path):
    assert isinstance(scan(tmp_path, {"a.py": "x"}, python=["a.py"]), NotApplicable)


def test_a_rule_that_semgrep_refuses_fails_its_check(tmp_path):
    rules = RULES.replace("pattern: eval(...)", "pattern: 'eval((('")
    files = {"a.php": BAD, "a.js": "eval(req.query.x)\n"}
    outcome = scan(tmp_path, files, rules=rules, php=["a.php"], javascript=["a.js"])
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.TOOL_ERRORS
    assert "js-shell" in outcome.detail


EMPTY = {"results": [], "errors": [], "paths": {"scanned": []}, "skipped_rules": []}
CAUGHT = {"check_id": "vet-canary", "path": "canary.php"}


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (done(b"not json"), Reason.OUTPUT_UNREADABLE),
        (done(b"", code=2, stderr=b"boom"), Reason.TOOL_CRASHED),
        (done(EMPTY, cap=Cap.WALL), Reason.TIMED_OUT),
        (done(EMPTY, cap=Cap.MEMORY), Reason.MEMORY_CAP),
        (done({}), Reason.OUTPUT_UNREADABLE),
        (done([]), Reason.OUTPUT_UNREADABLE),
        (done(EMPTY), Reason.CANARY_MISSED),
        (done(EMPTY | {"results": [CAUGHT]}), Reason.NOTHING_READ),
        (
            done(EMPTY | {"results": [CAUGHT], "errors": [{"error_type": "Fatal error"}]}),
            Reason.TOOL_ERRORS,
        ),
    ],
)
def test_anything_short_of_a_proven_run_is_a_failure(tmp_path, end, reason):
    outcome = scan(tmp_path, {"a.php": BAD}, sandbox=Scripted(end), php=["a.php"])
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason


def test_a_rule_that_timed_out_on_a_file_leaves_it_unexamined(tmp_path):
    def end(job):
        names = [row[1]["path"]["fpath"] for row in json.loads(job.inputs["targets.json"])[1]]
        late = {
            "error_type": "Timeout",
            "location": {"path": names[1]},
            "rule_id": core_id("security/shell", "php-shell"),
        }
        body = {"results": [CAUGHT], "errors": [late], "paths": {"scanned": names}}
        return done(EMPTY | body)

    files = {"a.php": BAD, "b.php": BAD}
    outcome = scan(tmp_path, files, sandbox=Scripted(end), php=list(files))
    assert [(s.path, s.reason) for s in outcome.scope.skipped] == [("a.php", "timed-out")]
    assert outcome.scope.examined == 1


def test_the_job_names_every_file_and_reads_only_the_tree(tmp_path):
    box = Scripted(done(EMPTY))
    scan(tmp_path, {"a.php": BAD, "other.php": BAD}, sandbox=box, php=["a.php"])
    job = box.jobs[0]
    rows = json.loads(job.inputs["targets.json"])[1]
    assert [row[1]["path"]["fpath"] for row in rows] == [
        "canary.php",
        str(tmp_path / "app" / "a.php"),
    ]
    assert tmp_path / "app" in job.read_only
    assert Path(job.argv[0]).is_absolute()


def test_library_lists_are_spliced_in_and_unknown_ones_refused(tmp_path):
    assert len(expanded([{"use": "php-http-input"}, {"pattern": "x"}])) > 10
    check = check_in(tmp_path, RULES.replace("php-http-input", "php-typo"))
    with pytest.raises(BadContent):
        rules_of(check)


def test_a_rule_needs_both_languages_and_a_confidence(tmp_path):
    check = check_in(tmp_path, RULES.replace("message-en: message, ", ""))
    with pytest.raises(BadContent):
        rules_of(check)
    with pytest.raises(BadContent):
        rules_of(replace(check, folder=tmp_path))


@pytest.mark.parametrize(
    ("line", "kept", "gone"),
    [
        ("$db_password = 'Rahasia#2024';", "$db_password", "Rahasia"),
        ("'nik' => '3204010101900001'", "3204", "010101900001"),
        ("mail('budi.santoso@contoh.go.id')", "contoh.go.id", "budi.santoso"),
        ("pg://admin:s3cret@db/x", "pg://admin", "s3cret"),
        ("call('081234567890')", "call", "1234567890"),
    ],
)
def test_secrets_and_personal_data_are_masked(line, kept, gone):
    assert kept in mask(line)
    assert gone not in mask(line)


def test_literals_are_emptied_where_a_rule_finds_secrets():
    assert "desa2024" not in mask_literals("connect('localhost', \"desa2024\")")


def test_masking_a_hostile_line_takes_no_time(tmp_path):
    (tmp_path / "a").write_text("password" * 200_000 + "\x1b[31m")
    line = Source(tmp_path / "a").line(1)
    assert len(line) <= 600
    assert line.isprintable()


def test_an_excerpt_is_bounded_and_outside_lines_give_none(tmp_path):
    (tmp_path / "a").write_text("\n".join(f"line {n} " + "x y " * 100 for n in range(1, 50)))
    source = Source(tmp_path / "a")
    excerpt = source.excerpt(10, 40)
    assert (excerpt.first_line, len(excerpt.lines)) == (8, 12)
    assert max(map(len, excerpt.lines)) == 200
    assert source.excerpt(99) is None
    assert Source(tmp_path / "none").line(1) == ""


GATED = RULES.replace("confidence: high", "only-with: '(?i:zauber)', confidence: high", 1)


def test_a_file_without_the_needed_words_is_passed_over_and_counts_as_examined(tmp_path):
    assert GATED != RULES
    outcome = scan(
        tmp_path, {"a.php": BAD, "b.php": "<?php\n"}, rules=GATED, php=["a.php", "b.php"]
    )
    assert isinstance(outcome, Ran)
    assert (outcome.scope.examined, outcome.findings) == (2, ())
    spell = BAD + "\n// Zauber\n"
    outcome = scan(tmp_path / "two", {"a.php": spell}, rules=GATED, php=["a.php"])
    assert isinstance(outcome, Ran)
    assert len(outcome.findings) == 1


def test_a_built_file_is_listed_as_skipped(tmp_path):
    bundle = "<?php $a = [" + "'x', " * 20_000 + "];"
    files = {"a.php": BAD, "data.php": bundle}
    outcome = scan(tmp_path, files, php=["a.php", "data.php"])
    assert isinstance(outcome, Ran)
    assert [(skip.path, skip.reason) for skip in outcome.scope.skipped] == [("data.php", "built")]
    assert outcome.scope.examined == 1


def test_words_are_asked_only_of_the_files_that_the_rule_is_about(tmp_path):
    tree = tree_of(tmp_path, {"a.php": b"shell", "b.js": b"shell", "c.php": b"calm"})
    php = Ask(frozenset({"a.php", "c.php"}), ("sh.ll",))
    every = Ask(frozenset({"a.php", "b.js", "c.php"}))

    reading = read_through([php, every], tree)

    assert [path for path in ("a.php", "b.js", "c.php") if reading.answers(path, php)] == ["a.php"]
    assert all(reading.answers(path, every) for path in every.files)


def test_shares_hold_every_file_once_and_call_none_unread(tmp_path):
    tree = tree_of(tmp_path, {f"{n}.php": b"x" * n for n in range(7)})
    asked = {"php": {Ask(frozenset(tree.manifest.sizes))}}
    whole = plan(asked, read_through(asked["php"], tree), tree, Facts({}, {}))

    shares = whole.shared(tree, 2)

    assert sorted(t.path for share in shares for t in share.targets) == sorted(whole.needed)
    assert all(set(s.needed) | s.passed_over == set(whole.needed) for s in shares)
    assert all(share.canaries == {"php": "canary.php"} for share in shares)


def test_words_that_are_no_expression_are_refused_with_the_line(tmp_path):
    with pytest.raises(BadContent, match=r"rules\.yaml:2"):
        rules_of(check_in(tmp_path, RULES.replace("high}", "high, only-with: '(?=x)'}")))


def test_a_bulky_file_is_left_out_where_data_is_followed_and_listed(tmp_path):
    body = b"shell\n" * 100_000
    tree = tree_of(tmp_path, {"a.php": body, "b.php": body.replace(b"shell", b"small")})
    files = frozenset({"a.php", "b.php"})
    for words, skipped in (((), set()), (("sh.ll",), {"a.php"})):
        asked = {"php": {Ask(files, words)}}
        made = plan(asked, read_through(asked["php"], tree), tree, Facts({}, {}))
        assert set(made.skipped) == skipped
        assert set(made.needed) == (set() if words else files)


def test_what_stands_in_a_third_party_s_code_is_told_as_theirs_and_less_surely(tmp_path):
    check = check_in(tmp_path)
    rule = rules_of(check)[0]
    worst = replace(rule, severity=Severity.CRITICAL)
    own = judged(check, rule, is_theirs=False, is_test=False)
    assert own == (rule.message, Confidence.HIGH)
    said, confidence = judged(check, rule, is_theirs=True, is_test=False)
    assert "third party" in said.en
    assert "pihak ketiga" in said.id
    assert confidence is Confidence.MEDIUM
    assert judged(check, worst, is_theirs=True, is_test=False) == (said, Confidence.HIGH)


def test_what_stands_in_test_code_is_told_so_and_of_low_confidence_unless_it_is_critical(tmp_path):
    check = check_in(tmp_path)
    rule = rules_of(check)[0]
    worst = replace(rule, severity=Severity.CRITICAL)
    said, confidence = judged(check, rule, is_theirs=False, is_test=True)
    assert "test code" in said.en
    assert "kode uji" in said.id
    assert confidence is Confidence.LOW
    assert judged(check, worst, is_theirs=False, is_test=True) == (said, Confidence.HIGH)


TOGETHER = RULES.replace(
    "confidence: high}",
    "confidence: high, told-together: true, unsure-where: "
    "[{file: coba/, because: {id: Untuk percobaan., en: For trials.}}]}",
    1,
)


def test_matches_of_a_rule_told_together_are_one_finding_in_a_file_with_the_others_as_steps(
    tmp_path,
):
    body = b"<?php\nsystem($_GET['a']);\nsystem($_GET['b']);\n"
    files = {"a.php": body, "coba/a.php": body}
    got = scan(tmp_path, files, rules=TOGETHER, php=["a.php", "coba/a.php"])
    first, second = sorted(got.findings, key=lambda one: one.place)
    assert [(one.place.path, one.place.line) for one in (first, second)] == [
        ("a.php", 2),
        ("coba/a.php", 2),
    ]
    assert [step.place.line for step in first.steps] == [3]
    assert "2 such lines" in first.message.en
    assert (first.confidence, second.confidence) == (Confidence.HIGH, Confidence.MEDIUM)
    assert "For trials." in second.message.en
    assert "For trials." not in first.message.en


SHOWN = """\
rules:
  - id: php-shown
    languages: [php]
    severity: ERROR
    message: pesan
    metadata: {message-en: message, confidence: high, refuted-by: [html]}
    mode: taint
    pattern-sources: [{use: php-http-input}]
    pattern-sinks: [{patterns: [{pattern: echo $Q;}, {focus-metavariable: $Q}]}]
  - id: php-flow
    languages: [php]
    message: pesan
    metadata: {message-en: message, confidence: high}
    flow: {language: html, sources: [page]}
"""
# What holds a goto is not followed: semgrep stands alone.
PASSED_ON = "<?php\n$isi = new Isian($_GET['a']);\necho $isi->a;\ngoto akhir;\nakhir:\n"
CLEANER = "<?php\nclass S { function f() { foreach ($this->a as $k => $v) { $_GET[$k] = $v; } } }\n"


QUERIED = SHOWN.replace("html", "sql").replace("echo $Q;", "mysql_query($Q)")


@pytest.mark.parametrize(
    ("other", "sure"), [("<?php\n", Confidence.HIGH), (CLEANER, Confidence.MEDIUM)]
)
@pytest.mark.parametrize(
    ("rules", "use"), [(SHOWN, "echo $isi->a;"), (QUERIED, "mysql_query('SELECT ' . $isi->a);")]
)
def test_a_request_that_the_application_cleans_somewhere_is_no_sure_source(
    tmp_path, other, sure, rules, use
):
    files = {"a.php": PASSED_ON.replace("echo $isi->a;", use), "b.php": other}
    tree, facts = tree_of(tmp_path / "app", files), Facts({"php": tuple(files)}, {})
    check = check_in(tmp_path, rules)
    outcome = SemgrepEngine().run([check], tree, bench_of(open_sandbox(), facts))[check.id]
    assert [(f.place.line, f.confidence) for f in outcome.findings] == [(3, sure)]


MANY = tuple(f"kata{number:02}\\s*\\(" for number in range(40))


class OutOfMemory:
    """A set of expressions as it answers when it ran out of memory."""

    def Match(self, _body):
        return []


@pytest.mark.parametrize("is_short", [False, True])
def test_many_words_are_found_at_once_and_one_by_one_where_memory_is_short(
    tmp_path, monkeypatch, is_short
):
    if is_short:
        monkeypatch.setattr("vetting.engines.semgrep.reading._set_of", lambda _words: OutOfMemory())
    files = {f"{number:02}.php": f"<?php kata{number:02} (1);" for number in range(40)}
    tree = tree_of(tmp_path, files | {"both.php": "kata00(); kata39();"})
    asks = [Ask(frozenset(tree.manifest.sizes), (word,)) for word in MANY]
    reading = read_through([*asks, Ask(frozenset({"both.php"}), (MANY[0], MANY[39]))], tree)
    for number, word in enumerate(MANY):
        extra = {"both.php"} if number in (0, 39) else set()
        assert reading.holding[word,] == {f"{number:02}.php"} | extra
    assert reading.holding[MANY[0], MANY[39]] == {"both.php"}


FLOWING = """\
rules:
  - id: php-shell
    languages: [php]
    severity: ERROR
    message: pesan
    metadata: {message-en: message, confidence: high, refuted-by: [shell]}
    mode: taint
    pattern-sources: [{use: php-http-input}]
    pattern-sinks: [{patterns: [{pattern: system($Q)}, {focus-metavariable: $Q}]}]
  - id: php-flow
    languages: [php]
    message: pesan
    metadata: {message-en: message, confidence: high}
    flow: {language: shell, sources: [page]}
"""


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        ("$_GET['x']", "high"),
        ("rapikan($_GET['x'])", "medium"),
        ("ucfirst($_GET['x'])", "high"),
        ("array_merge($p, include $_GET['x'])['y']", "medium"),
        ("(new Isian($_GET['x']))->y", "medium"),
    ],
)
def test_what_passes_a_call_that_no_run_saw_into_is_no_sure_finding(tmp_path, value, confidence):
    outcome = scan(
        tmp_path, {"a.php": f"<?php\nsystem('ls ' . {value});\n"}, rules=FLOWING, php=["a.php"]
    )
    (found,) = outcome.findings
    assert str(found.confidence) == confidence


@pytest.mark.parametrize(("setting", "confidence"), [("true", "high"), ("false", "medium")])
def test_what_a_setting_rules_out_is_no_sure_finding(tmp_path, setting, confidence):
    files = {
        "a.php": "<?php\n$c = include 'b.php';\nif (!$c['boleh']) { exit; }\nsystem($_GET['x']);\n",
        "b.php": f"<?php\nreturn ['boleh' => {setting}];\n",
    }
    (found,) = scan(tmp_path, files, rules=FLOWING, php=list(files)).findings
    assert str(found.confidence) == confidence
