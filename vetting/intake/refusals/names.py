"""Refusals for names, links and kinds of entry."""

from vetting.intake.refusals.refusal import NO_LINKS, RELATIVE, RENAME, REPACK, row
from vetting.model.text import Text

_ONE_OF_TWO = Text(
    "Hapus atau ganti nama salah satunya di folder aplikasi, lalu buat ulang arsip.",
    "Delete or rename one of the two in the application's folder, then make the archive again.",
)
_SHORTER = Text(
    "Perpendek nama atau kurangi tingkat folder, lalu buat ulang arsip.",
    "Shorten the name or use fewer levels of folders, then make the archive again.",
)
_READABLE = Text(
    "Beri izin baca pada berkas itu (`chmod -R u+rX aplikasi`) dan jangan mengubah folder"
    " selama pemeriksaan.",
    "Make the file readable (`chmod -R u+rX app`) and do not change the folder meanwhile.",
)
_COPY_FIRST = Text(
    "Hentikan yang menulis ke folder itu, atau salin dahulu (`cp -a aplikasi salinan`) dan"
    " kirim salinannya.",
    "Stop what writes to the folder, or copy it first (`cp -a app copy`) and submit the copy.",
)
_UNMOUNT = Text(
    "Lepaskan pemasangan itu (`umount`), atau salin isinya ke folder biasa, lalu ulangi.",
    "Unmount it (`umount`), or copy what it holds into a plain folder, then try again.",
)
_PLAIN_ONLY = Text(
    "Hapus berkas khusus itu dari folder aplikasi, lalu buat ulang arsip.",
    "Delete that special file from the application's folder, then make the archive again.",
)

NAMES = {
    "path-traversal": row("Sebuah nama di dalam arsip menunjuk ke luar folder aplikasi.",
        "A name in the archive points outside the application's folder.", RELATIVE),
    "path-absolute": row("Sebuah nama di dalam arsip dimulai dari akar disk.",
        "A name in the archive begins at the root of a disk.", RELATIVE),
    "path-backslash": row("Sebuah nama memakai garis miring terbalik sebagai pemisah folder.",
        "A name uses backslashes between folders.",
        Text("Buat ulang arsip dengan alat yang memakai garis miring biasa, misalnya 7-Zip atau"
             " menu \"Kompres\" Windows 11.",
             "Make the archive again with a tool that writes forward slashes, such as 7-Zip or"
             " the \"Compress\" menu of Windows 11.")),
    "path-not-canonical": row("Sebuah nama kosong, atau memuat bagian kosong atau titik saja.",
        "A name is empty, or has a part that is empty or a single dot.", RELATIVE),
    "path-too-deep": row("Sebuah berkas terletak terlalu dalam di susunan folder.",
        "A file lies too many folders deep.", _SHORTER),
    "path-too-long": row("Sebuah jalur berkas terlalu panjang.",
        "A path is too long.", _SHORTER),
    "name-too-long": row("Nama sebuah berkas atau folder lebih dari 255 bita.",
        "The name of a file or folder is longer than 255 bytes.", _SHORTER),
    "name-control-char": row("Sebuah nama memuat karakter kendali yang tidak terlihat.",
        "A name contains invisible control characters.", RENAME),
    "name-bidi": row("Sebuah nama memuat tanda pembalik arah tulisan, sehingga tampak lain.",
        "A name contains marks that reverse the direction of writing and so looks different.",
        RENAME),
    "name-encoding": row("Sebuah nama bukan teks UTF-8 yang sah.",
        "A name is not valid UTF-8 text.", RENAME),
    "duplicate": row("Satu nama berkas terdapat dua kali di dalam arsip.",
        "One file name occurs twice in the archive.", REPACK),
    "collision-unicode": row("Dua nama berbeda tampak sama bagi pembaca.",
        "Two different names look the same to a reader.", _ONE_OF_TWO),
    "file-dir-conflict": row("Satu nama dipakai untuk berkas sekaligus folder.",
        "One name stands for a file and for a folder.", _ONE_OF_TWO),
    "place-taken": row("Sebuah folder bernama seperti berkas di sebelahnya dengan tanda seru; di tempat"
        " itu vet menaruh isi arsip.",
        "A folder is called like the file beside it with an exclamation mark, the place where"
        " vet puts an archive's content.", _ONE_OF_TWO),
    "name-version": row("Nama berakhir dengan titik koma dan angka, yang dihapus sebagian pembaca zip.",
        "A name ends in a semicolon and digits, which some readers of zip leave out.",
        Text("Ubah nama itu, lalu buat ulang arsip.",
             "Change that name, then make the archive again.")),
    "symlink": row("Tautan simbolik menunjuk ke luar aplikasi, ke tautan lain, atau ke nama janggal.",
        "A symbolic link points outside the application, at another link, or at an odd name.",
        NO_LINKS),
    "hardlink": row("Arsip memuat tautan keras, yang dibaca berbeda oleh tiap alat.",
        "The archive contains a hard link, which tools read differently.",
        Text("Buat ulang arsip dengan `tar --hard-dereference -czf aplikasi.tar.gz aplikasi/`.",
             "Make the archive again with `tar --hard-dereference -czf app.tar.gz app/`.")),
    "special-file": row("Kiriman memuat berkas khusus (perangkat, pipa atau soket).",
        "The submission contains a special file (a device, pipe or socket).", _PLAIN_ONLY),
    "entry-type": row("Arsip tar memuat jenis entri yang bukan berkas, folder atau tautan.",
        "The tar archive contains an entry that is no file, folder or link.", REPACK),
    "dir-with-data": row("Sebuah folder di dalam arsip membawa isi seperti berkas.",
        "A folder in the archive carries content like a file.", REPACK),
    "unreadable": row("Sebuah berkas di folder aplikasi tidak dapat dibaca.",
        "A file in the application's folder cannot be read.", _READABLE),
    "changing": row("Isi folder aplikasi berubah selama dibaca.",
        "The application's folder changed while it was read.", _COPY_FIRST),
    "mount": row("Di dalam folder aplikasi terpasang folder atau disk lain (mount).",
        "Another folder or disk is mounted within the application's folder.", _UNMOUNT),
}  # fmt: skip
"""Code to refusal."""
