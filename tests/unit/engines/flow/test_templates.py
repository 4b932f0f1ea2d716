"""Templates as PHP: what they print, and on which row."""

import pytest

from vetting.engines.semgrep.flow import blade, twig

BLADE = {
    "{{ $a }}": "<?php echo e( $a ); ?>",
    "{{{ $a }}}": "<?php echo e( $a ); ?>",
    "{!! $a !!}": "<?php echo  $a ; ?>",
    "@{{ a }}": "@{{ a }}",
    "@{!! a !!}": "@{!! a !!}",
    "{{-- {!! $a !!} --}}": "",
    "@verbatim {!! $a !!} @endverbatim": "",
    "@if (f(')', $a)) x @endif": "<?php if (f(')', $a)): ?> x <?php endif; ?>",
    "@unless($a) x @endunless": "<?php if (!($a)): ?> x <?php endif; ?>",
    "@foreach ($a as $b) x @endforeach": "<?php foreach ($a as $b): ?> x <?php endforeach; ?>",
    "@php($a = 1)": "<?php $a = 1; ?>",
    "@php $a = 1; @endphp": "<?php $a = 1;  ?>",
    "@include('a.b', ['c' => $d])": "<?php __template('a.b', ['c' => $d]); ?>",
    "@extends('a') x": " x<?php __template('a'); ?>",
    "@section('judul', $a)": "<?php echo e(['judul', $a][1] ?? ''); ?>",
    "a@contoh.id": "a@contoh.id",
    "<x-kotak :a-b=\"$c\" d='e'/>": "<?php __template('components.kotak', ['aB' => $c, 'd' => 'e']); ?>",
}
TWIG = {
    "{{ a }}": "<?php echo e($a); ?>",
    "{{- a.b['c'] -}}": "<?php echo e($a['b']['c']); ?>",
    "{{ a|raw }}": "<?php echo $a; ?>",
    "{{ a|e|raw }}": "<?php echo e($a); ?>",
    "{{ a|upper|raw }}": "<?php echo $a; ?>",
    "{{ a|e('js') }}": "<?php echo urlencode($a); ?>",
    "{{ a|raw ~ b }}": "<?php echo e($a . $b); ?>",
    "{{ f(a)|raw }}": "",
    "{# {{ a|raw }} #}": "",
    "{% autoescape false %}{{ a }}{% endautoescape %}{{ b }}": "<?php echo $a; ?><?php echo e($b); ?>",
    "{% set a = b.c %}": "<?php $a = $b['c']; ?>",
    "{% for a in b %}x{% endfor %}": "<?php foreach ($b as $a): ?>x<?php endforeach; ?>",
    "{% for k, v in b|slice(0) %}": "<?php foreach ($b as $k => $v): ?>",
    "{% include 'a.twig' with {b: c.d} %}": "<?php __template('a.twig', ['b' => $c['d']]); ?>",
}


@pytest.mark.parametrize("written", BLADE)
def test_blade(written):
    assert blade.as_php(written) == BLADE[written]


@pytest.mark.parametrize("written", TWIG)
def test_twig(written):
    assert twig.as_php(written) == TWIG[written]


@pytest.mark.parametrize(
    "written",
    [
        "@if (\n$a\n)\nx\n@endif\n{!! $a\n !!}\n{{--\n\n--}}\ny",
        '@php\n$a = 1;\n@endphp\n<x-a\n :b="$c"\n/>\ny',
    ],
)
def test_everything_of_blade_stays_on_its_row(written):
    assert blade.as_php(written).split("\n").index("y") == written.split("\n").index("y")


def test_everything_of_twig_stays_on_its_row():
    written = "{{ a\n|raw }}\n{#\n#}\n{% if\n b %}\ny"
    assert twig.as_php(written).split("\n").index("y") == 6


@pytest.mark.parametrize("made", [blade.as_php, twig.as_php])
@pytest.mark.parametrize(
    "hostile", ["{{", "{!!", "@if(", "{%", "@php", "<x-", "{{ " * 2_000, "@if(" * 2_000]
)
def test_half_a_template_is_text(made, hostile):
    assert "<?php echo" not in made(hostile)
