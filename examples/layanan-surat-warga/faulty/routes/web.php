<?php

use App\Http\Controllers\SuratController;
use Illuminate\Support\Facades\Route;

Route::get('/surat', [SuratController::class, 'cari']);
Route::get('/surat/unduh', [SuratController::class, 'unduh']);
Route::post('/surat/cetak', [SuratController::class, 'cetak']);
Route::post('/surat', [SuratController::class, 'simpan']);
Route::get('/surat/form', [SuratController::class, 'pulihkan']);
