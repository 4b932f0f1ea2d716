<?php

namespace App\Http\Controllers;

use App\Http\Requests\SimpanWargaRequest;
use App\Jobs\CetakSurat;
use App\Models\Surat;
use App\Models\Warga;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Hash;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Storage;

class SuratController extends Controller
{
    public function cari(Request $request)
    {
        $isian = $request->validate(['nama' => ['required', 'string', 'max:100']]);
        $warga = Warga::query()->where('nama', $isian['nama'])->limit(50)->get();

        return view('surat.index', ['warga' => $warga, 'nama' => $isian['nama']]);
    }

    public function unduh(Surat $surat)
    {
        $this->authorize('view', $surat);

        return Storage::disk('surat')->download($surat->berkas);
    }

    public function cetak(Surat $surat)
    {
        $this->authorize('view', $surat);
        CetakSurat::dispatch($surat->id);

        return back();
    }

    public function simpan(SimpanWargaRequest $request)
    {
        $isian = $request->validated();
        $warga = Warga::create([
            'nik' => $isian['nik'],
            'nama' => $isian['nama'],
            'sandi' => Hash::make($isian['password']),
        ]);
        Log::info('Warga baru tersimpan', ['id' => $warga->id]);

        return redirect()->route('surat.index');
    }
}
