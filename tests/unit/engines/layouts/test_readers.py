"""The readers of layouts: hostile files end in a refusal, names given elsewhere count."""

import pytest

from vetting.engines.layouts import android, compose, flutter
from vetting.engines.layouts.dart import blanked, calls
from vetting.engines.layouts.fault import Unparsable

NS = 'xmlns:android="http://schemas.android.com/apk/res/android"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "not xml",
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ],
)
def test_a_file_that_is_no_layout_is_refused(text):
    with pytest.raises(Unparsable):
        android.faults(text)


def test_deep_nesting_is_read_in_line():
    text = f"<a {NS}>" + "<b>\n" * 20_000 + "<ImageButton/>" + "</b>" * 20_000 + "</a>"
    assert [(fault.rule, fault.line) for fault in android.faults(text)] == [
        ("android-button-name", 20_001)
    ]


def test_an_ignore_of_the_vendor_changes_nothing():
    text = f'<ImageButton {NS} xmlns:tools="t" tools:ignore="ContentDescription"/>'
    assert [fault.rule for fault in android.faults(text)] == ["android-button-name"]


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("IconButton(icon: Icon(a))", ["flutter-button-name"]),
        ("Tooltip(message: 'Cari', child: IconButton(icon: Icon(a)))", []),
        ("Tooltip(message: '', child: IconButton(icon: Icon(a)))", ["flutter-button-name"]),
        ("Semantics(label: nama, child: Image.asset('a'))", []),
        ("Semantics(button: true, child: Image.asset('a'))", ["flutter-image-text"]),
        ("'IconButton(icon: x)'", []),
        ("/* IconButton(icon: x) */ // Image.asset('a')", []),
        ("IconButton(icon: Icon(a), tooltip: t('a, b: c)'))", []),
        ("InkWell(onTap: f, child: KartuSaya(x))", []),
        ("InkWell(onTap: f, child: Container(child: Icon(x)))", ["flutter-gesture-name"]),
        ("GestureDetector(child: Icon(x))", []),
        ("TextField(decoration: dibuat(x))", []),
        ("TextField(decoration: InputDecoration(label: Text('a')))", []),
        ("FloatingActionButton(child: Text('Kirim'), onPressed: f)", []),
        ("IconButton(icon: Icon(a)", []),
    ],
)
def test_widgets_are_named_by_what_stands_in_and_around_them(code, rules):
    assert [fault.rule for fault in flutter.faults(f"Widget x() => {code};")] == rules


def test_strings_and_comments_are_blanked_and_lines_stay():
    text = "a('''x\ny''', \"${b('(')}\"); // c(\n/* d(\n */ e(f: 'g');"
    code = blanked(text)
    assert len(code) == len(text)
    assert code.count("\n") == text.count("\n")
    assert "(')" not in code
    assert "c(" not in code
    assert "d(" not in code


def test_brackets_that_do_not_match_end_the_reading_not_the_worker():
    assert list(calls("A(((((")) == []
    assert list(calls(")))A)(")) == []
    assert list(calls("A([)")) == []


def test_endless_nesting_costs_no_memory():
    code = "IconButton(icon: " + "Icon(" * 50_000 + ")" * 50_000 + ");"
    assert [fault.rule for fault in flutter.faults(code)] == ["flutter-button-name"]
    assert len(list(calls(blanked(code)))) < 200


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("IconButton(onClick = a) { Icon(b, null) }", ["compose-button-name"]),
        ("IconButton(onClick = a) { Icon(b, contentDescription = c) }", []),
        ("IconButton(onClick = a) { Ikon(b) }", []),
        ("IconButton(onClick = a) { Icon(b, null); Text(c) }", []),
        ("IconButton(a, Modifier.semantics { contentDescription = b }) { Icon(c, null) }", []),
        ("FloatingActionButton(a) { Icon(b, null) }", ["compose-button-name"]),
        ("ExtendedFloatingActionButton(a) { Icon(b, null) }", []),
        ("Image(a, null)", []),
        ("Image(a, null, Modifier.clickable { b() })", ["compose-clickable-name"]),
        ('Image(a, contentDescription = "")', ["compose-image-text"]),
        ("Row(Modifier.clickable { a() }) { Icon(b, null); Text(c) }", []),
        ("Card(onClick = a) { Image(b, null) }", ["compose-clickable-name"]),
        ("Card(onClick = a) { Isi(b) }", []),
        ("Box(Modifier.clearAndSetSemantics {}) { IconButton(a) { Icon(b, null) } }", []),
        ("TextField(a, b)", ["compose-field-label"]),
        ("TextField(a, b, placeholder = { Text(c) })", ["compose-hint-only"]),
        ("TextField(a, b, label = { Text(c) })", []),
        ("Box(Modifier.size(16.dp).clickable { a() }) { Text(b) }", ["compose-target-size"]),
        ("Box(Modifier.clickable { a() }.size(16.dp)) { Text(b) }", []),
        ("Text(a, fontSize = 12.dp.toSp())", ["compose-text-size"]),
        ("// IconButton(a) { Icon(b, null) }", []),
        ("IconButton(onClick = a", []),
    ],
)
def test_composables_are_named_by_what_stands_in_and_around_them(code, rules):
    text = f"@Composable fun Layar() {{ {code} }}"
    assert [fault.rule for fault in compose.faults(text)] == rules
