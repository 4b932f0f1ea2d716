"""What PHP code writes by `echo` is part of the page, on the lines where it stands."""

import time

import pytest

from vetting.engines.browser.render import php
from vetting.engines.browser.render.tags import Annotator, Source
from vetting.engines.browser.site import Site

PAGE = """<?php
if ($x) {
  echo '<img src="' . $foto . '" class="a">';
  // echo '<b>';
  echo "<a href='$url' data-x=\\"{$a['b']}\\">Teks $n->nama</a>", "\\n";
} else { print('<p>tidak ada</p>'); }
printf('<label for="%s">%s</label>', $id, __('Nama'));
echo <<<HTML
<input
 name="$nama">
HTML;
echo $x ? '<u>ya</u>' : strlen('<s>');
$y = '<s>';
?>
<b>x</b><?= '<em>' . $a . '</em>' ?><?php include 'x.php'; echo '<hr>'; ?>
"""


def read(text: str) -> tuple[str, list[Source]]:
    sources: list[Source] = []
    return Annotator(php.neutralise(text), 0, sources).run(), sources


def test_literals_stand_in_the_page_and_all_else_is_unknown():
    html, sources = read(PAGE)
    assert [(source.line, source.tag.split()[0].strip("<>")) for source in sources] == [
        (3, "img"), (5, "a"), (6, "p"), (7, "label"), (9, "input"), (15, "b"), (15, "em"), (15, "hr"),
    ]  # fmt: skip
    assert php.neutralise(PAGE).text.count("\n") == PAGE.count("\n")
    assert ">Teks " in html
    assert sources[1].dynamic == {"href", "data-x"}
    assert sources[3].dynamic == {"for"}
    assert "tidak ada" in html


def test_an_include_beside_an_echo_keeps_both():
    marked = php.neutralise("<?php include 'x.php'; echo '<hr>';")
    assert [operation.op.value for operation in marked.operations] == ["include"]
    assert "<hr>" in marked.text
    view = php.neutralise("<?php echo view('kaki') . '<hr>'; ?>")
    assert [operation.names for operation in view.operations] == [("kaki",)]
    assert view.text.count("\ue000") == 0


def test_branches_of_echoes_are_known_as_branches():
    assert php.neutralise("<?php if ($a) { echo '<b>'; } ?>").has_flow
    assert not php.neutralise("<?php echo '<b>'; ?>").has_flow


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("echo '<a title=\"it\\'s\">';", '<a title="it\'s">'),
        ('echo "<a title=\\"a\\">";', '<a title="a">'),
        ("echo ('<a>' . '<b>');", "<a><b>"),
        ("echo '<a>', '<b>';", "<a><b>"),
        ("ECHO '<a>'; /* echo '<b>'; */ # echo '<c>'", "<a>"),
        ("foreach ($a as $b): echo '<li>'; endforeach", "<li>"),
        ("$a = \"echo '<b>'\"; echo '<i>';", "<i>"),
    ],
)
def test_only_what_is_written_is_shown(code, want):
    assert php.neutralise(f"<?php {code} ?>").text.strip() == want


@pytest.mark.parametrize(
    "text",
    [
        "<?php echo '<b" + "'." * 200_000,
        "<?php " + "echo '<a>';" * 100_000,
        "<?php echo '<a' . " + "(" * 200_000,
        "<?php echo '<a>' . printf(" + '"$a{' * 100_000,
        "<?php echo '<a>'; echo <<<A\n" * 40_000,
    ],
)
def test_code_made_to_slow_us_costs_its_file_only(tmp_path, text, file_seconds):
    (tmp_path / "a.php").write_text(text)
    made = Site(str(tmp_path), [("a.php", "php-template")], [])
    started = time.process_time()
    assert made.prepare(time.monotonic() + 120).get(0, "") in ("", "timed-out", "too-large")
    assert time.process_time() - started < file_seconds + 5
