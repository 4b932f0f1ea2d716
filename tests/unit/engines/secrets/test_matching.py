from vetting.engines.secrets.matching import Matchers, line_ends
from vetting.engines.secrets.sweep import worth_it
from vetting.engines.secrets.worker import Worker


def rule(pattern, **more):
    return {"key": "c:r", "value": "password", "pattern": pattern, "words": [], "paths": [],
            "files": [], "least-entropy": 0.0} | more  # fmt: skip


def found(text, path="a.env", **more):
    matchers = Matchers([rule(r"(?m)^\w+=(?P<value>\S+)", **more)])
    return [(hit.line, hit.evidence) for hit in matchers.hits(path, text, line_ends(text))]


def test_lines_and_masks():
    text = "A=1\n\nSANDI=Tq4Zx8LmVw\nKUNCI=q8Zt3VnK5rYw1LmXc7Bd\n"
    assert found(text) == [(3, "SANDI=Tq***"), (4, "KUNCI=q8Zt***")]


def test_one_finding_a_line():
    assert len(found("A=Tq4Zx8LmVw B=Zq4Zx8LmVw\n")) == 1


def test_words_files_and_entropy_narrow_a_rule():
    assert found("SANDI=Tq4Zx8LmVw", words=["kata"]) == []
    assert found("SANDI=Tq4Zx8LmVw", files=["*.php"]) == []
    assert found("SANDI=Tq4Zx8LmVw", files=["*.env"])
    assert found("SANDI=aaaabaaaab", **{"least-entropy": 3.0}) == []


def test_evidence_never_shows_what_follows_a_value():
    assert found("S=Tq4Zx8LmVw lalu rahasia lain\n") == [(1, "S=Tq***")]


def test_worth_it_passes_by_lines_without_a_value():
    text = "\n".join(
        ["$kunci = baca();", "password = 'Tq4Zx8LmVw'", "x" * 3000 + " password = 'Tq4Zx8LmVw'",
         "teks biasa tanpa apa pun", "id: 8f3a1c5e9b2d7046f1a8", "abcdefghijklmnopqrstuvwxyz"]
    )  # fmt: skip
    assert [number for number, _ in worth_it(text, line_ends(text))] == [2, 5]


def test_a_long_file_is_read_in_pieces_with_the_right_lines(tmp_path, monkeypatch):
    monkeypatch.setattr("vetting.engines.secrets.worker._WHOLE", 64 * 1024)
    file = tmp_path / "a.env"
    file.write_text("biasa=1\n" * 40_000 + "SANDI=Tq4Zx8LmVw\n" + "biasa=1\n" * 40_000)
    row = Worker([rule(r"(?m)^SANDI=(?P<value>\S+)")], sweep=False).read("k", "a.env", file)
    assert row == {
        "bytes": file.stat().st_size,
        "hits": [["c:r", 40_001, "SANDI=Tq***", [40_001, 6, 10]]],
    }
