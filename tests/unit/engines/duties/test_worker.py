"""Which sentence is taken for which duty, and which is not."""

import time

import pytest

from vetting.content import load, load_yaml
from vetting.engines.duties.worker import compiled, read, sentences


def shapes():
    check = load().checks["privacy/duties"]
    duties = load_yaml(check.folder / "duties.yaml")["duties"]
    return compiled({
        name: {"any": duty["any"], "in-notice": duty.get("in-notice", "")}
        for name, duty in duties.items()
    })  # fmt: skip


def said(tmp_path, text, name="halaman.html"):
    path = tmp_path / name
    path.write_text(text)
    return read(path, name, shapes())


def test_wrapped_lines_are_one_sentence_and_blocks_are_not():
    html = "<p>Data <b>pribadi</b> Anda\n  kami simpan</p><h2>Hak Anda</h2>\n<li>satu hal lagi"
    assert list(sentences(html)) == [
        (1, "Data pribadi Anda kami simpan"), (2, "Hak Anda"), (3, "satu hal lagi"),
    ]  # fmt: skip


def test_code_is_not_joined_to_prose():
    code = "$data = [\n  'nik' => 'required',\n  'nama' => 'string',\n];\nreturn $data\n"
    assert all(" => " not in words or words.count("=>") == 1 for _, words in sentences(code))


_NOTICE = """<h1>Kebijakan Privasi</h1>
<p>Kami melindungi data pribadi warga.</p>
<h2>Informasi yang kami kumpulkan</h2><p>Kami mengumpulkan nama dan NIK pemohon layanan.</p>
<h2>Hak Anda</h2><ul><li>Mengakses data pribadi Anda</li><li>Meminta penghapusan</li></ul>
<p>Data pribadi disimpan selama lima tahun.</p>"""


def test_in_a_notice_headings_and_lists_suffice(tmp_path):
    found = said(tmp_path, _NOTICE)
    assert found["notice"]
    assert found["said"]["access"][1] == "Mengakses data pribadi Anda"
    assert found["said"]["erasure"][1] == "Meminta penghapusan"
    assert found["said"]["notice-kinds"][1] == "Kami mengumpulkan nama dan NIK pemohon layanan."
    assert found["said"]["notice-retention"][0] == 5


@pytest.mark.parametrize(
    ("words", "duty"),
    [
        ("Permohonan diproses paling lambat 3 x 24 jam kerja.", "breach"),
        ("Penduduk usia 15-64 tahun sebanyak 1.200 jiwa.", "age"),
        ("Hapus data siswa", "erasure"), ("Akses tidak sah ke data akan ditindak.", "access"),
        ("Dengan mendaftar saya setuju syarat dan ketentuan data pribadi.", "consent"),
        ("Anda menyetujui kebijakan privasi ini.", "consent"),
        ("Data ini disimpan selama proses impor.", "notice-retention"),
        ("// keep data retention in mind", "retention-job"),
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not_taken(tmp_path, words, duty):
    assert duty not in said(tmp_path, f"<p>{words}</p>")["said"]


def test_numbers_in_a_shown_sentence_are_masked(tmp_path):
    found = said(tmp_path, "<p>Pejabat pelindungan data: 081234567890</p>")
    assert found["said"]["officer"][1] == "Pejabat pelindungan data: …"


@pytest.mark.parametrize("piece", ["<script", "<!--", "{{", "<a ", "@x(", "<", "a\n", "'a' "])
def test_pages_made_to_stall_take_no_time(piece):
    start = time.process_time()
    assert sum(1 for _ in sentences(piece * (400_000 // len(piece)))) >= 0
    assert time.process_time() - start < 15


def test_scripts_and_comments_are_not_read_and_lines_still_count():
    html = "<script>\nvar x = 'rahasia saja';\n</script><!-- juga\nini -->\n<p>Kalimat terlihat"
    assert list(sentences(html)) == [(5, "Kalimat terlihat")]
