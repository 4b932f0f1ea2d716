import pytest

from vetting.engines.files.matching import HITS_PER_FILE, REACH, File, Matcher, globs, windows


def matcher(**keys):
    return Matcher(
        {"files": [], "not-files": [], **{k.replace("_", "-"): v for k, v in keys.items()}}
    )


def lines(found):
    return [hit.line for hit in found]


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
    assert globs([pattern])(path) is fits


def test_no_pattern_fits_nothing():
    assert not globs([])("a.php")


def test_a_pattern_is_anchored_to_lines_and_reported_once_a_line():
    rule = matcher(match="^x")
    assert lines(rule.hits(File("a", b"ax\nx x\ny\nx"))) == [2, 4]


def test_a_needed_word_bounds_where_a_pattern_is_tried():
    rule = matcher(match="kata", needs=["kata"])
    far = b"kata" + b" " * 5 * REACH + b"\nKATA"
    assert lines(rule.hits(File("a", far))) == [1, 2]
    assert rule.hits(File("a", b"lain")) == []


def test_windows_are_merged_and_in_order():
    text = "a" + " " * 3 * REACH + "b a"
    spans = windows(text, ["a", "b"])
    assert len(spans) == 2
    assert spans == sorted(spans)
    assert all(end > start for start, end in spans)


def test_characters_that_grow_in_lower_case_do_not_shift_places():
    rule = matcher(match="kata", needs=["kata"])
    assert lines(rule.hits(File("a", ("İ" * 2000 + "\nkata").encode()))) == [2]


def test_a_quiet_line_is_passed_over():
    assert lines(matcher(match="x", quiet="^#").hits(File("a", b"# x\nx"))) == [2]


def test_once_per_file():
    assert lines(matcher(match="x", per="file").hits(File("a", b"x\nx"))) == [1]


def test_hits_of_one_file_are_capped():
    assert len(matcher(match="x").hits(File("a", b"x\n" * 5000))) == HITS_PER_FILE


def test_binary_files_are_left_unless_asked_for():
    file = File("a", b"x\0x")
    assert matcher(match="x").hits(file) == []
    assert lines(matcher(match="x", binary=True).hits(file)) == [1]


def test_terms_need_two_or_one_with_help():
    terms = {"strong": {"satu": ["satu"], "dua": ["dua"]}, "helpers": {"jauh": ["jauh"]}, "least": 2,
             "least-helped": 1}  # fmt: skip
    rule = matcher(terms=terms)
    assert rule.hits(File("a", b"satu satu satu")) == []
    assert lines(rule.hits(File("a", b"\nsatu\ndua"))) == [2]
    assert lines(rule.hits(File("a", b"jauh\nsatu"))) == [2]
    assert rule.hits(File("a", b"jauh")) == []


def test_third_party_code_is_left_where_the_rule_says_so():
    assert matcher().wants("vendor/x/a.php")
    assert not matcher(third_party=False).wants("app/vendor/x/a.php")
    assert matcher(third_party=False).wants("app/vendors.php")


def test_a_name_alone_is_a_finding_of_the_whole_file():
    rule = matcher(files=[".semgrepignore"])
    assert rule.wants("a/.semgrepignore")
    assert lines(rule.hits(File(".semgrepignore", b""))) == [0]
