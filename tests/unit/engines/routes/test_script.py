import pytest

from vetting.engines.routes.script import routes

EXPRESS = "const r = require('express').Router();\n"
NEST = "import { Controller, Get } from '@nestjs/common';\n"


def found(text):
    return {(route.method, route.path) for route in routes("a.ts", text)}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("r.get('/a/:id', f);", {("get", "/a/:id")}),
        ("r\n  .post(\n  '/a',\n  f)", {("post", "/a")}),
        ("r.all(`/a`, f)", {("any", "/a")}),
        ("// r.get('/a', f)\n/* r.get('/b', f) */", set()),
        ("axios.get('/a', {})", set()),
        ("app.get('view engine')", set()),
        ("map.get('/a')", set()),
    ],
)
def test_express(text, want):
    assert found(EXPRESS + text) == want


def test_calls_in_a_file_without_a_server_are_those_of_a_client():
    assert found("klien.get('/a', f)") == set()


def test_pages_are_no_api():
    (page,) = routes("a.js", EXPRESS + "r.get('/a', (q, res) => res.render('a'))")
    assert not page.is_api


def test_nest():
    text = (
        NEST
        + "@Controller('a')\nclass A { @Get() x() {} @Post('b/:id') y() {} }\n@Controller()\nclass B { @Put('c') z() {} }"
    )
    assert found(text) == {("get", "/a"), ("post", "/a/b/:id"), ("put", "/c")}


def test_lines_survive_the_removal_of_comments():
    (route,) = routes("a.js", EXPRESS + "/*\n\n*/\nr.get('/a', f)")
    assert route.line == 5
