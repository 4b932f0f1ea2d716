import pytest

from vetting.engines.files.matching import HITS_PER_FILE, REACH, File, Matcher, globs, windows
from vetting.engines.words import Words


def matcher(**keys):
    return Matcher(
        {"files": [], "not-files": [], **{k.replace("_", "-"): v for k, v in keys.items()}}
    )


def hits(rule, data, path="a"):
    return rule.hits(File(path, data, Words(rule.words)))


def found(rule, data, path="a"):
    return [hit.line for hit in hits(rule, data, path)]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.php", "a/b/C.PHP", True),
        ("*.php", "a/b.php/c", False),
        ("public/*.sql", "public/a/b.sql", True),
        ("public/*.sql", "app/public/b.sql", False),
        ("**/lang/*", "lang/a.php", True),
        ("**/lang/*", "x/lang/a.php", True),
        ("dockerfile*", "deploy/Dockerfile.prod", True),
    ],
)
def test_globs(pattern, path, fits):
    assert globs((pattern,))(path) is fits


def test_no_pattern_fits_nothing():
    assert not globs(())("a.php")


def test_a_pattern_is_anchored_to_lines_and_reported_once_a_line():
    rule = matcher(match="^x")
    assert found(rule, b"ax\nx x\ny\nx") == [2, 4]


def test_a_needed_word_bounds_where_a_pattern_is_tried():
    rule = matcher(match="kata", needs=["kata"])
    far = b"kata" + b" " * 5 * REACH + b"\nKATA"
    assert found(rule, far) == [1, 2]
    assert found(rule, b"lain") == []


def test_windows_are_merged_and_in_order():
    text = "a" + " " * 3 * REACH + "b a"
    spans = windows(File("a", text.encode(), Words("ab")), ["a", "b"])
    assert len(spans) == 2
    assert spans == sorted(spans)
    assert all(end > start for start, end in spans)


def test_characters_that_grow_in_lower_case_do_not_shift_places():
    rule = matcher(match="kata", needs=["kata"])
    assert found(rule, ("İ" * 2000 + "\nkata").encode()) == [2]


def test_a_group_here_is_where_the_finding_stands():
    rule = matcher(across=r"awal\s+(?P<here>jahat)")
    assert [(hit.line, hit.evidence) for hit in hits(rule, b"awal\n jahat")] == [(2, "jahat")]


def test_a_quiet_line_is_passed_over():
    assert found(matcher(match="x", quiet="^#"), b"# x\nx") == [2]


def test_once_per_file():
    assert found(matcher(match="x", per="file"), b"x\nx") == [1]


def test_hits_of_one_file_are_capped():
    assert len(found(matcher(match="x"), b"x\n" * 5000)) == HITS_PER_FILE


def test_binary_files_are_left_unless_asked_for():
    assert found(matcher(match="x"), b"x\0x") == []
    assert found(matcher(match="x", binary=True), b"x\0x") == [1]


def test_terms_need_two_or_one_with_help():
    terms = {"strong": {"satu": ["satu"], "dua": ["dua"]}, "helpers": {"jauh": ["jauh"]}, "least": 2,
             "least-helped": 1}  # fmt: skip
    rule = matcher(terms=terms)
    assert found(rule, b"satu satu satu") == []
    assert found(rule, b"\nsatu\ndua") == [2]
    assert found(rule, b"jauh\nsatu") == [2]
    assert found(rule, b"jauh") == []


def test_third_party_code_is_left_where_the_rule_says_so():
    assert matcher().wants("vendor/x/a.php")
    assert not matcher(third_party=False).wants("app/vendor/x/a.php")
    assert matcher(third_party=False).wants("app/vendors.php")


def test_a_name_alone_is_a_finding_of_the_whole_file():
    rule = matcher(files=[".semgrepignore"])
    assert rule.wants("a/.semgrepignore")
    assert found(rule, b"", ".semgrepignore") == [0]
