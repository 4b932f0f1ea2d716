<?php

namespace App\Http\Controllers;

use App\Models\Warga;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Log;

class SuratController extends Controller
{
    public function cari(Request $request)
    {
        $nama = $request->input('nama');
        $warga = DB::select("SELECT * FROM warga WHERE nama LIKE '%" . $nama . "%'");

        return view('surat.index', ['warga' => $warga, 'nama' => $nama]);
    }

    public function unduh(Request $request)
    {
        $berkas = $request->query('berkas');

        return response()->download(storage_path('surat/' . $berkas));
    }

    public function cetak(Request $request)
    {
        $nomor = $request->input('nomor');
        exec('wkhtmltopdf /tmp/surat.html /tmp/' . $nomor . '.pdf');

        return back();
    }

    public function simpan(Request $request)
    {
        $warga = new Warga();
        $warga->nik = $request->input('nik');
        $warga->nama = $request->input('nama');
        $warga->sandi = md5($request->input('password'));
        $warga->save();
        Log::info('Warga baru: ' . $request->input('nik'));

        return redirect('/surat');
    }

    public function pulihkan(Request $request)
    {
        $isian = unserialize(base64_decode($request->cookie('isian')));

        return view('surat.form', ['isian' => $isian]);
    }
}
