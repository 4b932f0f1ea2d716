import pytest

from tests.unit.engines.routes.reading import guards, pairs, reader
from tests.unit.engines.routes.reading import routes as read


def routes(path, text):
    return read({path: text})


def found(text, path="routes/web.php"):
    return pairs({path: f"<?php\n{text}"})


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Route::get('/a', 'A@b');", {("get", "/a")}),
        ("Route::prefix('v1')->group(function () { Route::post('a', fn () => 1); });", {("post", "/v1/a")}),
        ("Route::group(['prefix' => 'x', 'middleware' => ['auth']], function () { Route::get('a', 'B'); });",
         {("get", "/x/a")}),
        ("Route::group('x', static function (): void { Route::group('y', function () { Route::get('/a', 'B'); }); Route::get('b', 'C'); });",
         {("get", "/x/y/a"), ("get", "/x/b")}),
        ("Route::get('/a', function () { if (true) { return 1; } }); Route::put('/b', [B::class, 'c']);",
         {("get", "/a"), ("put", "/b")}),
        ("Route::apiResource('a', 'A')->only(['index', 'show']);", {("get", "/a"), ("get", "/a/{id}")}),
        ("Route::match(['get', 'post'], '/a', 'B');", {("get", "/a"), ("post", "/a")}),
        ("$router->map('GET|POST', '/a', 'B');", {("get", "/a"), ("post", "/a")}),
        ("$app->get('/a', 'B');", {("get", "/a")}),
        ("// Route::get('/a', 'B');\n/* Route::get('/b', 'B'); */ # Route::get('/c', 'B');", set()),
        ("$x = \"Route::get('/a', 'B');\";", set()),
        ("Route::middleware('auth')->prefix('a')->get('b', 'C');", {("get", "/a/b")}),
        ("$client->get('/a');", set()),
        ("Route::apiSingleton('profil', A::class);", {("get", "/profil"), ("put", "/profil")}),
        ("$app->singleton(Kernel::class, A::class); $this->app->singleton('a', B::class);", set()),
    ],
)  # fmt: skip
def test_declarations(text, want):
    assert found(text) == want


def test_groups_of_other_files():
    files = {
        "app/Providers/R.php": "<?php Route::prefix('api/v2')->middleware(['auth'])->group(base_path('routes/api.php'));",
        "routes/api.php": "<?php Route::get('a', 'B'); Route::prefix('x')->group(fn () => require __DIR__.'/lain.php');",
        "routes/lain.php": "<?php Route::get('b', 'C');",
    }
    assert guards(files) == {("get", "/api/v2/a"): ("auth",), ("get", "/api/v2/x/b"): ("auth",)}
    files["bootstrap/app.php"] = (
        "<?php Application::configure()->withRouting(api: __DIR__.'/../routes/api.php', apiPrefix: 'p', health: '/up');"
    )
    del files["app/Providers/R.php"]
    assert pairs(files) == {("get", "/p/a"), ("get", "/p/x/b"), ("get", "/up")}


def test_middleware_of_groups_routes_and_controllers():
    files = {
        "routes/api.php": "<?php Route::middleware('auth:api')->group(function () {\n"
        "Route::get('a', [A::class, 'x'])->middleware('role:x'); });\nRoute::get('b', 'B@x');",
        "B.php": "<?php class B { function __construct() { $this->middleware('jwt.auth'); } }",
    }
    assert guards(files) == {
        ("get", "/api/a"): ("auth:api", "role:x"),
        ("get", "/api/b"): ("jwt.auth",),
    }


def test_resources():
    assert found("Route::resource('a', 'A')->only('create', 'edit');") == {
        ("get", "/a/create"),
        ("get", "/a/{id}/edit"),
    }
    assert found("Route::apiResource('a.b', 'A')->only('show');") == {("get", "/a/{id}/b/{id}")}
    assert found(
        "$routes->resource('a', ['only' => ['index', 'new']]);", "app/Config/Routes.php"
    ) == {
        ("get", "/a"),
        ("get", "/a/new"),
    }


def test_codeigniter_4_filters():
    text = "<?php $routes->group('api', ['filter' => 'jwt'], static function ($routes) { $routes->get('a', 'A::x'); });"
    assert guards({"app/Config/Routes.php": text}) == {("get", "/api/a"): ("jwt",)}


def test_symfony():
    text = (
        "<?php use Symfony\\Component\\Routing\\Attribute\\Route;\n#[Route('/v1')]\nclass A {\n"
        "#[Route('/a/{id}', methods: ['GET', 'PUT'])]\npublic function a() {} }"
    )
    assert pairs({"src/A.php": text}) == {("get", "/v1/a/{id}"), ("put", "/v1/a/{id}")}


def test_laravel_mounts_its_api_file_under_api():
    (route,) = routes("routes/api.php", "<?php\n\nRoute::get('a', 'B');")
    assert (route.path, route.line, route.is_api) == ("/api/a", 3, True)
    (page,) = routes("routes/web.php", "<?php Route::get('a', 'B');")
    assert not page.is_api


def test_codeigniter_3():
    text = "<?php\n$route['default_controller'] = 'x';\n$route['api/a/(:num)']['get'] = 'a/b/$1';\n"
    (route,) = routes("application/config/routes.php", text)
    assert (route.method, route.path, route.line) == ("get", "/api/a/(:num)", 3)
    rest = "<?php class Warga extends REST_Controller {\n function cari_post() {} }"
    (route,) = routes("application/controllers/api/Warga.php", rest)
    assert (route.method, route.path, route.is_api) == ("post", "/api/warga/cari", True)


@pytest.mark.parametrize(
    "text",
    [
        "Route::",
        "Route::get(",
        "Route::group('a', function () {",
        "}}}}Route::get('/a','b')",
        "'Route::get(",
    ],
)
def test_broken_sources_end(text):
    assert isinstance(reader({"a.php": f"<?php {text}"}).routes(), list)
