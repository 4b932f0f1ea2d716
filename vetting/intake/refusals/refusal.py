"""One reason for refusal, and the remedies that several reasons share."""

from dataclasses import dataclass

from vetting.model.text import Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with a submission, and how its sender makes it again."""

    problem: Text
    remedy: Text


def row(id: str, en: str, remedy: Text) -> Refusal:
    """A row of the table."""
    return Refusal(Text(id, en), remedy)


REPACK_ZIP = Text(
    "Buat ulang arsip dari folder aplikasi dengan `zip -r aplikasi.zip aplikasi/`,"
    " tanpa menyunting hasilnya.",
    "Make the archive again from the application's folder with `zip -r app.zip app/`,"
    " and do not edit the result.",
)
REPACK_TAR = Text(
    "Buat ulang arsip dari folder aplikasi dengan `tar -czf aplikasi.tar.gz aplikasi/`.",
    "Make the archive again from the application's folder with `tar -czf app.tar.gz app/`.",
)
REPACK = Text(
    "Buat ulang arsip dari folder aplikasi dengan `zip -r aplikasi.zip aplikasi/`"
    " atau `tar -czf aplikasi.tar.gz aplikasi/`, lalu kirim lagi.",
    "Make the archive again from the application's folder with `zip -r app.zip app/`"
    " or `tar -czf app.tar.gz app/`, and send it again.",
)
SEND_AGAIN = Text(
    "Berkas mungkin rusak saat dikirim: salin atau unduh ulang, bandingkan ukurannya, dan bila"
    " tetap gagal buat ulang arsipnya.",
    "The file may have been damaged on its way: copy or download it again, compare its size,"
    " and if it still fails make the archive again.",
)
RENAME = Text(
    "Ganti nama berkas itu di folder aplikasi (huruf, angka, titik, garis), lalu buat ulang arsip.",
    "Rename that file in the application's folder (letters, digits, dots, dashes), then make"
    " the archive again.",
)
RELATIVE = Text(
    "Buat arsip dari dalam folder induk aplikasi, sehingga setiap nama dimulai dengan nama"
    " folder aplikasi: `zip -r aplikasi.zip aplikasi/`.",
    "Make the archive from the folder above the application, so that every name begins with"
    " the application's folder: `zip -r app.zip app/`.",
)
NO_LINKS = Text(
    "Ganti tautan itu dengan salinan berkas yang ditunjuknya, misalnya `cp -rL aplikasi salinan`,"
    " lalu buat arsip dari salinan itu.",
    "Replace the link by a copy of the file it points to, for example with `cp -rL app copy`,"
    " then make the archive from that copy.",
)
LEAVE_OUT = Text(
    "Keluarkan berkas besar yang bukan bagian aplikasi (cadangan, basis data, video, hasil"
    " build), atau bagi kiriman menurut modul; batas dapat diubah pengelola dalam kebijakan.",
    "Leave out large files that are no part of the application (backups, databases, videos,"
    " build results), or submit it module by module; the operator may change limits in the"
    " policy.",
)
