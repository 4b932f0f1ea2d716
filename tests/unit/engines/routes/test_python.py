import pytest

from vetting.engines.routes.python import routes


def found(text):
    return {(route.method, route.path, route.is_api) for route in routes("a.py", text)}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("import flask\n@app.route('/a', methods=['GET', 'POST'])\ndef a(): ...",
         {("get", "/a", True), ("post", "/a", True)}),
        ("from flask import render_template\n@app.route('/a')\ndef a(): ...", {("get", "/a", False)}),
        ("import flask\nb = Blueprint('b', n, url_prefix='/api/b')\n@b.get('/a')\ndef a(): ...",
         {("get", "/api/b/a", True)}),
        ("import fastapi\nr = APIRouter(prefix='/v1')\n@r.delete('/a/{id}')\nasync def a(): ...",
         {("delete", "/v1/a/{id}", True)}),
        ("from django.urls import path\nu = [path('api/a/<int:id>/', v), path('b', include('c')), path('d', v)]",
         {("any", "/api/a/<int:id>", True), ("any", "/d", False)}),
        ("import x\n@app.route('/a')\ndef a(): ...", set()),
    ],
)  # fmt: skip
def test_declarations(text, want):
    assert found(text) == want


def test_a_module_that_is_not_python_raises():
    with pytest.raises(SyntaxError):
        routes("a.py", "import flask\nprint 'a'")
