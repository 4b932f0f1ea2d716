import pytest

from tests.unit.engines.routes.reading import guards, pairs, reader, routes

EXPRESS = "const r = require('express').Router();\n"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("r.get('/a/:id', f);", {("get", "/a/:id")}),
        ("r\n  .post(\n  '/a',\n  f)", {("post", "/a")}),
        ("r.all(`/a`, f)", {("any", "/a")}),
        ("r.all('*', f)", set()),
        ("r.get(['/a', '/b'], f)", {("get", "/a"), ("get", "/b")}),
        ("r.route('/a').get(f).post(m, f)", {("get", "/a"), ("post", "/a")}),
        ("const P = '/p'; r.get(P + '/a', f); r.get(`${P}/b`, f)", {("get", "/p/a"), ("get", "/p/b")}),
        ("// r.get('/a', f)\n/* r.get('/b', f) */", set()),
        ("axios.get('/a', {})", set()),
        ("r.get('view engine')", set()),
        ("const x = \"r.get('/a', f)\"", set()),
    ],
)  # fmt: skip
def test_declarations(text, want):
    assert pairs({"a.ts": EXPRESS + text}) == want


def test_calls_in_a_file_without_a_server_are_those_of_a_client():
    assert pairs({"a.js": "import router from 'router-klien'; klien.get('/a', f)"}) == set()


def test_pages_are_no_api():
    (page,) = routes({"a.js": EXPRESS + "r.get('/a', (q, res) => res.render('a'))"})
    assert not page.is_api


def test_mounts_over_files_with_every_way_to_export():
    files = {
        "app.js": "const express = require('express'); const app = express();\n"
        "app.use('/api', require('./a'));\napp.use('/api', require('./b').rute);\n"
        "require('./c')(app);\napp.use(`${x}/d`, require('./d'));",
        "a.js": EXPRESS + "r.get('/a', f); module.exports = r;",
        "b/index.js": EXPRESS + "r.get('/b', f); module.exports = { rute: r };",
        "c.js": "module.exports = (app) => { app.get('/c', f); };",
        "d.js": EXPRESS + "r.get('/d', f); module.exports = r;",
    }
    assert pairs(files) == {("get", "/api/a"), ("get", "/api/b"), ("get", "/c"), ("get", "/d")}
    assert {r.path: r.floating for r in routes(files)}["/d"] is True


def test_modules_with_import_and_chains():
    files = {
        "main.ts": "import express from 'express';\nimport { semua as rute } from './rute';\n"
        "const app = express(); app.use(rute);",
        "rute/index.ts": "export { default as semua } from './semua';",
        "rute/semua.ts": "import { Router } from 'express';\nimport warga from './warga';\n"
        "const v1 = Router().use('/warga', warga);\nexport default Router().use('/v1', v1);",
        "rute/warga.ts": "import { Router } from 'express';\nconst router = Router();\n"
        "router.get('/:id', f);\nexport default router;",
    }
    (route,) = routes(files)
    assert (route.path, route.floating) == ("/v1/warga/:id", False)


def test_middleware_of_a_prefix_guards_what_lies_below_it():
    text = (
        "const app = require('express')();\n"
        "app.use('/api-docs', swaggerUi.serve, swaggerUi.setup(spec));\n"
        "app.use('/admin', auth); app.use('/', log); app.use('/:x', lain);\n"
        "app.get('/a', f); app.get('/admin/b', f); app.get('/v1/admin/b', f);"
        "app.get('/administrasi', f)"
    )
    assert guards({"a.js": text}) == {
        ("get", "/a"): ("log", "?"),
        ("get", "/admin/b"): ("auth", "log", "?"),
        ("get", "/v1/admin/b"): ("?", "log"),
        ("get", "/administrasi"): ("log", "?"),
    }


def test_middleware_guards_only_what_comes_after_it():
    text = EXPRESS + "r.get('/a', f); r.use(auth); r.get('/b', can('x'), f);"
    assert guards({"a.js": text}) == {("get", "/a"): (), ("get", "/b"): ("auth", "can")}


def test_a_class_that_holds_its_application():
    text = (
        "import express from 'express';\nimport a from './a';\nclass App { constructor() {"
        " this.app = express(); this.rute(); } rute() { this.app.use('/v1', a); } }"
    )
    files = {"app.ts": text, "a.ts": EXPRESS + "r.get('/a', f); export default r;"}
    assert pairs(files) == {("get", "/v1/a")}


def test_fastify_and_koa():
    text = (
        "import Fastify from 'fastify';\nconst app = Fastify();\n"
        "app.register(async (fastify) => { fastify.get('/a', f) }, { prefix: '/v1' });\n"
        "app.route({ method: 'POST', url: '/b', preHandler: [auth], handler: f });"
    )
    assert pairs({"a.js": text}) == {("get", "/v1/a"), ("post", "/b")}
    koa = "const R = require('@koa/router'); const r = new R({prefix: '/v1'}); r.get('/a', f);"
    assert pairs({"a.js": koa}) == {("get", "/v1/a")}


def test_routers_that_mount_each_other_end():
    files = {
        "a.js": EXPRESS + "r.use('/a', require('./b')); module.exports = r;",
        "b.js": EXPRESS + "r.get('/x', f); r.use('/b', require('./a')); module.exports = r;",
    }
    assert isinstance(pairs(files), set)


def test_lines_are_those_of_the_method():
    (route,) = routes({"a.js": EXPRESS + "/*\n\n*/\nr\n.get('/a', f)"})
    assert route.line == 6


def test_deep_nesting_is_refused_and_said():
    sources = reader({"a.js": EXPRESS + "[" * 3000 + "]" * 3000})
    assert sources.routes() == []
    assert sources.skipped == {"a.js": "unparsable"}
