"""What intake tells without refusing: odd, but with one reading."""

from collections.abc import Mapping

from vetting.model.text import Text

WARNINGS: Mapping[str, Text] = {
    "bzip2-members": Text("Aliran bzip2 terdiri atas beberapa bagian.",
                          "The bzip2 stream consists of several parts."),
    "collision-case": Text("Nama ini hanya berbeda huruf besar-kecil, titik atau spasi akhir dari"
                           " nama lain; di Windows atau macOS salah satunya akan tertimpa.",
                           "This name differs from another by case, final dots or spaces only;"
                           " on Windows or macOS one would overwrite the other."),
    "dir-mode": Text("Atribut folder ini tidak lazim.", "The attributes of this folder are odd."),
    "duplicate-dir": Text("Folder ini tercatat dua kali.", "This folder is recorded twice."),
    "duplicate-same": Text("Berkas ini tercatat dua kali dalam arsip tar, dengan isi yang sama"
                           " persis; diambil satu kali.",
                           "This file is recorded twice in the tar archive, with exactly the same"
                           " content; it is taken once."),
    "gzip-members": Text("Aliran gzip terdiri atas beberapa bagian.",
                         "The gzip stream consists of several parts."),
    "mode-setuid": Text("Berkas ini membawa bit setuid, setgid atau sticky; bit itu tidak disalin.",
                        "This file carries a setuid, setgid or sticky bit, which is not kept."),
    "name-dots": Text("Jalur ini ditulis dengan titik tunggal (`a/./b`) dalam arsip tar; dibaca"
                      " tanpa titik itu.",
                      "This path is written with single dots (`a/./b`) in the tar archive; it is"
                      " read without them."),
    "name-invisible": Text("Nama ini memuat karakter yang tidak terlihat.",
                           "This name contains invisible characters."),
    "name-legacy-encoding": Text("Nama ini tidak ditandai sebagai UTF-8, atau berasal dari Windows;"
                                 " alat lain dapat membacanya secara lain.",
                                 "This name is not marked as UTF-8, or comes from Windows; other"
                                 " tools may read it differently."),
    "name-not-nfc": Text("Nama ini memakai huruf Unicode terurai dan dapat berubah di sistem lain.",
                         "This name uses decomposed Unicode and may change on other systems."),
    "name-windows": Text("Nama ini tidak dapat dipakai di Windows.",
                         "This name cannot be used on Windows."),
    "nested": Text("Arsip di dalam arsip: dibuka dan isinya ikut diperiksa, kecuali disebut lain.",
                   "An archive within the archive: opened, and its content is examined too,"
                   " unless listed otherwise."),
    "nested-unopened": Text("Arsip ini tidak dapat dibuka: isinya tidak diperiksa.",
                            "This archive could not be opened: its content was not examined."),
    "ratio-entry": Text("Berkas ini termampatkan luar biasa rapat.",
                        "This file is compressed extraordinarily well."),
    "root-folder": Text("Semua berkas ada di bawah folder ini; jalur di laporan dimulai dari sana.",
                        "All files lie below this folder; paths in the report begin there."),
    "stored-dd": Text("Ukuran berkas tanpa kompresi ini hanya tercatat di belakangnya.",
                      "The size of this uncompressed file is recorded behind it only."),
    "symlink-inside": Text("Tautan simbolik ke dalam aplikasi: tidak dibuat, tidak diikuti.",
                           "A symbolic link inside the application: not made, not followed."),
    "tar-no-eof": Text("Arsip tar tidak memiliki penanda akhir yang lengkap.",
                       "The tar archive lacks a complete end mark."),
    "tar-v7": Text("Arsip tar memakai format lama tanpa tanda pengenal.",
                   "The tar archive uses the old format without a mark."),
    "vcs-metadata": Text("Data kendali versi (.git, .hg, .svn): tidak disalin dan tidak diperiksa;"
                         " sebaiknya tidak ikut dikirim.",
                         "Version-control data (.git, .hg, .svn): not copied and not examined; it"
                         " is better not to send it."),
    "warnings-shortened": Text("Masih ada peringatan lain dengan kode ini yang tidak ditampilkan.",
                               "There are more warnings of this code that are not listed."),
}  # fmt: skip


def warning_text(code: str) -> Text:
    """The sentence for a warning code; raises KeyError for any other."""
    return WARNINGS[code]
