"""Every finding tells what to write instead, in the language of its file."""

import pytest

from tests.unit.engines.browser.workshop import CHECKS
from vetting.engines.browser.dialects import DIALECTS
from vetting.engines.browser.remedy import examples, mended, remedy, sample
from vetting.engines.browser.rules import rules_of
from vetting.model.facts import PAGES
from vetting.model.text import Text

RULES = [(check, rule) for check in CHECKS for rule in rules_of(check).values()]
SAMPLE = '<button type="button" aria-label="Hapus {nama|surat}" @click="hapus"><i class="a"></i></button>'
WRITTEN = {
    "html": '<button type="button" aria-label="Hapus surat" onclick="hapus()"><i class="a"></i></button>',
    "thymeleaf": '<button type="button" th:aria-label="|Hapus ${nama}|" onclick="hapus()"><i class="a"></i></button>',
    "blade": '<button type="button" aria-label="Hapus {{ $nama }}" onclick="hapus()"><i class="a"></i></button>',
    "php-template": '<button type="button" aria-label="Hapus <?= htmlspecialchars($nama) ?>" onclick="hapus()">'
    '<i class="a"></i></button>',
    "twig": '<button type="button" aria-label="Hapus {{ nama }}" onclick="hapus()"><i class="a"></i></button>',
    "jinja": '<button type="button" aria-label="Hapus {{ nama }}" onclick="hapus()"><i class="a"></i></button>',
    "ejs": '<button type="button" aria-label="Hapus <%= nama %>" onclick="hapus()"><i class="a"></i></button>',
    "handlebars": '<button type="button" aria-label="Hapus {{nama}}" onclick="hapus()"><i class="a"></i></button>',
    "pug": "button(type=\"button\" aria-label='Hapus ' + nama onclick=\"hapus()\") #[i(class=\"a\")]",
    "vue": '<button type="button" :aria-label="`Hapus ${nama}`" @click="hapus"><i class="a"></i></button>',
    "angular": '<button type="button" [attr.aria-label]="\'Hapus \' + nama" (click)="hapus()"><i class="a"></i></button>',
    "jsx": '<button type="button" aria-label={`Hapus ${nama}`} onClick={hapus}><i className="a"></i></button>',
    "smarty": '<button type="button" aria-label="Hapus {$nama}" onclick="hapus()"><i class="a"></i></button>',
    "jsp": '<button type="button" aria-label="Hapus ${fn:escapeXml(nama)}" onclick="hapus()"><i class="a"></i></button>',
    "erb": '<button type="button" aria-label="Hapus <%= nama %>" onclick="hapus()"><i class="a"></i></button>',
    "razor": '<button type="button" aria-label="Hapus @(nama)" onclick="hapus()"><i class="a"></i></button>',
    "gotemplate": '<button type="button" aria-label="Hapus {{ .Nama }}" onclick="hapus()"><i class="a"></i></button>',
    "freemarker": '<button type="button" aria-label="Hapus ${nama}" onclick="hapus()"><i class="a"></i></button>',
    "velocity": '<button type="button" aria-label="Hapus ${nama}" onclick="hapus()"><i class="a"></i></button>',
    "svelte": '<button type="button" aria-label="Hapus {nama}" onclick={hapus}><i class="a"></i></button>',
}  # fmt: skip
COUNTED_ONLY = {"template-unread"}


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_sample_is_written_as_each_language_has_it(kind):
    assert sample(SAMPLE, kind) == WRITTEN[kind]


def test_every_kind_that_is_read_has_a_language():
    assert set(PAGES) - COUNTED_ONLY <= set(DIALECTS) == set(WRITTEN)


def test_a_language_written_as_another_has_its_own_name():
    fix = remedy(Text("a", "b"), Text("<b>c</b>", "<b>c</b>"), None, "", "jinja", "a/b.njk")
    assert (fix.id, fix.en) == ("a Contoh (Nunjucks): <b>c</b>", "b Example (Nunjucks): <b>c</b>")
    assert "(Latte)" in remedy(fix, Text("<b>c</b>", "<b>c</b>"), None, "", "smarty", "a.latte").id


def test_a_tag_that_we_wrote_anew_is_not_mended_in_place():
    assert mended('<img data-made src="a">', 'alt="[isi]"', "razor") == ""
    assert mended('<img src="a">', 'alt="[isi]"', "razor") == '<img src="a" alt="[isi]">'


@pytest.mark.parametrize(("check", "rule"), RULES, ids=lambda part: part.id)
def test_every_rule_has_code_for_every_language_it_is_asked_of(check, rule):
    for kind in set(check.applies_to.kinds) - COUNTED_ONLY:
        fix = remedy(check.fix, rule.code, rule.mend, "", kind)
        for said, general in ((fix.id, check.fix.id), (fix.en, check.fix.en)):
            code = said.removeprefix(general).partition("): ")[2]
            assert len(code) > 4
            assert "|" not in code.removeprefix("| ").replace("<?=", "")
            own = {"vue": "@click", "razor": "@("}.get(kind, "@media")
            assert "@" not in code.replace("@media", "").replace(own, "")


def test_words_of_the_two_languages_are_told_apart():
    same = [
        rule.id
        for _, rule in RULES
        if "[" in getattr(rule.mend, "id", "") and rule.mend.id == rule.mend.en
    ]
    assert same == []


@pytest.mark.parametrize(
    ("tag", "mend", "kind", "want"),
    [
        ('<img src="{…}" class="a {…}">', 'alt="[isi]"', "blade", '<img src="{{ … }}" class="a {{ … }}" alt="[isi]">'),
        ('<img src="{…}">', 'alt="[isi]"', "php-template", '<img src="<?= … ?>" alt="[isi]">'),
        ('<img src="{…}">', 'alt="[isi]"', "pug", 'img(src=… alt="[isi]")'),
        ('<img [src]="{a: b}" *ngIf="c" matX>', 'alt="x"', "angular", '<img [src]="{a: b}" *ngIf="c" matX alt="x">'),
        ('<div @click="a(1)" role="button">', '<button> type="button" -role', "vue",
         '<button @click="a(1)" type="button">'),
        ('<tr onclick="a()">', '<button> type="button"', "html", ""),
        ('<input name="nama">', '+label="Nama"', "html", '<label for="nama">Nama</label> <input id="nama" name="nama">'),
        ('<input id="x" name="y">', '+label="Nama"', "html", '<label for="x">Nama</label> <input id="x" name="y">'),
        ('<input name="nama[]">', '+label="Nama"', "html", ""),
        ('<img src="sangat-panjang…', 'alt="x"', "html", ""),
        ('<img src="a">', 'alt="x"', "jsx", ""),
        ("", 'alt="x"', "html", ""),
        ('<b title="&quot;a&quot; &lt;b&gt;">', '-lang', "html", '<b title="&quot;a&quot; &lt;b&gt;">'),
    ],
)  # fmt: skip
def test_the_element_that_was_found_is_mended_where_it_is_wholly_known(tag, mend, kind, want):
    assert mended(tag, mend, kind) == want


def test_thymeleaf_is_told_by_what_stands_in_the_tag():
    fix = remedy(Text("Beri alt.", "Give alt."), Text('<img alt="{a|b}">', '<img alt="{a|b}">'), None,
                 '<img th:src="@{/a.png}">', "html")  # fmt: skip
    assert fix == Text('Beri alt. Contoh (Thymeleaf): <img th:alt="${a}">',
                       'Give alt. Example (Thymeleaf): <img th:alt="${a}">')  # fmt: skip


def test_a_check_is_explained_with_an_example_in_each_language():
    check = next(check for check in CHECKS if check.id == "accessibility/text-alternatives")
    names = [name for name, _ in examples(check)]
    assert {
        "Blade",
        "PHP",
        "Twig",
        "Jinja",
        "EJS",
        "Handlebars",
        "Pug",
        "Vue",
        "JSX",
        "Angular",
    } < set(names)
