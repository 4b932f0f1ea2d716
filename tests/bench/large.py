"""A synthetic application of many files, each unlike the others, for measuring."""

from pathlib import Path

_CONTROLLER = """<?php
namespace App\\Http\\Controllers;

class Layanan{n}Controller extends Controller
{{
    public function daftar(Request $permintaan)
    {{
        $halaman = (int) $permintaan->query('halaman', 1);
        return view('layanan{n}.daftar', ['baris' => Layanan{n}::paginate(20, ['*'], 'h', $halaman)]);
    }}

    public function simpan(Request $permintaan)
    {{
        $isian = $permintaan->validate(['judul' => 'required|max:{n}', 'isi' => 'required']);
        Layanan{n}::create($isian);
        return redirect()->route('layanan{n}.daftar')->with('pesan', 'Tersimpan');
    }}
}}
"""
_VIEW = """@extends('tata.utama')
@section('isi')
<h1>Layanan {n}</h1>
<table><thead><tr><th scope="col">Judul</th><th scope="col">Isi</th></tr></thead><tbody>
@foreach ($baris as $satu)
<tr><td>{{{{ $satu->judul }}}}</td><td>{{{{ $satu->isi }}}}</td></tr>
@endforeach
</tbody></table>
@endsection
"""
_SCRIPT = """export function hitung{n}(daftar) {{
  return daftar.filter((satu) => satu.aktif).reduce((jumlah, satu) => jumlah + satu.nilai, {n});
}}

document.querySelectorAll('.layanan-{n}').forEach((tombol) => {{
  tombol.addEventListener('click', () => {{ tombol.textContent = String(hitung{n}([])); }});
}});
"""
_LAYOUT = (
    '<!DOCTYPE html><html lang="id"><head><title>Layanan</title></head>'
    "<body><main>@yield('isi')</main></body></html>\n"
)
# Of 100 files so many are of each kind, as in the applications that were looked at.
_SHARES = (
    (60, "app/Http/Controllers/Layanan{n}Controller.php", _CONTROLLER),
    (10, "resources/views/layanan{n}/daftar.blade.php", _VIEW),
    (20, "resources/js/layanan{n}.js", _SCRIPT),
    (10, "lang/id/layanan{n}.json", '{{"judul": "Layanan {n}", "isi": "Isi {n}"}}\n'),
)


def build(folder: Path, files: int) -> Path:
    """Write the application; returns the folder."""
    _write(folder / "resources/views/tata/utama.blade.php", _LAYOUT)
    for number in range(files - 1):
        left = number % 100
        for share, path, body in _SHARES:
            if left < share:
                _write(folder / path.format(n=number), body.format(n=number))
                break
            left -= share
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
