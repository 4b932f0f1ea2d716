"""Refusals for tar archives."""

from vetting.intake.refusals.refusal import REPACK_TAR, SEND_AGAIN, row
from vetting.model.text import Text

TAR = {
    "truncated": row("Arsip terpotong sebelum akhirnya.",
        "The archive is cut short before its end.", SEND_AGAIN),
    "checksum": row("Jumlah periksa sebuah kepala tar salah.",
        "The checksum of a tar header is wrong.", SEND_AGAIN),
    "header-malformed": row("Sebuah kepala tar rusak atau bertentangan.",
        "A tar header is malformed or contradicts itself.", REPACK_TAR),
    "tar-zero-block": row("Setelah penanda akhir arsip tar masih ada entri.",
        "There are entries after the end mark of the tar archive.", REPACK_TAR),
    "pax-global": row("Kepala global tar mengubah nama atau sifat semua berkas.",
        "A global tar header changes names or properties of all files.", REPACK_TAR),
    "pax-size": row("Dua ukuran untuk satu berkas dalam arsip tar berbeda.",
        "The tar archive states two different sizes for one file.", REPACK_TAR),
    "sparse": row("Arsip tar memuat berkas berlubang, yang dibaca berbeda oleh tiap alat.",
        "The tar archive contains a sparse file, which tools read differently.",
        Text("Buat ulang arsip tanpa opsi `--sparse`.",
             "Make the archive again without the option `--sparse`.")),
}  # fmt: skip
"""Code to refusal."""
