"""The readers of lock files and manifests, on small files of each format."""

import json

import pytest

from vetting.engines.supply_chain.locks import read
from vetting.engines.supply_chain.locks.parts import BROKEN, Package


def rows(contents):
    return [(p.name, p.version, p.line, p.is_dev) for p in contents.packages]


def declared(contents):
    return [(p.name, p.version, p.line, p.is_dev) for p in contents.declared]


def dump(value):
    return json.dumps(value, indent=2)


def test_composer_lock():
    text = dump({
        "packages": [{"name": "a/b", "version": "v1.2.3", "authors": [{"name": "c/d"}]},
                     {"name": "own/code", "version": "1.0.0", "dist": {"type": "path"}},
                     {"name": "c/d", "version": "dev-main", "replace": {"e/f": "*"}}],
        "packages-dev": [{"name": "g/h", "version": "2.0.0"}],
    })  # fmt: skip
    found = read("composer.lock", "lock-composer", text)
    assert [(name, version, dev) for name, version, _, dev in rows(found)] == [
        ("a/b", "v1.2.3", False), ("c/d", "dev-main", False), ("g/h", "2.0.0", True)
    ]  # fmt: skip
    lines = text.splitlines()
    assert all(f'"{name}"' in lines[line - 1] for name, _, line, _ in rows(found))
    assert {"e/f", "own/code"} <= set(found.provided)


@pytest.mark.parametrize("wrap", [lambda p: p, lambda p: {"packages": p, "dev-package-names": []}])
def test_installed_json_of_composer_1_and_2(wrap):
    text = dump(wrap([{"name": "a/b", "version": "1.0.0"}]))
    found = read("vendor/composer/installed.json", "installed-composer", text)
    assert [row[:2] for row in rows(found)] == [("a/b", "1.0.0")]


def test_npm_version_1_with_nested_aliased_and_foreign_packages():
    text = dump({
        "lockfileVersion": 1,
        "dependencies": {
            "a": {"version": "1.0.0", "requires": {"b": "^2"},
                  "dependencies": {"b": {"version": "2.0.0", "dev": True}}},
            "b": {"version": "3.0.0"},
            "alias": {"version": "npm:@real/name@4.0.0"},
            "foreign": {"version": "git+ssh://git@example.invalid/x.git#abc"},
        },
    })  # fmt: skip
    found = read("package-lock.json", "lock-npm", text)
    assert [(n, v, d) for n, v, _, d in rows(found)] == [
        ("a", "1.0.0", False), ("b", "2.0.0", True), ("b", "3.0.0", False),
        ("@real/name", "4.0.0", False), ("foreign", "", False),
    ]  # fmt: skip
    lines = text.splitlines()
    first, second = (line for name, _, line, _ in rows(found) if name == "b")
    assert '"2.0.0"' in lines[first] and '"3.0.0"' in lines[second]  # noqa: PT018


def test_npm_version_1_a_package_that_brings_hundreds_along():
    inner = {f"b{number}": {"version": "2.0.0"} for number in range(400)}
    text = dump({
        "lockfileVersion": 1,
        "dependencies": {"a": {"version": "1.0.0", "dependencies": inner}},
    })  # fmt: skip
    found = read("package-lock.json", "lock-npm", text)
    assert len(found.packages) == 401
    assert found.packages[0].needs == ()


def test_npm_version_3_with_workspaces_and_scopes():
    text = dump({
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"@s/a": "^1"}},
            "bagian/satu": {"version": "0.1.0"},
            "node_modules/satu": {"resolved": "bagian/satu", "link": True},
            "node_modules/@s/a": {"version": "1.0.0"},
            "node_modules/@s/a/node_modules/b": {"version": "2.0.0", "dev": True},
            "node_modules/kawan": {"name": "real", "version": "3.0.0"},
        },
    })  # fmt: skip
    found = read("package-lock.json", "lock-npm", text)
    assert [(n, v, d) for n, v, _, d in rows(found)] == [
        ("@s/a", "1.0.0", False), ("b", "2.0.0", True), ("real", "3.0.0", False)
    ]  # fmt: skip
    assert {"satu", "kawan"} <= set(found.provided)


def test_yarn_classic():
    text = (
        "# yarn lockfile v1\n\n\n"
        '"@s/a@^1.0.0", "@s/a@^1.2.0":\n  version "1.2.3"\n  resolved "https://example.invalid/a"\n'
        '  dependencies:\n    version "^9.9.9"\n\n'
        'alias@npm:real@^2:\n  version "2.0.0"\n\n'
        'foreign@git+https://example.invalid/f:\n  version "3.0.0"\n'
        '  resolved "git+https://example.invalid/f#abc"\n'
    )
    found = read("yarn.lock", "lock-yarn", text)
    assert rows(found) == [
        ("@s/a", "1.2.3", 4, False), ("real", "2.0.0", 10, False), ("foreign", "", 13, False)
    ]  # fmt: skip
    assert {"@s/a", "alias"} <= set(found.provided)


def test_yarn_classic_names_what_each_package_needs_and_from_where():
    text = (
        "# yarn lockfile v1\n\n\n"
        'atas@^1:\n  version "1.2.3"\n  resolved "https://example.invalid/a"\n'
        '  dependencies:\n    "@s/a" "^1 || ^2"\n    luar "git://git.invalid/l.git#01"\n'
        "    alias npm:@s/real@2\n  optionalDependencies:\n    mungkin ^3\n"
    )
    (found,) = read("yarn.lock", "lock-yarn", text).packages
    assert found.needs == ("@s/a", "luar git://git.invalid/l.git#01", "alias", "mungkin")


def test_yarn_berry():
    text = (
        "__metadata:\n  version: 8\n\n"
        '"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":\n  version: 1.10\n  resolution: "@s/a@npm:1.10"\n\n'
        '"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n\n'
        '"f@git://x#c":\n  version: 1.0.0\n  resolution: "f@git://x#commit=c"\n'
    )
    assert rows(read("yarn.lock", "lock-yarn", text)) == [
        ("@s/a", "1.10", 4, False), ("f", "", 12, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "name", "version"),
    [
        ("/a/1.2.3", "a", "1.2.3"), ("/@s/a/1.2.3_react@18.0.0", "@s/a", "1.2.3"),
        ("/a@1.2.3(react@18.0.0)", "a", "1.2.3"), ("'@s/a@1.2.3'", "@s/a", "1.2.3"),
        ("a@1.2.3-rc.1", "a", "1.2.3-rc.1"),
        ("a@https://example.invalid/a.tgz", "a", ""), ("nama.invalid/@s/a/1.2.3", "@s/a", "1.2.3"),
    ],
)  # fmt: skip
def test_pnpm_keys_of_all_versions(key, name, version):
    text = f"lockfileVersion: '9.0'\npackages:\n  {key}:\n    dev: true\n"
    assert rows(read("pnpm-lock.yaml", "lock-pnpm", text)) == [(name, version, 3, True)]


def test_requirements():
    text = (
        "--index-url https://example.invalid\n-r base.txt\n-c batas.txt\n"
        "Django[argon2]==4.2.1 ; python_version > '3.8'  # situs\n"
        "flask === 3.0.0 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\n"
        "requests>=2\njinja2==3.*\npytz\nnumpy==1.0,<2\n"
        "git+https://example.invalid/kawan.git@v1#egg=kawan\n-e .\n./lokal\n"
        "pustaka @ https://example.invalid/pustaka-1.0.whl\n"
    )
    found = read("requirements.txt", "requirements", text)
    assert rows(found) == [("Django", "4.2.1", 4, False), ("flask", "3.0.0", 5, False)]
    assert [row[0] for row in declared(found)] == [
        "requests", "jinja2", "pytz", "numpy", "kawan", "pustaka"
    ]  # fmt: skip


def test_poetry_uv_and_pipenv():
    text = (
        '[[package]]\nname = "a"\nversion = "1.0"\ngroups = ["main", "dev"]\n\n'
        '[[package]]\nname = "b"\nversion = "2.0"\ncategory = "dev"\n\n'
        '[[package]]\nname = "own"\nversion = "0.1"\nsource = { editable = "." }\n\n'
        '[[package]]\nname = "g"\nversion = "3.0"\nsource = { git = "https://example.invalid/g" }\n'
    )
    want = [("a", "1.0", 2, False), ("b", "2.0", 7, True), ("g", "", 17, False)]
    assert rows(read("uv.lock", "lock-uv", text)) == want
    assert rows(read("poetry.lock", "lock-poetry", text)) == want
    pipenv = {"_meta": {}, "default": {"a": {"version": "==1.0"}, "g": {"git": "x"}},
              "develop": {"b": {"version": "==2.0"}}}  # fmt: skip
    found = rows(read("Pipfile.lock", "lock-pipenv", dump(pipenv)))
    assert [(n, v, d) for n, v, _, d in found] == [
        ("a", "1.0", False), ("g", "", False), ("b", "2.0", True)
    ]  # fmt: skip


def test_manifests():
    text = dump(
        {"require": {"php": "^8.2", "ext-json": "*", "a/b": "^1"}, "require-dev": {"c/d": "1"}}
    )
    found = read("composer.json", "manifest-composer", text)
    assert declared(found) == [("a/b", "^1", 5, False), ("c/d", "1", 8, True)]
    assert found.runtimes == (Package("php", "^8.2", 3),)
    text = dump({"engines": {"node": ">=18"}, "dependencies": {"a": "^1", "own": "file:./own"}})
    found = read("package.json", "manifest-npm", text)
    assert declared(found) == [("a", "^1", 6, False)]
    assert found.runtimes == (Package("node", ">=18", 3),)


@pytest.mark.parametrize(
    ("name", "text", "pinned", "loose"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["a>=1", "b==2.0"]\n', ["b"], ["a"]),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\na = "^1"\n', [], ["a"]),
        ("Pipfile", '[packages]\na = "*"\nb = "==2.0"\n', ["b"], ["a"]),
        ("setup.cfg", "[options]\ninstall_requires =\n    a>=1\n    b==2.0\n", ["b"], ["a"]),
        ("setup.py", 'from setuptools import setup\nsetup(install_requires=["a>=1", "b==2.0"])\n',
         ["b"], ["a"]),
        ("setup.py", "from setuptools import setup\nsetup(name='x')\n", [], []),
    ],
)  # fmt: skip
def test_python_manifests(name, text, pinned, loose):
    found = read(name, "manifest-python", text)
    assert [p.name for p in found.packages] == pinned
    assert [p.name for p in found.declared] == loose


def test_setup_py_is_never_run(tmp_path):
    trap = tmp_path / "ran"
    text = f"open({str(trap)!r}, 'w')\nsetup(install_requires=open('x').read().split())\n"
    with pytest.raises(ValueError, match="computed"):
        read("setup.py", "manifest-python", text)
    assert not trap.exists()


def test_setup_cfg_with_a_long_blank_is_read_in_no_time():
    text = "[options]\ninstall_requires =\n" + (" " * 2000 + "\n") * 500 + "    a>=1\n[x]\n  b\n"
    assert [p.name for p in read("setup.cfg", "manifest-python", text).declared] == ["a"]


def test_runtimes():
    text = "FROM --platform=linux/amd64 registry.invalid/library/node:16.3-alpine AS a\nFROM scratch\nFROM a\n"
    assert read("Dockerfile", "dockerfile", text).runtimes == (Package("node", "16.3", 1),)
    assert read(".nvmrc", "runtime-file", "v18.1.0\n").runtimes == (Package("node", "18.1.0", 1),)
    found = read("runtime.txt", "runtime-file", "python-3.8.1\n").runtimes
    assert found == (Package("python", "3.8.1", 1),)
    images = read("Dockerfile", "dockerfile", text).packages
    assert [(p.name, p.version, p.ecosystem) for p in images] == [
        ("registry.invalid/library/node", "16.3-alpine", "docker")
    ]


STAGES = """FROM node:12 AS alat
FROM alat AS bangun
FROM composer:2 AS paket
FROM php:8.4
FROM php:8.3 AS jalan
COPY --from=bangun /a /a
COPY --chown=x --from=2 /b /b
"""


def test_what_only_builds_is_for_development():
    found = read("Dockerfile", "dockerfile", STAGES).runtimes
    assert [(p.name, p.version, p.is_dev) for p in found] == [
        ("node", "12", True), ("composer", "2", True), ("php", "8.4", False), ("php", "8.3", False)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Dockerfile.dev", "docker/Dockerfile.local", "dev.Dockerfile"])
def test_a_dockerfile_for_developers_is_for_development(name):
    (found,) = read(name, "dockerfile", "FROM node:12\n").runtimes
    assert found.is_dev


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("node:12", "12"), ("docker.invalid/library/node:12", "12"), ("simpan.invalid:5000/node:12", "12"),
        ("bitnami/node:12", "12"), ("orang/node:12", "=12"), ("simpan.invalid/orang/node:12", "=12"),
    ],
)  # fmt: skip
def test_the_tag_of_somebody_elses_image_is_no_exact_version(image, version):
    assert read("Dockerfile", "dockerfile", f"FROM {image}\n").runtimes[0].version == version


def test_stages_that_name_themselves_are_read_in_no_time():
    text = "FROM a AS a\nFROM b AS a\nCOPY --from=a x x\nCOPY --from=99 x x\n"
    assert read("Dockerfile", "dockerfile", text).runtimes == ()


def test_the_platform_that_packages_are_chosen_for_is_a_constraint():
    text = '{"require": {"php": "^8"}, "config": {"platform": {"php": "7.4.0"}}}'
    assert read("composer.json", "manifest-composer", text).runtimes[0].version == "=7.4.0"


def test_dockerfile_arguments_digests_and_moving_tags():
    digest = "a" * 64
    text = f"ARG V=8.2\nFROM php:${{V}}-fpm\nFROM nginx\nFROM alpine@sha256:{digest}\n"
    found = read("Dockerfile", "dockerfile", text)
    assert [(p.name, p.version) for p in found.packages] == [("php", "8.2-fpm"), ("alpine", "")]
    assert found.packages[1].hashes == (f"sha256:{digest}",)
    assert [(p.name, p.version) for p in found.declared] == [("nginx", "")]


BOMB = "a: &a [x]\nb: [*a, *a]\nlockfileVersion: 9\npackages: {}\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lock-composer", ""), ("lock-composer", "{"), ("lock-composer", "[]"), ("lock-composer", "{}"),
        ("lock-composer", '{"packages": {}}'), ("lock-composer", '{"packages": [7]}'),
        ("lock-composer", '{"packages": [{"name": "a"}]}'),
        ("lock-composer", '{"packages": [], "packages": []}'),
        ("lock-composer", '{"packages":' + "[" * 100_000),
        ("lock-npm", "{}"), ("lock-npm", '{"lockfileVersion": 3, "packages": []}'.replace("[]", "[1]")),
        ("lock-npm", '{"lockfileVersion": 1, "dependencies": {"a": "1.0.0"}}'),
        ("lock-npm", '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": 1}}}'),
        ("lock-yarn", ""),
        ("lock-yarn", "# yarn lockfile v1\na@1:\n  resolved \"x\"\n"),
        ("lock-yarn", "# yarn lockfile v1\nnot an entry\n"), ("lock-yarn", "__metadata:\nx: 1\n"),
        ("lock-pnpm", ""), ("lock-pnpm", "packages: {}\n"), ("lock-pnpm", BOMB),
        ("lock-pnpm", "lockfileVersion: 9\npackages: " + "[" * 500),
        ("lock-pnpm", "lockfileVersion: 9\npackages: {a@1.0.0: {}, a@1.0.0: {}}"),
        ("lock-pnpm", "!!python/object/apply:os.system [true]"),
        ("lock-uv", "x ="), ("lock-uv", "a = 1"), ("lock-poetry", "[[package]]\nname = 1\n"),
        ("lock-poetry", "a = " + "[" * 5000),
        ("lock-pipenv", "{}"), ("manifest-composer", '{"require": ["a"]}'),
        ("manifest-npm", "null"), ("manifest-npm", '{"dependencies": {"a": 1}}'),
    ],
)  # fmt: skip
def test_a_broken_file_is_an_error_never_an_empty_list(kind, text):
    with pytest.raises(BROKEN):
        read("x", kind, text)


@pytest.mark.parametrize("line", ["a=1", "<html>", ">=1.0", "django==4.*.1"])
def test_a_line_that_cannot_be_read_is_told_beside_the_others(line):
    found = read("requirements.txt", "requirements", f"{line}\nflask==3.0.0\n")
    assert rows(found) == [("flask", "3.0.0", 2, False)]
    assert found.faults == ("line 1 is no requirement",)
