@extends('layouts.app')

@section('isi')
    <h1>Daftar surat</h1>
    <p>Hasil pencarian untuk {!! $nama !!}</p>
    <table>
        @foreach ($warga as $orang)
            <tr><td>{{ $orang->nama }}</td><td>{{ $orang->nik }}</td></tr>
        @endforeach
    </table>
    <p class="catatan">Data diperbarui setiap hari kerja.</p>
    <p>Untuk mengajukan surat <a href="/surat/form">klik di sini</a>.</p>
@endsection
