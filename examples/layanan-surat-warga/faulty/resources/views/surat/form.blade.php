@extends('layouts.app')

@section('isi')
    <h1>Ajukan surat</h1>
    <form method="post" action="/surat">
        <input type="text" name="nik" placeholder="NIK">
        <input type="text" name="nama" placeholder="Nama lengkap">
        <input type="password" name="password" placeholder="Kata sandi">
        <select name="jenis"><option>Domisili</option><option>Usaha</option></select>
        <button type="submit"></button>
    </form>
@endsection
