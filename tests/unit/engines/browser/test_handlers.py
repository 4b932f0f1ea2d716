"""Handlers that refuse a paste or move to another page are read from code, and no others."""

import time

import pytest

from vetting.engines.browser.render import handlers
from vetting.engines.browser.render.handlers import attribute, told


@pytest.mark.parametrize(
    ("script", "want"),
    [
        ("document.getElementById('a').addEventListener('paste', e => e.preventDefault())", ("paste", "#a")),
        ("$('#a').on('cut copy paste', function (e) { e.preventDefault() })", ("paste", "#a")),
        ("$(document).on('paste.x', '.a', function () { return false })", ("paste", ".a")),
        ("jQuery('.a').bind('paste', (e) => { return false })", ("paste", ".a")),
        ("let a = document.querySelector('.a'); a.addEventListener('paste', b); function b(e) { e.preventDefault() }",
         ("paste", ".a")),
        ("const b = (e) => e.preventDefault(); document.querySelector('.a').addEventListener('paste', b)",
         ("paste", ".a")),
        ("document.querySelectorAll('.a').forEach((x) => x.addEventListener('paste', e => e.preventDefault()))",
         ("paste", ".a")),
        ("for (const x of document.querySelectorAll('.a')) x.addEventListener('paste', e => { return false })",
         ("paste", ".a")),
        ("$('#a').change(function () { location.href = '/b/' + this.value })", ("change", "#a")),
        ("$('#a').on('change', function () { $(this).closest('form').submit() })", ("change", "#a")),
    ],
)  # fmt: skip
def test_what_a_script_watches_is_known_by_its_selector(script, want):
    assert told(script) == [want]


@pytest.mark.parametrize(
    "script",
    [
        "a.addEventListener('paste', e => { e.preventDefault(); b = e.clipboardData.getData('text') })",
        "document.querySelector('.a').addEventListener('paste', tidak_ada)",
        "document.querySelector('.a').addEventListener('input', e => e.preventDefault())",
        "$('#a').change(function () { if (confirm('b')) this.form.submit() })",
        "$('#a').change(function () { $('#b').load('/c') })",
        "$('#a').change(); paste; change",
        "x.on('paste', e => e.preventDefault())",
        "a(b(c('paste'",
    ],
)
def test_what_does_no_harm_or_is_not_known_is_not_told(script):
    assert told(script) == []


@pytest.mark.parametrize(
    ("key", "code", "want"),
    [
        ("onpaste", "return false", 'onpaste="return false"'),
        ("@paste.prevent", "", 'onpaste="return false"'),
        ("(paste)", "$event.preventDefault()", 'onpaste="return false"'),
        ("onpaste", "rapikan(event)", ""),
        ("onchange", "this.form.submit()", 'onchange="this.form.submit()"'),
        ("@change", "$router.push('/a')", 'onchange="this.form.submit()"'),
        ("onchange", "muat(this.value)", ""),
        ("onclick", "this.form.submit()", ""),
    ],
)
def test_attributes_are_told_apart_by_what_they_do(key, code, want):
    assert attribute(key, code) == want


def test_a_script_made_to_slow_us_is_read_in_bounded_time():
    many = "function b(e) { return false }" + "c.on('paste', b);" * 3000
    start = time.monotonic()
    assert told(many) == []
    assert told("x.on('paste', " * 20_000) == []
    assert told("'paste'" + " " * handlers.MAX_SCRIPT) == []
    assert time.monotonic() - start < 60
