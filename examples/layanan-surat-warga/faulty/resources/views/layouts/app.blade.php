<!DOCTYPE html>
<html>
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, user-scalable=no">
    <style>
        body { font-family: sans-serif; color: #222; background: #fff; }
        .catatan { color: #c8c8c8; background: #fff; }
    </style>
</head>
<body>
    <div class="kepala"><img src="/logo.png"><a href="/"><img src="/rumah.png"></a></div>
    <div class="isi">@yield('isi')</div>
</body>
</html>
