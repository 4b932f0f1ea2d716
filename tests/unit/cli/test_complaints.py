"""What goes wrong is said in 80 columns, and a name in it cannot steer the terminal."""

import pytest

from vetting.cli import main


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_hostile_name_in_an_error(capsys, tmp_path, language):
    app = tmp_path / "app"
    app.mkdir()
    (app / "a").write_text("x")
    missing = tmp_path / "\x1b[31m\u202e" / ("n" * 200) / ("m" * 200)
    code = main(["verify", str(app), "--against", str(missing), "--lang", language])
    told = capsys.readouterr().err
    assert code == 2
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "…" in told
    assert [len(line) <= 80 for line in told.splitlines()].count(False) <= 1  # the path itself
    assert max(map(len, told.splitlines())) < 300
