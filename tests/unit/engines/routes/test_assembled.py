"""Routes as frameworks let them be put together: groups, mounts, resources, versions, names."""

import pytest

from tests.unit.engines.routes.reading import pairs

CASES = {
    'echo': (
        {'main.go': 'package main\nimport "github.com/labstack/echo/v4"\nfunc main(){ e := echo.New()\n g := e.Group("/api", middleware.JWT(k))\n g.GET("/a/:id", x)\n g.Add("PATCH", "/b", y)\n e.Match([]string{"GET","POST"}, "/m", z) }\n'},
        {('patch', '/api/b'), ('get', '/m'), ('post', '/m'), ('get', '/api/a/:id')},
    ),
    'drf-nested': (
        {'a/urls.py': "from django.urls import path, include\nfrom rest_framework_nested import routers\nfrom rest_framework import viewsets\nclass D(viewsets.ModelViewSet): ...\nclass N(viewsets.ReadOnlyModelViewSet): ...\nrouter = routers.SimpleRouter()\nrouter.register(r'domains', D)\nn = routers.NestedSimpleRouter(router, r'domains', lookup='domain')\nn.register(r'names', N)\nurlpatterns = [path('api/', include(router.urls)), path('api/', include(n.urls))]\n"},
        {('patch', '/api/domains/{pk}'), ('put', '/api/domains/{pk}'), ('delete', '/api/domains/{pk}'), ('get', '/api/domains/{domain_pk}/names/{pk}'), ('get', '/api/domains'), ('get', '/api/domains/{pk}'), ('post', '/api/domains'), ('get', '/api/domains/{domain_pk}/names')},
    ),
    'nest': (
        {'src/main.ts': "import { VersioningType } from '@nestjs/common';\nimport { NestFactory } from '@nestjs/core';\nasync function b() { const app = await NestFactory.create(A);\n app.setGlobalPrefix('api');\n app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }); }\n", 'src/a.controller.ts': "import { Controller, Get, Post, Version } from '@nestjs/common';\n@Controller({ path: 'a', version: '2' })\nexport class A {\n @Get(':id') x() {}\n @Version('3') @Post() y() {}\n}\n@Controller('b')\nexport class B { @Get() z() {} }\n"},
        {('get', '/api/v2/a/:id'), ('get', '/api/v1/b'), ('post', '/api/v3/a')},
    ),
    'ci4-glob': (
        {'app/Config/Routes.php': "<?php\n$routes->group('api/v1', function ($routes) {\n $dir = APPPATH . 'Config/Routes/v1';\n foreach (glob($dir . '/*.php') as $file) {\n  if (basename($file) === 'sistem.php') continue;\n  require $file;\n }\n});\n", 'app/Config/Routes/v1/izin.php': "<?php\n$routes->get('izin', 'A::b');\n", 'app/Config/Routes/v1/sistem.php': "<?php\n$routes->get('sistem', 'A::b');\n"},
        {('get', '/api/v1/izin'), ('get', '/sistem')},
    ),
    'ci4-auto': (
        {'app/Config/Routes.php': "<?php\n$routes->setAutoRoute(true);\n$routes->get('/', 'Home::index');\n", 'app/Config/Routing.php': '<?php\nclass Routing { public bool $autoRoute = true; }', 'app/Controllers/Api/Izin.php': '<?php\nnamespace App\\Controllers\\Api;\nclass Izin extends BaseController {\n public function index() {}\n public function getDaftar($id) {}\n public function postSimpan() {}\n private function x() {}\n}\n'},
        {('post', '/api/izin/simpan'), ('get', '/api/izin/daftar/{id}'), ('get', '/'), ('any', '/api/izin')},
    ),
    'laravel': (
        {'routes/api.php': "<?php\nuse Illuminate\\Support\\Facades\\Route;\nRoute::middleware(['auth:sanctum'])->prefix('v1')->group(function () {\n Route::apiResource('izin', IzinController::class)->only(['index','show']);\n Route::resource('a.b', B::class)->except(['create','edit']);\n Route::controller(C::class)->group(function () { Route::get('/c', 'd'); Route::post('/c/{id}', 'e'); });\n Route::apiResources(['x' => X::class]);\n Route::match(['get','put'], 'm', 'y');\n Route::singleton('profil', P::class);\n});\n"},
        {('put', '/api/v1/profil'), ('get', '/api/v1/m'), ('get', '/api/v1/a/{id}/b/{id}'), ('get', '/api/v1/izin'), ('delete', '/api/v1/x/{id}'), ('get', '/api/v1/c'), ('get', '/api/v1/a/{id}/b'), ('get', '/api/v1/x'), ('put', '/api/v1/m'), ('post', '/api/v1/c/{id}'), ('put', '/api/v1/a/{id}/b/{id}'), ('delete', '/api/v1/a/{id}/b/{id}'), ('get', '/api/v1/x/{id}'), ('get', '/api/v1/izin/{id}'), ('get', '/api/v1/profil'), ('put', '/api/v1/x/{id}'), ('post', '/api/v1/a/{id}/b'), ('get', '/api/v1/profil/edit'), ('post', '/api/v1/x')},
    ),
    'flask': (
        {'app/__init__.py': "from flask import Flask\nfrom .a import bp\nfrom .b import induk\ndef create_app():\n    app = Flask(__name__)\n    app.register_blueprint(bp, url_prefix='/api/a')\n    app.register_blueprint(induk)\n    return app\n", 'app/a.py': "from flask import Blueprint\nbp = Blueprint('a', __name__)\n@bp.route('/x/<int:id>', methods=['PUT'])\ndef x(id): ...\n", 'app/b.py': "from flask import Blueprint\ninduk = Blueprint('b', __name__, url_prefix='/api/b')\nanak = Blueprint('c', __name__, url_prefix='/c')\n@anak.get('/y')\ndef y(): ...\ninduk.register_blueprint(anak)\n"},
        {('get', '/api/b/c/y'), ('put', '/api/a/x/<int:id>')},
    ),
    'express': (
        {'app.js': "const express = require('express');\nconst app = express();\napp.use('/api', require('./r'));\n", 'r/index.js': "const router = require('express').Router();\nconst a = require('./a');\nrouter.use('/a/:id', a);\nrouter.route('/b').get(x).post(y);\nmodule.exports = router;\n", 'r/a.js': "const express = require('express');\nconst router = express.Router({mergeParams: true});\nrouter.get('/', x);\nrouter.delete('/z', y);\nmodule.exports = router;\n"},
        {('post', '/api/b'), ('get', '/api/b'), ('delete', '/api/a/:id/z'), ('get', '/api/a/:id')},
    ),
    'gin': (
        {'main.go': 'package main\nimport "github.com/gin-gonic/gin"\nfunc main(){ r := gin.Default()\n v1 := r.Group("/api/v1")\n v1.Use(Auth())\n { v1.GET("/a/:id", x)\n w := v1.Group("/w")\n w.POST("", y)\n w.DELETE("/:id", z) }\n daftar(v1) }\nfunc daftar(g *gin.RouterGroup) { g.PUT("/d", x) }\n'},
        {('delete', '/api/v1/w/:id'), ('put', '/api/v1/d'), ('post', '/api/v1/w'), ('get', '/api/v1/a/:id')},
    ),
    'ci4': (
        {'app/Config/Routes.php': "<?php\n$routes->group('api', ['filter' => 'auth'], static function ($routes) {\n $routes->group('v1', function ($routes) {\n  $routes->resource('izin', ['only' => ['index', 'show']]);\n  $routes->match(['get', 'post'], 'a/(:num)', 'A::b/$1');\n });\n});\n"},
        {('get', '/api/v1/izin'), ('post', '/api/v1/a/(:num)'), ('get', '/api/v1/a/(:num)'), ('get', '/api/v1/izin/{id}')},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_all_routes_are_found_and_none_is_invented(name):
    files, wanted = CASES[name]
    assert pairs(files) == wanted


def test_a_folder_of_route_files_is_mounted_only_where_it_is_read():
    files = dict(CASES["ci4-glob"][0])
    files["app/Config/Routes.php"] = "<?php\n$a = 'Config/Routes/v1';\n$routes->get('x', 'Y');\n"
    assert ("get", "/izin") in pairs(files)


def test_controllers_are_no_routes_where_the_application_does_not_say_so():
    files = dict(CASES["ci4-auto"][0])
    for name in ("app/Config/Routes.php", "app/Config/Routing.php"):
        files[name] = files[name].replace("true", "false")
    assert pairs(files) == {("get", "/")}


@pytest.mark.parametrize(
    "loop",
    [
        "daftar.forEach((rute) => {\n router.use(rute.path, rute.route);\n});",
        "daftar.forEach(({ path, route }) => router.use(path, route));",
        "daftar.forEach(function (r) { router.use(r.path, r.route); });",
        "for (const r of daftar) { router.use(r.path, r.route); }",
    ],
)
def test_routers_of_a_list_are_mounted_one_by_one(loop):
    files = {
        "app.js": "const express = require('express');\nconst app = express();\n"
        "app.use('/v1', require('./rute'));\n",
        "rute/index.js": "const express = require('express');\nconst a = require('./a');\n"
        "const route = require('./b');\nconst router = express.Router();\n"
        "const daftar = [{ path: '/a', route: a }, { path: '/b', route }];\n"
        f"{loop}\nmodule.exports = router;\n",
        "rute/a.js": "const router = require('express').Router();\nrouter.get('/x', y);\nmodule.exports = router;\n",
        "rute/b.js": "const router = require('express').Router();\nrouter.put('/:id', y);\nmodule.exports = router;\n",
    }
    assert pairs(files) == {("get", "/v1/a/x"), ("put", "/v1/b/:id")}
