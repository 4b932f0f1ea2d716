<?php

use App\Http\Controllers\SuratController;
use Illuminate\Support\Facades\Route;

Route::middleware(['auth', 'throttle:60,1'])->group(function () {
    Route::get('/surat', [SuratController::class, 'cari'])->name('surat.index');
    Route::get('/surat/{surat}/unduh', [SuratController::class, 'unduh'])->name('surat.unduh');
    Route::post('/surat/{surat}/cetak', [SuratController::class, 'cetak'])->name('surat.cetak');
    Route::post('/surat', [SuratController::class, 'simpan'])->name('surat.simpan');
});
