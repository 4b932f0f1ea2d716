@extends('layouts.app')

@section('judul', 'Daftar surat')

@section('isi')
    <h1>Daftar surat</h1>
    <p>Hasil pencarian untuk {{ $nama }}</p>
    <table>
        <caption>Warga yang cocok</caption>
        <thead><tr><th scope="col">Nama</th></tr></thead>
        <tbody>
        @foreach ($warga as $orang)
            <tr><td>{{ $orang->nama }}</td></tr>
        @endforeach
        </tbody>
    </table>
    <p class="catatan">Data diperbarui setiap hari kerja.</p>
    <p><a href="/surat/form">Ajukan surat baru</a></p>
@endsection
