<?php

use App\Http\Controllers\SuratController;
use Illuminate\Support\Facades\Route;

Route::get('/warga/{nik}', [SuratController::class, 'cari']);
Route::post('/surat', [SuratController::class, 'simpan']);
