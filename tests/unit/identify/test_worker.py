"""Files are known by name and by their first bytes, whatever the vendor calls them."""

import pytest

from vetting.identify.worker import classify, survey

PHP_PAGE = b"<?php $a = 1; ?>\n<html><body><?= $a ?></body></html>"


@pytest.mark.parametrize(
    ("path", "head", "languages", "kinds"),
    [
        ("a.php", b"<?php echo 1;", {"php"}, {"text"}),
        ("inc/db.inc", b"<?PHP echo 1;", {"php"}, {"text"}),
        ("photo.jpg", b"GIF89a<?php system(1);", {"php"}, {"text", "image"}),
        ("photo.png", b"\x89PNG\0\0", set(), {"binary", "image"}),
        ("run", b"#!/usr/bin/env python3\n", {"python"}, {"text"}),
        ("a.ts", b"", {"typescript"}, {"text"}),
        ("a.vue", b"<template></template>", {"javascript"}, {"text", "vue"}),
        ("views/a.php", PHP_PAGE, {"php"}, {"text", "php-template"}),
        ("views/a.blade.php", b"<p>{{ $x }}</p>", {"php"}, {"text", "blade"}),
        ("page.html", b"<p>x</p>", set(), {"text", "html"}),
        ("page.html", b"{% extends 'a.html' %}<p>x</p>", set(), {"text", "jinja"}),
        ("a.component.html", b"<p>x</p>", set(), {"text", "angular"}),
        ("app.html", b'<p *ngIf="a">x</p>', set(), {"text", "angular"}),
        ("app.html", b"@if (a) {\n<p>x</p>}", set(), {"text", "angular"}),
        ("a.ts", b"@Component({ template: `<p>x</p>` })", {"typescript"}, {"text", "angular"}),
        ("a.ts", b"@Component({ templateUrl: 'a.html' })", {"typescript"}, {"text"}),
        (
            "A.js",
            b"import a from 'a'\nexport default () => <p>x</p>",
            {"javascript"},
            {"text", "jsx"},
        ),
        ("a.js", b"export default { template: '<p>x</p>' }", {"javascript"}, {"text", "vue"}),
        ("a.min.js", b"export default { template: '<p>x</p>' }", {"javascript"}, {"text"}),
        ("lib.js", b"var a={template:'<div></div>'}; return '<p>'", {"javascript"}, {"text"}),
        ("a.pug", b"p x", set(), {"text", "pug"}),
        ("a.tpl", b"{if $a}<p>{$a}</p>{/if}", set(), {"text", "smarty"}),
        ("a.tpl", b"<p><?= $a ?></p>", set(), {"text", "php-template"}),
        ("a.tpl", b"{% if a %}<p>{{ a }}</p>", set(), {"text", "jinja"}),
        ("a.tpl", b"<p>{{.A}}</p>", set(), {"text", "gotemplate"}),
        ("nginx.conf.tpl", b"# <p>", set(), {"text"}),
        ("deploy.tpl", b"{{ .Values.a }}", set(), {"text"}),
        ("a.jsp", b"<p>${a}</p>", {"java"}, {"text", "jsp"}),
        ("a.tag", b"<%@ tag %><p>x</p>", set(), {"text", "jsp"}),
        ("a.html.erb", b"x", set(), {"text", "erb"}),
        ("a.erb", b"<p>x</p>", set(), {"text", "erb"}),
        ("a.js.erb", b"$('<p>x</p>')", set(), {"text"}),
        ("a.cshtml", b"x", set(), {"text", "razor"}),
        ("a.svelte", b"x", set(), {"text", "svelte"}),
        ("a.html", b'{{define "a"}}<p>x</p>{{end}}', set(), {"text", "gotemplate"}),
        ("a.html", b"<p>{{ end }} {{ x.y }}</p>", set(), {"text", "html"}),
        ("a.ftl", b"<p>${a}</p>", set(), {"text", "freemarker"}),
        ("id.ftl", b"salam = Halo", set(), {"text"}),
        ("a.vm", b"<p>$a</p>", set(), {"text", "velocity"}),
        ("a.haml", b"%p x", set(), {"text", "template-unread"}),
        ("a.aspx", b"<%@ Page %><html>", set(), {"text", "template-unread"}),
        ("a.view", b"<!-- x -->\n<!DOCTYPE html><p>x</p>", set(), {"text", "template-unread"}),
        ("a.sql", b"<html><p>x</p>", set(), {"text", "sql"}),
        ("api.yaml", b"openapi: 3.0.3\ninfo: {}\n", set(), {"text", "yaml", "openapi"}),
        ("api.json", b'{"swagger": "2.0", "info": {}}', set(), {"text", "json", "openapi"}),
        ("data.yaml", b"name: openapi\n", set(), {"text", "yaml"}),
        (".env", b"A=1", set(), {"text", "env"}),
        (".env.production", b"A=1", set(), {"text", "env"}),
        ("requirements-dev.txt", b"a==1", set(), {"text", "requirements"}),
        ("composer.lock", b"{}", set(), {"text", "lock-composer"}),
        ("routes/api.php", b"<?php", {"php"}, {"text", "routes"}),
        ("dump.sql", b"\xff\xfeI\0N\0", set(), {"text", "sql"}),
    ],
)
def test_classify(path, head, languages, kinds):
    assert classify(path, head) == (languages, kinds)


def test_survey_reads_every_file_and_finds_frameworks(tmp_path):
    files = {
        "composer.json": '{"require": {"laravel/framework": "^11", "yiisoft/yii2": "~2.0"}}',
        "package.json": '{"dependencies": {"vue": "3"}, "devDependencies": {"express": 5}}',
        "requirements.txt": "# x\nDjango>=5 # y\nflask\n",
        "system/core/CodeIgniter.php": "<?php const CI_VERSION = '3.1.13';",
        "pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n",
        "broken/composer.json": "{",
        "odd/package.json": '{"dependencies": []}',
    }
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    facts = survey(tmp_path, sorted(files))
    assert facts["read"] == len(files)
    assert {name: version for name, version, _ in facts["frameworks"]} == {
        "codeigniter": "3.1.13",
        "django": ">=5",
        "express": "",
        "flask": "",
        "flutter": "",
        "laravel": "^11",
        "vue": "3",
        "yii": "~2.0",
    }
    assert facts["languages"]["php"] == ["system/core/CodeIgniter.php"]
