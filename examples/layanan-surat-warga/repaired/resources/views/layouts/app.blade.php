<!DOCTYPE html>
<html lang="id">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>@yield('judul') – Layanan Surat Warga</title>
    <style>
        body { font-family: sans-serif; color: #222; background: #fff; }
        .catatan { color: #595959; background: #fff; }
        .lewati:not(:focus) { position: absolute; left: -999px; }
    </style>
</head>
<body>
    <a class="lewati" href="#isi">Langsung ke isi</a>
    <header>
        <a href="/"><img src="/logo.png" alt="Beranda Layanan Surat Warga"></a>
    </header>
    <main id="isi">@yield('isi')</main>
</body>
</html>
