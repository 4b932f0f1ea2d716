"""A text is filled in both languages at once."""

from vetting.model.text import Text


def test_a_value_that_is_a_text_is_filled_in_by_its_language():
    said = Text("{text} Lihat {path}.", "{text} See {path}.")
    filled = said.format(text=Text("Salah.", "Wrong."), path="a.php")
    assert filled == Text("Salah. Lihat a.php.", "Wrong. See a.php.")
