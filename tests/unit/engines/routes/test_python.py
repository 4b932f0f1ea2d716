import pytest

from tests.unit.engines.routes.reading import guards, pairs, reader, routes


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("from flask import Flask\napp = Flask(__name__)\n@app.route('/a', methods=['GET', 'POST'])\ndef a(): ...",
         {("get", "/a"), ("post", "/a")}),
        ("import flask\nb = flask.Blueprint('b', n, url_prefix='/api/b')\n@b.get('/a')\ndef a(): ...",
         {("get", "/api/b/a")}),
        ("import fastapi\nr = fastapi.APIRouter(prefix='/v1')\n@r.delete('/a/{id}')\nasync def a(): ...",
         {("delete", "/v1/a/{id}")}),
        ("from flask import Flask\nfrom flask_restful import Api\napp = Flask(n)\napi = Api(app)\n"
         "class W(Resource):\n def get(self): ...\n def post(self): ...\napi.add_resource(W, '/w', '/w/<int:id>')",
         {("get", "/w"), ("post", "/w"), ("get", "/w/<int:id>"), ("post", "/w/<int:id>")}),
        ("from flask import Flask\nfrom flask.views import MethodView\napp = Flask(n)\n"
         "class V(MethodView):\n def put(self): ...\napp.add_url_rule('/v', view_func=V.as_view('v'))",
         {("put", "/v")}),
        ("import x\n@app.route('/a')\ndef a(): ...", set()),
    ],
)  # fmt: skip
def test_flask_and_fastapi(text, want):
    assert pairs({"a.py": text}) == want


def test_pages_are_no_api():
    text = "from flask import Flask, render_template\nn = Flask(1)\n@n.route('/a')\ndef a(): render_template('a')"
    (page,) = routes({"a.py": text})
    assert not page.is_api


def test_routers_are_included_over_files():
    files = {
        "app/main.py": "from fastapi import FastAPI\nfrom app.rute import api as semua\n"
        "from app.sett import setelan\napp = FastAPI()\n"
        "app.include_router(semua.router, prefix=setelan.AWAL)\n"
        "app.include_router(semua.router, prefix=tak_dikenal())",
        "app/rute/__init__.py": "",
        "app/rute/api.py": "from fastapi import APIRouter\nfrom .warga import router as w\n"
        "router = APIRouter()\nrouter.include_router(w, prefix='/warga')",
        "app/rute/warga.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/{nomor}')\ndef a(nomor: int, q: str = ''): ...",
        "app/sett.py": "class S:\n AWAL: str = '/api'\nsetelan = S()",
    }
    found = {(r.path, r.floating, r.queries) for r in routes(files)}
    assert found == {("/api/warga/{nomor}", False, ("q",)), ("/warga/{nomor}", True, ("q",))}


def test_dependencies_and_decorators_guard():
    text = (
        "from fastapi import APIRouter, Depends\nr = APIRouter(dependencies=[Depends(masuk)])\n"
        "def warga(p=Depends(pengguna(required=False))): ...\n"
        "@r.get('/a')\ndef a(x=Depends(warga)): ...\n"
    )
    assert guards({"a.py": text}) == {("get", "/a"): ("masuk", "warga", "?")}
    flask = "from flask import Flask\napp = Flask(1)\n@app.get('/a')\n@login_required\ndef a(): ..."
    assert guards({"a.py": flask}) == {("get", "/a"): ("login_required",)}


DJANGO = {
    "situs/settings.py": "ROOT_URLCONF = 'situs.urls'\n",
    "situs/urls.py": "from django.urls import include, path, re_path\nfrom django.contrib import admin\n"
    "urlpatterns = [path('admin/', admin.site.urls), path('api/', include('warga.urls')),\n"
    " re_path(r'^cari/(?P<kata>\\w+)/?$', include([path('x', lampau)]))]\n",
    "warga/urls.py": "from django.urls import path, include\nfrom rest_framework import routers\nfrom . import views\n"
    "r = routers.DefaultRouter()\nr.register(r'warga', views.WargaSet)\n"
    "urlpatterns = [path('', include(r.urls)), path('d/<int:id>/', views.Daftar.as_view()), path('f', views.f)]\n",
    "warga/views.py": "from rest_framework import viewsets, generics\nfrom rest_framework.decorators import *\n"
    "class WargaSet(viewsets.ReadOnlyModelViewSet):\n permission_classes = [IsAuthenticated]\n"
    " @action(detail=True, methods=['post'])\n def sah(self, r): ...\n"
    "class Daftar(generics.ListCreateAPIView):\n permission_classes = [AllowAny]\n"
    "@api_view(['DELETE'])\ndef f(r): ...\n",
    "lain/urls.py": "from django.urls import path\nurlpatterns = [path('tak-dipakai', x)]\n",
}  # fmt: skip


def test_django_from_its_root_list():
    assert guards(DJANGO) == {
        ("get", "/api/warga"): ("IsAuthenticated",),
        ("get", "/api/warga/{pk}"): ("IsAuthenticated",),
        ("post", "/api/warga/{pk}/sah"): ("IsAuthenticated",),
        ("get", "/api/d/<int:id>"): ("AllowAny",),
        ("post", "/api/d/<int:id>"): ("AllowAny",),
        ("delete", "/api/f"): (),
        ("any", "/cari/<kata>/x"): ("?",),
    }


def test_a_list_without_settings_floats_or_stands_at_the_top():
    text = "from django.urls import path\nu = 1\nurlpatterns = [path('api/a/<int:id>/', v)]"
    (route,) = routes({"a/b/urls.py": text})
    assert (route.path, route.floating, route.is_api) == ("/api/a/<int:id>", True, True)


def test_a_module_that_is_not_python_is_skipped_and_said():
    assert reader({"a.py": "import flask\nprint 'a'"}).skipped == {"a.py": "unparsable"}


def test_a_type_that_stands_for_a_dependency_guards():
    files = {
        "app/deps.py": "from typing import Annotated\nfrom fastapi import Depends\n"
        "def masuk(): ...\nPengguna = Annotated[dict, Depends(masuk)]\nIsi = dict\n",
        "app/a.py": "from fastapi import APIRouter\nfrom app.deps import Isi, Pengguna\n"
        "r = APIRouter()\n@r.get('/a')\ndef a(p: Pengguna): ...\n"
        "@r.post('/b')\ndef b(isi: Isi): ...\n",
    }
    assert guards(files) == {("get", "/a"): ("masuk",), ("post", "/b"): ()}


def test_a_permission_is_its_last_name():
    view = (
        "from django.urls import path\nfrom rest_framework import permissions, views\n"
        "class A(views.APIView):\n"
        "    permission_classes = [permissions.AllowAny]\n"
        "    def get(self, request): ...\n"
        "urlpatterns = [path('v1/a/', A.as_view())]\n"
    )
    assert guards({"urls.py": view}) == {("get", "/v1/a"): ("AllowAny",)}


SET = (
    "from django.urls import include, path\nfrom rest_framework import permissions, routers, viewsets\n"
    "from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAdminUser, IsAuthenticated\n"
    "from rest_framework.decorators import action\n"
    "class W(viewsets.ModelViewSet):\n"
    "    permission_classes = [IsAuthenticated]\n"
    "    per_action = {'list': [AllowAny], 'destroy': (IsAdminUser,)}\n"
    "    @action(detail=True, methods=['post'], permission_classes=[Petugas])\n"
    "    def sah(self, request): ...\n"
    "    def get_permissions(self):\n"
    "BODY"
    "r = routers.SimpleRouter()\nr.register('w', W)\n"
    "urlpatterns = [path('api/', include(r.urls))]\n"
)  # fmt: skip
ANY, IN, ADMIN, OWN = ("AllowAny",), ("IsAuthenticated",), ("IsAdminUser",), ("Petugas",)
UNCLEAR, BOTH = ("?",), ("IsAuthenticated", "IsAdminUser")


@pytest.mark.parametrize(
    ("body", "reads", "writes", "removes", "extra"),
    [
        ("if self.action in ['list', 'retrieve']:\n    p = [AllowAny]\nelse:\n    p = [IsAdminUser]\nreturn [one() for one in p]",
         ANY, ADMIN, ADMIN, ADMIN),
        ("if self.action == 'create':\n    return [AllowAny()]\nreturn super().get_permissions()", IN, ANY, IN, OWN),
        ("return [p() for p in self.per_action.get(self.action, self.permission_classes)]", ANY, IN, ADMIN, OWN),
        ("try:\n    return [p() for p in self.per_action[self.action]]\nexcept KeyError:\n    return [p() for p in self.permission_classes]",
         ANY, IN, ADMIN, OWN),
        ("if self.request.method in SAFE_METHODS:\n    return []\nreturn [permissions.IsAdminUser()]", (), ADMIN, ADMIN, ADMIN),
        ("if self.request.method not in permissions.SAFE_METHODS:\n    self.permission_classes = [IsAdminUser]\nreturn super(W, self).get_permissions()",
         IN, ADMIN, ADMIN, ADMIN),
        ("p = super().get_permissions()\nif self.action == 'destroy':\n    p.append(IsAdminUser())\nreturn p", IN, IN, BOTH, OWN),
        ("match self.action:\n    case 'list' | 'retrieve':\n        return [AllowAny()]\n    case _:\n        return [IsAuthenticated()]",
         ANY, IN, IN, IN),
        ("return [AllowAny() if self.action == 'list' else (IsAuthenticated & IsAdminUser)()]", ANY, BOTH, BOTH, BOTH),
        ("if self.action == 'list' or self.request.user.is_staff:\n    return [AllowAny()]\nreturn [IsAuthenticated()]",
         ANY, UNCLEAR, UNCLEAR, UNCLEAR),
        ("return [p() for p in pilih(self.action)]", UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR),
        ("for p in self.permission_classes:\n    yield p()", UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR),
    ],
)  # fmt: skip
def test_get_permissions_is_followed_by_action_and_method(body, reads, writes, removes, extra):
    indented = "".join(f"        {line}\n" for line in body.split("\n"))
    found = guards({"urls.py": SET.replace("BODY", indented)})
    assert found["get", "/api/w"] == reads
    assert found["post", "/api/w"] == writes
    assert found["delete", "/api/w/{pk}"] == removes
    assert found["post", "/api/w/{pk}/sah"] == extra


def test_permissions_of_an_inherited_method_a_generic_view_and_none_at_all():
    text = (
        "from django.urls import path\nfrom rest_framework import generics, views\n"
        "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['a.IsAuthenticated']}\n"
        "class M:\n    def get_permissions(self):\n"
        "        return [AllowAny()] if self.request.method == 'GET' else [IsAdminUser()]\n"
        "class A(M, generics.ListCreateAPIView): ...\n"
        "class B(views.APIView):\n    permission_classes: list = []\n    def get(self, r): ...\n"
        "class C(views.APIView):\n    permission_classes = [~IsBlocked]\n    def get(self, r): ...\n"
        "@api_view(['GET'])\n@permission_classes([])\ndef d(r): ...\n"
        "@api_view(['GET'])\n@permission_classes([Petugas])\ndef e(r): ...\n"
        "@api_view(['GET'])\ndef f(r): ...\n"
        "urlpatterns = [path('v1/a', A.as_view()), path('v1/b', B.as_view()), path('v1/c', C.as_view()),\n"
        " path('v1/d', d), path('v1/e', e), path('v1/f', f)]\n"
    )
    assert guards({"urls.py": text}) == {
        ("get", "/v1/a"): ANY, ("post", "/v1/a"): ADMIN, ("get", "/v1/b"): (), ("get", "/v1/c"): UNCLEAR,
        ("get", "/v1/d"): (), ("get", "/v1/e"): OWN, ("get", "/v1/f"): IN,
    }  # fmt: skip
