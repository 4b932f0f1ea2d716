<?php

use App\Http\Controllers\Api\SuratController;
use Illuminate\Support\Facades\Route;

Route::middleware(['auth:sanctum', 'throttle:60,1'])->prefix('v1')->group(function () {
    Route::get('/surat', [SuratController::class, 'daftar']);
    Route::post('/surat', [SuratController::class, 'ajukan']);
});
