@extends('layouts.app')

@section('judul', 'Ajukan surat')

@section('isi')
    <h1>Ajukan surat</h1>
    <form method="post" action="{{ route('surat.simpan') }}">
        @csrf
        <p><label for="nik">NIK</label>
            <input type="text" id="nik" name="nik" inputmode="numeric" autocomplete="off"></p>
        <p><label for="nama">Nama lengkap</label>
            <input type="text" id="nama" name="nama" autocomplete="name"></p>
        <p><label for="sandi">Kata sandi</label>
            <input type="password" id="sandi" name="password" autocomplete="new-password"></p>
        <p><label for="jenis">Jenis surat</label>
            <select id="jenis" name="jenis"><option>Domisili</option><option>Usaha</option></select></p>
        <button type="submit">Kirim permohonan</button>
    </form>
@endsection
