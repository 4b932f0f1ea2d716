"""Refusals for submissions that are too large or cost too much."""

from vetting.intake.refusals.refusal import LEAVE_OUT, REPACK_TAR, row
from vetting.model.text import Text

_FEWER = Text(
    "Keluarkan folder pustaka hasil unduhan (misalnya node_modules atau vendor) bila dapat"
    " dipasang ulang dari berkas kunci, lalu buat ulang arsip.",
    "Leave out downloaded libraries (such as node_modules or vendor) where a lock file can"
    " restore them, then make the archive again.",
)

LIMITS = {
    "limit-archive": row("Arsip lebih besar daripada batas.",
        "The archive is larger than the limit.", LEAVE_OUT),
    "limit-file-size": row("Sebuah berkas lebih besar daripada batas.",
        "A file is larger than the limit.", LEAVE_OUT),
    "limit-total": row("Isi kiriman seluruhnya lebih besar daripada batas.",
        "The submission's content is larger than the limit altogether.", LEAVE_OUT),
    "limit-count": row("Kiriman memuat terlalu banyak berkas dan folder.",
        "The submission holds too many files and folders.", _FEWER),
    "limit-names": row("Nama semua berkas bersama-sama terlalu panjang.",
        "The names of all files are too long together.", _FEWER),
    "limit-header": row("Sebuah kepala tambahan dalam arsip tar terlalu besar.",
        "An extended header in the tar archive is too large.", REPACK_TAR),
    "limit-memory": row("Membaca arsip membutuhkan terlalu banyak memori.",
        "Reading the archive needs too much memory.",
        Text("Buat ulang arsip dengan tingkat kompresi baku (misalnya `xz -6`).",
             "Make the archive again at the standard compression level (such as `xz -6`).")),
    "limit-time": row("Membaca kiriman memakan waktu lebih lama daripada batas.",
        "Reading the submission takes longer than the limit.", LEAVE_OUT),
    "ratio": row("Isi jauh lebih besar daripada arsipnya, seperti pada bom kompresi.",
        "The content is far larger than its archive, as in a decompression bomb.", LEAVE_OUT),
}  # fmt: skip
"""Code to refusal."""
