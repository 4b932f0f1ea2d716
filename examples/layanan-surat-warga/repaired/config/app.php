<?php

return [
    'name' => env('APP_NAME', 'Layanan Surat Warga'),
    'env' => env('APP_ENV', 'production'),
    'debug' => (bool) env('APP_DEBUG', false),
    'url' => env('APP_URL'),
    'timezone' => 'Asia/Jakarta',
    'locale' => 'id',
    'key' => env('APP_KEY'),
    'cipher' => 'AES-256-CBC',
];
