<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Warga extends Model
{
    protected $table = 'warga';

    protected $fillable = ['nik', 'nama', 'sandi'];

    protected $hidden = ['sandi'];

    protected function casts(): array
    {
        return ['nik' => 'encrypted'];
    }
}
