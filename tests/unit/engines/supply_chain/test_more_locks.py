"""The readers of Maven, Gradle, Pub, Go, NuGet, Bundler and Cargo files."""

import json

import pytest

from vetting.engines.supply_chain.locks import read
from vetting.engines.supply_chain.locks.parts import BROKEN

ONLY_ZEROS = "0" * 64


def packages(path, kind, text):
    return [(p.name, p.version) for p in read(path, kind, text).packages]


def declared(path, kind, text):
    return [(p.name, p.version) for p in read(path, kind, text).declared]


def runtimes(path, kind, text):
    return [(p.name, p.version) for p in read(path, kind, text).runtimes]


POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId><version>2.7.1</version></parent>
  <groupId>id.contoh</groupId><artifactId>surat</artifactId><version>1.0</version>
  <properties><java.version>1.8</java.version><jwt>0.9.1</jwt><a>${b}</a><b>${a}</b></properties>
  <licenses><license><name>Apache-2.0</name></license></licenses>
  <dependencyManagement><dependencies>
    <dependency><groupId>g</groupId><artifactId>diatur</artifactId><version>4.0</version></dependency>
    <dependency><groupId>g</groupId><artifactId>tak-dipakai</artifactId><version>5</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>g</groupId><artifactId>langsung</artifactId><version>1.2.3</version></dependency>
    <dependency><groupId>g</groupId><artifactId>sifat</artifactId><version>${jwt}</version></dependency>
    <dependency><groupId>g</groupId><artifactId>diatur</artifactId></dependency>
    <dependency><groupId>g</groupId><artifactId>uji</artifactId><version>1</version><scope>test</scope></dependency>
    <dependency><groupId>g</groupId><artifactId>rentang</artifactId><version>[1,2)</version></dependency>
    <dependency><groupId>g</groupId><artifactId>putar</artifactId><version>${a}</version></dependency>
    <dependency><groupId>g</groupId><artifactId>entah</artifactId></dependency>
    <dependency><groupId>id.contoh</groupId><artifactId>modul</artifactId><version>${project.version}</version></dependency>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
  </dependencies>
</project>
"""


def test_pom():
    found = read("pom.xml", "manifest-maven", POM)
    assert [(p.name, p.version, p.is_dev) for p in found.packages] == [
        ("g:langsung", "1.2.3", False), ("g:sifat", "0.9.1", False), ("g:diatur", "4.0", False),
        ("g:uji", "1", True), ("org.springframework.boot:spring-boot-starter-web", "2.7.1", False),
    ]  # fmt: skip
    assert [p.name for p in found.declared] == ["g:rentang", "g:putar", "g:entah"]
    assert runtimes("pom.xml", "manifest-maven", POM) == [("spring-boot", "2.7.1"), ("java", "8")]
    assert found.licence == "Apache-2.0"
    assert ("g:tak-dipakai", "5") in found.model.managed
    assert (found.model.name, found.model.version) == ("id.contoh:surat", "1.0")
    lines = POM.splitlines()
    assert all(p.name.partition(":")[2] in lines[p.line - 1] for p in found.packages)


def test_gradle_lockfile():
    text = "# x\ng:a:1.0=compileClasspath,testRuntimeClasspath\ng:b:2=testCompileClasspath\nempty=x\nodd\n"
    found = read("gradle.lockfile", "lock-gradle", text)
    assert [(p.name, p.version, p.line, p.is_dev) for p in found.packages] == [
        ("g:a", "1.0", 2, False), ("g:b", "2", 3, True)
    ]  # fmt: skip
    assert found.faults == ("line 5 locks nothing",)


def test_version_catalogue():
    text = """[versions]
a = "1.0"
r = { strictly = "[1,2)", prefer = "1.5" }
[libraries]
satu = { module = "g:satu", version.ref = "a" }
dua = { group = "g", name = "dua", version = "2.0" }
tiga = "g:tiga:3.0"
empat = { module = "g:empat" }
lima = { module = "g:lima", version.ref = "r" }
[plugins]
boot = { id = "org.springframework.boot", version = "3.1.0" }
"""
    kind = ("libs.versions.toml", "manifest-gradle")
    assert packages(*kind, text) == [("g:satu", "1.0"), ("g:dua", "2.0"), ("g:tiga", "3.0")]
    assert declared(*kind, text) == [("g:empat", ""), ("g:lima", "[1,2)")]
    assert runtimes(*kind, text) == [("spring-boot", "3.1.0")]


GRADLE = """plugins { id 'org.springframework.boot' version '2.6.3' }
ext { jwtVersion = '0.9.1' }
def lain = "4.5"
/* implementation 'g:lama:1.0' */
// implementation 'g:mati:1.0'
android { defaultConfig { targetSdkVersion 28 } }
dependencies {
    implementation 'g:satu:1.0'
    api("g:dua:2.0@aar")
    implementation "g:tiga:$jwtVersion"
    implementation "g:empat:${lain}"
    implementation group: 'g', name: 'lima', version: '5.0'
    testImplementation 'g:enam:6.0'
    implementation "g:tujuh:$hitung"
    implementation 'g:delapan:1.+'
    implementation 'org.springframework.boot:spring-boot-starter-web'
    implementation platform('g:sembilan:9.0')
}
"""


def test_build_gradle():
    kind = ("build.gradle", "manifest-gradle")
    assert sorted(packages(*kind, GRADLE)) == [
        ("g:dua", "2.0"), ("g:empat", "4.5"), ("g:enam", "6.0"), ("g:lima", "5.0"), ("g:satu", "1.0"),
        ("g:sembilan", "9.0"), ("g:tiga", "0.9.1"),
        ("org.springframework.boot:spring-boot-starter-web", "2.6.3"),
    ]  # fmt: skip
    assert declared(*kind, GRADLE) == [("g:tujuh", "$hitung"), ("g:delapan", "1.+")]
    assert runtimes(*kind, GRADLE) == [("android", "28"), ("spring-boot", "2.6.3")]
    assert next(p.is_dev for p in read(*kind, GRADLE).packages if p.name == "g:enam")


VARIABLES = """ext.versi = [
    kotlin: '1.9.0', "ktor": "2.3"]
versions.okhttp = '4.9'
latest = 'latest.release'
dependencies {
    api "g:satu:$versi.kotlin"
    api "g:dua:${rootProject.ext.versi.ktor}"
    api "g:tiga:${versions.okhttp}"
    api "g:empat:$latest"
    api "g:lima:${versi.lain}"
    api "g:enam:${rootProject.extra["latest"]}"
}
"""


def test_tables_of_versions_in_gradle():
    kind = ("build.gradle", "manifest-gradle")
    assert packages(*kind, VARIABLES) == [("g:satu", "1.9.0"), ("g:dua", "2.3"), ("g:tiga", "4.9")]
    assert declared(*kind, VARIABLES) == [
        ("g:empat", "latest.release"), ("g:lima", "${versi.lain}"), ("g:enam", "latest.release")
    ]  # fmt: skip


def test_gradle_properties():
    found = read("gradle.properties", "manifest-gradle", "# x\nkotlin_version = 1.9.0\na.b=1\n")
    assert found.model.properties == (("kotlin_version", "1.9.0"),)


def test_gradle_wrapper():
    text = "distributionUrl=https\\://services.invalid/gradle-6.7.1-bin.zip\n"
    path = "gradle/wrapper/gradle-wrapper.properties"
    assert runtimes(path, "manifest-gradle", text) == [("gradle", "6.7.1")]


PUBSPEC = f"""packages:
  http:
    dependency: "direct main"
    description: {{name: http, sha256: "{ONLY_ZEROS}", url: "https://example.invalid"}}
    source: hosted
    version: "0.13.4"
  uji:
    dependency: "direct dev"
    source: hosted
    version: "1.10"
  dari_git:
    dependency: transitive
    description: {{url: "https://git.invalid/x.git"}}
    source: git
    version: "1.0.0"
  flutter:
    dependency: "direct main"
    source: sdk
    version: "0.0.0"
sdks:
  dart: ">=2.12.0 <3.0.0"
"""


def test_pubspec_lock():
    found = read("pubspec.lock", "lock-pub", PUBSPEC)
    assert [(p.name, p.version, p.is_dev, p.is_direct) for p in found.packages] == [
        ("http", "0.13.4", False, True), ("uji", "1.10", True, True), ("dari_git", "", False, False)
    ]  # fmt: skip
    assert found.packages[0].hashes == (f"sha256:{ONLY_ZEROS}",)
    assert found.packages[2].origin.startswith("git+")
    assert "flutter" in found.provided
    assert [(p.name, p.version) for p in found.runtimes] == [("dart", ">=2.12.0 <3.0.0")]


def test_pubspec_yaml():
    text = "dependencies:\n  flutter: {sdk: flutter}\n  http: ^0.13.0\n  own: {path: ../x}\ndev_dependencies:\n  uji:\n"
    assert declared("pubspec.yaml", "manifest-pub", text) == [("http", "^0.13.0"), ("uji", "")]


GO = """module contoh.invalid/app // comment

go 1.16

require (
\tsatu.invalid/a v1.2.3
\tdua.invalid/b v0.0.0-20210630005230-0f9fa26af87c // indirect
\tlokal.invalid/c v1.0.0
)
require tiga.invalid/d v2.0.0+incompatible
replace lokal.invalid/c => ./c
replace satu.invalid/a v1.2.3 => garpu.invalid/a v1.2.4
exclude x.invalid/y v1.0.0
"""


def test_go_mod():
    found = read("go.mod", "manifest-go", GO)
    assert [(p.name, p.version, p.is_direct) for p in found.packages] == [
        ("garpu.invalid/a", "1.2.4", True),
        ("dua.invalid/b", "0.0.0-20210630005230-0f9fa26af87c", False),
        ("tiga.invalid/d", "2.0.0+incompatible", True),
    ]
    assert [(p.name, p.version, p.line) for p in found.runtimes] == [("go", "=1.16", 3)]
    for broken in ("nonsense here", "require (\n a.invalid v1.0.0\n", "require a.invalid"):
        with pytest.raises(BROKEN):
            read("go.mod", "manifest-go", broken)


def test_go_sum_keeps_the_newest_of_each():
    text = "a.invalid v1.2.0 h1:x=\na.invalid v1.10.0 h1:x=\nb.invalid v1.0.0/go.mod h1:x=\nodd\n"
    found = read("go.sum", "lock-go", text)
    assert [(p.name, p.version) for p in found.packages] == [("a.invalid", "1.10.0")]
    assert found.faults


def test_nuget():
    lock = {"version": 1, "dependencies": {"net6.0": {
        "Surat": {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.2",
                  "contentHash": "AAAA", "dependencies": {"Kartu": "2.0.0"}},
        "Kartu": {"type": "Transitive", "resolved": "2.0.0"},
        "modul": {"type": "Project"}}}}  # fmt: skip
    found = read("packages.lock.json", "lock-nuget", json.dumps(lock))
    assert [(p.name, p.version, p.is_direct, p.needs) for p in found.packages] == [
        ("Surat", "1.0.2", True, ("Kartu",)), ("Kartu", "2.0.0", False, ())
    ]  # fmt: skip
    config = '<packages><package id="A" version="1.0" developmentDependency="true"/></packages>'
    assert packages("packages.config", "lock-nuget", config) == [("A", "1.0")]


def test_csproj():
    text = """<Project Sdk="x"><PropertyGroup><TargetFramework>net5.0</TargetFramework><V>2.1</V></PropertyGroup>
<ItemGroup><PackageReference Include="A" Version="1.0"/><PackageReference Include="B"><Version>$(V)</Version></PackageReference>
<PackageReference Include="C" Version="1.*"/><PackageReference Include="D" Version="[3.0]"/><PackageReference Include="E"/></ItemGroup></Project>"""
    kind = ("a.csproj", "manifest-nuget")
    assert packages(*kind, text) == [("A", "1.0"), ("B", "2.1"), ("D", "3.0")]
    assert declared(*kind, text) == [("C", "1.*"), ("E", "")]
    assert runtimes(*kind, text) == [("dotnet", "5.0")]


GEMS = """GIT
  remote: https://git.invalid/x.git
  revision: abc
  specs:
    dari-git (2.0)

PATH
  remote: lib/own
  specs:
    milik (1.0)

GEM
  remote: https://example.invalid/
  specs:
    rack (2.2.3)
      base (~> 1.0)
    nokogiri (1.13.0-x86_64-linux)

DEPENDENCIES
  dari-git!
  rack

RUBY VERSION
   ruby 2.7.1p83
"""


def test_gemfile_lock():
    found = read("Gemfile.lock", "lock-bundler", GEMS)
    assert [(p.name, p.version, p.is_direct) for p in found.packages] == [
        ("dari-git", "", True), ("rack", "2.2.3", True), ("nokogiri", "1.13.0", False)
    ]  # fmt: skip
    assert found.packages[1].needs == ("base",)
    assert [(p.name, p.version) for p in found.runtimes] == [("ruby", "2.7.1")]
    text = "source 'x'\nruby '2.7.1'\ngem 'rack', '~> 2.0', '>= 2.0.1'\ngem \"uji\"\n"
    assert declared("Gemfile", "manifest-bundler", text) == [
        ("rack", "~> 2.0, >= 2.0.1"),
        ("uji", ""),
    ]


def test_cargo():
    text = f"""version = 3
[[package]]
name = "aplikasi"
version = "0.1.0"
[[package]]
name = "waktu"
version = "0.1.43"
source = "registry+https://index.invalid"
checksum = "{ONLY_ZEROS}"
dependencies = ["libc 0.2.1"]
[[package]]
name = "garpu"
version = "1.0.0"
source = "git+https://git.invalid/x"
"""
    found = read("Cargo.lock", "lock-cargo", text)
    assert [(p.name, p.version, p.needs) for p in found.packages] == [
        ("waktu", "0.1.43", ("libc",)), ("garpu", "", ())
    ]  # fmt: skip
    assert found.provided == ("aplikasi",)
    manifest = '[package]\nname="x"\nlicense="MIT"\n[dependencies]\nwaktu = "0.1"\nmilik = {path="x"}\nlain = {version="2", package="asli"}\n'
    assert declared("Cargo.toml", "manifest-cargo", manifest) == [("waktu", "0.1"), ("asli", "2")]


LAUGHS = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<project><dependencies>&b;</dependencies></project>"""


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("pom.xml", "manifest-maven", LAUGHS), ("pom.xml", "manifest-maven", ""),
        ("pom.xml", "manifest-maven", "<x/>"), ("pom.xml", "manifest-maven", POM[:300]),
        ("pom.xml", "manifest-maven", "<project>" + "<a>" * 3000 + "</a>" * 3000 + "</project>"),
        ("libs.versions.toml", "manifest-gradle", "[libraries"),
        ("libs.versions.toml", "manifest-gradle", "[libraries]\na = " + "[" * 5000),
        ("libs.versions.toml", "manifest-gradle", "[libraries]\na = 7"),
        ("pubspec.lock", "lock-pub", "[]"), ("pubspec.lock", "lock-pub", "a: 1"),
        ("pubspec.lock", "lock-pub", "packages: " + "{a: " * 500),
        ("pubspec.lock", "lock-pub", "packages:\n  a: &x {version: '1'}\n  b: *x\n"),
        ("packages.lock.json", "lock-nuget", "{}"), ("packages.lock.json", "lock-nuget", "[" * 100_000),
        ("packages.config", "lock-nuget", LAUGHS), ("a.csproj", "manifest-nuget", "<packages/>"),
        ("Gemfile.lock", "lock-bundler", "not a lock"),
        ("Cargo.lock", "lock-cargo", "x = 1"), ("Cargo.lock", "lock-cargo", "[[package]]\nname = 1"),
        ("Cargo.toml", "manifest-cargo", "a = ["),
    ],
)  # fmt: skip
def test_a_broken_file_raises(path, kind, text):
    with pytest.raises(BROKEN):
        read(path, kind, text)
