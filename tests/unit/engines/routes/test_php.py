import pytest

from vetting.engines.routes.php import routes


def found(text, path="routes/web.php"):
    return {(route.method, route.path) for route in routes(path, f"<?php\n{text}")}


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
    ],
)  # fmt: skip
def test_declarations(text, want):
    assert found(text) == want


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
    routes("a.php", f"<?php {text}")
