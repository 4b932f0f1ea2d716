"""Applications with the contract that their framework's generator writes, and six faults each.

Planted: POST arsip is in the code alone, GET statistik in the contract alone, an update is PUT in
the contract and PATCH in the code, GET berita is open in the contract and guarded in the code
(and takes `tahun`, which the contract does not know), and one protected operation is open.
"""

import json
from collections import defaultdict

import yaml

APPS: dict[str, dict[str, str]] = defaultdict(dict)


def put(app, name, text):
    APPS[app][name] = text


def op(tag, oid, params=(), secured=None, codes=("200",), body=False):
    o = {
        "tags": [tag],
        "operationId": oid,
        "summary": oid,
        "responses": {c: {"description": "OK"} for c in codes},
    }
    if params:
        o["parameters"] = list(params)
    if secured is True:
        o["security"] = [{"bearerAuth": []}]
    if secured is False:
        o["security"] = []
    return o


def pv(n):
    return {"name": n, "in": "path", "required": True, "schema": {"type": "integer"}}


def q(n, req=False):
    return {"name": n, "in": "query", "required": req, "schema": {"type": "string"}}


def contract(base="", slash="", var="id"):
    v = f"{{{var}}}"
    return {
        base + "/permohonan" + slash: {
            "get": op("permohonan", "daftarPermohonan", [q("kata")], True),
            "post": op("permohonan", "buatPermohonan", secured=True, codes=("201",)),
        },
        base + f"/permohonan/{v}" + slash: {
            "get": op("permohonan", "lihatPermohonan", [pv(var)], True),
            "put": op("permohonan", "ubahPermohonan", [pv(var)], True),
        },
        base + "/berita" + slash: {"get": op("berita", "daftarBerita", [q("kategori")], False)},
        base + "/statistik" + slash: {"get": op("statistik", "statistik", [], False)},
        base + "/layanan" + slash: {"get": op("layanan", "daftarLayanan", [], False)},
    }


def doc(paths, version="3.0.0", server=None):
    d = {
        "openapi": version,
        "info": {
            "title": "Layanan Perizinan",
            "version": "1.0.0",
            "description": "API layanan perizinan",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            }
        },
    }
    if server:
        d["servers"] = [{"url": server}]
    return d


# L5-Swagger
d = doc(contract(), server="https://izin.kotacontoh.go.id/api")
put("laravel", "storage/api-docs/api-docs.json", json.dumps(d, indent=4))
put(
    "laravel",
    "composer.json",
    '{"require":{"laravel/framework":"^11.0","darkaonline/l5-swagger":"^8.6"}}',
)
put(
    "laravel",
    "routes/api.php",
    """<?php

use App\\Http\\Controllers\\PermohonanController;
use Illuminate\\Support\\Facades\\Route;

Route::get('layanan', [LayananController::class, 'index']);
Route::get('permohonan/{permohonan}', [PermohonanController::class, 'show']);
Route::middleware('auth:sanctum')->group(function () {
    Route::apiResource('permohonan', PermohonanController::class)->only(['index', 'store']);
    Route::patch('permohonan/{permohonan}', [PermohonanController::class, 'ubah']);
    Route::get('berita', [BeritaController::class, 'index']);
    Route::post('arsip', [ArsipController::class, 'store']);
});
""",
)
put(
    "laravel",
    "app/Http/Controllers/PermohonanController.php",
    """<?php
namespace App\\Http\\Controllers;
class PermohonanController {
    /** @OA\\Get(path="/permohonan", @OA\\Response(response=200, description="OK")) */
    public function index() {}
    public function store() {}
}
""",
)
# CI4
put("ci4", "public/openapi.json", json.dumps(doc(contract(), server="/api/v1")))
put(
    "ci4",
    "composer.json",
    '{"require":{"codeigniter4/framework":"^4.5","zircote/swagger-php":"^4"}}',
)
put(
    "ci4",
    "app/Config/Routes.php",
    """<?php

use CodeIgniter\\Router\\RouteCollection;

/** @var RouteCollection $routes */
$routes->get('/', 'Home::index');
$routes->group('api/v1', ['namespace' => 'App\\Controllers\\Api'], static function ($routes) {
    $routes->get('layanan', 'Layanan::index');
    $routes->get('permohonan/(:num)', 'Permohonan::show/$1');
    $routes->group('', ['filter' => 'jwt'], static function ($routes) {
        $routes->get('permohonan', 'Permohonan::index');
        $routes->post('permohonan', 'Permohonan::create');
        $routes->patch('permohonan/(:num)', 'Permohonan::update/$1');
        $routes->get('berita', 'Berita::index');
        $routes->post('arsip', 'Arsip::create');
    });
});
""",
)
# Express swagger-jsdoc
put(
    "express",
    "docs/swagger.yaml",
    yaml.safe_dump(doc(contract(), server="http://localhost:3000/api"), sort_keys=False),
)
put(
    "express",
    "package.json",
    '{"dependencies":{"express":"^4","swagger-ui-express":"^5","swagger-jsdoc":"^6"}}',
)
put(
    "express",
    "src/app.js",
    """const express = require('express');
const swaggerUi = require('swagger-ui-express');
const cors = require('cors');
const app = express();
app.use(cors());
app.use(express.json());
app.use('/api-docs', swaggerUi.serve, swaggerUi.setup(spec));
app.use('/api', require('./routes'));
app.listen(3000);
""",
)
put(
    "express",
    "src/routes/index.js",
    """const router = require('express').Router();
const { verifyToken } = require('../middleware/auth');
const permohonan = require('../controllers/permohonan');

router.get('/layanan', permohonan.layanan);
router.get('/permohonan', verifyToken, permohonan.daftar);
router.post('/permohonan', verifyToken, permohonan.buat);
router.get('/permohonan/:id', permohonan.lihat);
router.patch('/permohonan/:id', verifyToken, permohonan.ubah);
router.get('/berita', verifyToken, permohonan.berita);
router.post('/arsip', verifyToken, permohonan.arsip);

module.exports = router;
""",
)
# NestJS
put(
    "nest",
    "swagger-spec.json",
    json.dumps({**doc(contract("/api", var="id")), "tags": [], "servers": []}, indent=2),
)
put("nest", "package.json", '{"dependencies":{"@nestjs/core":"^10","@nestjs/swagger":"^7"}}')
put(
    "nest",
    "src/main.ts",
    """import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix('api');
  const config = new DocumentBuilder().setTitle('Layanan').addBearerAuth().build();
  const document = SwaggerModule.createDocument(app, config);
  SwaggerModule.setup('docs', app, document);
  await app.listen(3000);
}
bootstrap();
""",
)
put(
    "nest",
    "src/permohonan.controller.ts",
    """import { Body, Controller, Get, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { JwtAuthGuard } from './jwt-auth.guard';

@ApiTags('permohonan')
@Controller('permohonan')
export class PermohonanController {
  @UseGuards(JwtAuthGuard)
  @ApiBearerAuth()
  @Get()
  daftar(@Query('kata') kata: string) { return []; }

  @UseGuards(JwtAuthGuard)
  @Post()
  buat(@Body() isi: BuatDto) { return isi; }

  @Get(':id')
  @ApiBearerAuth()
  lihat(@Param('id') id: string) { return {}; }

  @UseGuards(JwtAuthGuard)
  @Patch(':id')
  ubah(@Param('id') id: string) { return {}; }
}

@Controller()
export class LainController {
  @Get('layanan')
  layanan() { return []; }

  @UseGuards(JwtAuthGuard)
  @Get('berita')
  berita(@Query('kategori') kategori: string, @Query('tahun') tahun?: string) { return []; }

  @UseGuards(JwtAuthGuard)
  @Post('arsip')
  arsip(@Body() isi: ArsipDto) { return isi; }
}
""",
)
# DRF spectacular
p = contract("/api", "/", "id")
p["/api/terbuka/"] = {"get": op("t", "terbuka", [], True)}
d = doc(p, "3.0.3")
d["components"]["securitySchemes"] = {
    "jwtAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
}
for item in p.values():
    for o in item.values():
        if o.get("security"):
            o["security"] = [{"jwtAuth": []}]
        else:
            o["security"] = [{}]  # spectacular writes {} for public
put("drf", "schema.yml", yaml.safe_dump(d, sort_keys=False))
put("drf", "requirements.txt", "Django==5.1\ndjangorestframework==3.15\ndrf-spectacular==0.27\n")
put(
    "drf",
    "proyek/settings.py",
    """INSTALLED_APPS = ['rest_framework', 'drf_spectacular']
ROOT_URLCONF = 'proyek.urls'
REST_FRAMEWORK = {
    'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated'],
    'DEFAULT_SCHEMA_CLASS': 'drf_spectacular.openapi.AutoSchema',
}
""",
)
put(
    "drf",
    "proyek/urls.py",
    """from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path('admin/', admin.site.urls),
    path('api/schema/', SpectacularAPIView.as_view(), name='schema'),
    path('api/docs/', SpectacularSwaggerView.as_view(url_name='schema')),
    path('api/', include('izin.urls')),
]
""",
)
put(
    "drf",
    "izin/urls.py",
    """from django.urls import include, path
from rest_framework.routers import DefaultRouter

from . import views

router = DefaultRouter()
router.register('permohonan', views.PermohonanViewSet, basename='permohonan')

urlpatterns = [
    path('', include(router.urls)),
    path('layanan/', views.LayananView.as_view()),
    path('terbuka/', views.LihatView.as_view()),
    path('berita/', views.BeritaView.as_view()),
    path('arsip/', views.ArsipView.as_view()),
]
""",
)
put(
    "drf",
    "izin/views.py",
    """from rest_framework import generics, mixins, permissions, viewsets
from rest_framework.views import APIView


class PermohonanViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet):
    def partial_update(self, request, pk=None): ...

    def retrieve(self, request, pk=None): ...

    def get_permissions(self):
        if self.action == 'retrieve':
            return [permissions.AllowAny()]
        return [permissions.IsAuthenticated()]


class LihatView(APIView):
    permission_classes = [permissions.AllowAny]

    def get(self, request): ...


class LayananView(generics.ListAPIView):
    permission_classes = [permissions.AllowAny]


class BeritaView(generics.ListAPIView):
    permission_classes = [permissions.IsAuthenticated]


class ArsipView(APIView):
    def post(self, request): ...
""",
)
# FastAPI
d = doc(contract("/api/v1"), "3.1.0")
d["components"]["securitySchemes"] = {
    "OAuth2PasswordBearer": {
        "type": "oauth2",
        "flows": {"password": {"scopes": {}, "tokenUrl": "token"}},
    }
}
for item in d["paths"].values():
    for o in item.values():
        if o.get("security"):
            o["security"] = [{"OAuth2PasswordBearer": []}]
        else:
            o.pop("security", None)
put("fastapi", "openapi.json", json.dumps(d))
put("fastapi", "requirements.txt", "fastapi==0.115\n")
put(
    "fastapi",
    "app/main.py",
    """from fastapi import FastAPI

from app.api import router

app = FastAPI(title="Layanan")
app.include_router(router, prefix="/api/v1")
""",
)
put(
    "fastapi",
    "app/api.py",
    """from typing import Annotated

from fastapi import APIRouter, Depends, Query, Security
from fastapi.security import OAuth2PasswordBearer

oauth2 = OAuth2PasswordBearer(tokenUrl="token")
router = APIRouter()


def get_current_user(token: Annotated[str, Depends(oauth2)]): ...


Pengguna = Annotated[dict, Depends(get_current_user)]


@router.get("/layanan")
def layanan():
    return []


@router.get("/permohonan")
def daftar(pengguna: Pengguna, kata: str | None = None):
    return []


@router.post("/permohonan", status_code=201)
def buat(isi: Permohonan, pengguna: Pengguna):
    return isi


@router.get("/permohonan/{id}")
def lihat(id: int):
    return {}


@router.patch("/permohonan/{id}")
def ubah(id: int, pengguna: Pengguna):
    return {}


@router.get("/berita")
def berita(pengguna: Pengguna, kategori: str = "", tahun: Annotated[int | None, Query()] = None):
    return []


@router.post("/arsip")
def arsip(isi: Arsip, pengguna: Pengguna):
    return isi
""",
)
# Flask smorest
put("flask", "openapi.json", json.dumps({**doc(contract("/api"), "3.0.2")}))
put("flask", "requirements.txt", "flask==3\nflask-jwt-extended==4\nflask-smorest==0.44\n")
put(
    "flask",
    "app/__init__.py",
    """from flask import Flask

from app.api import bp


def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix="/api")
    return app
""",
)
put(
    "flask",
    "app/api.py",
    """from flask import Blueprint, jsonify, request
from flask_jwt_extended import jwt_required

bp = Blueprint("api", __name__)


@bp.get("/layanan")
def layanan():
    return jsonify([])


@bp.route("/permohonan", methods=["GET", "POST"])
@jwt_required()
def permohonan():
    return jsonify([])


@bp.get("/permohonan/<int:id>")
def lihat(id):
    return jsonify({})


@bp.patch("/permohonan/<int:id>")
@jwt_required()
def ubah(id):
    return jsonify({})


@bp.get("/berita")
@jwt_required()
def berita():
    return jsonify(request.args.get("tahun"))


@bp.post("/arsip")
@jwt_required()
def arsip():
    return jsonify({})
""",
)
# springdoc, as it is fetched and as it is exported
d = doc(contract("/api/v1"), "3.0.1", "http://localhost:8080")
d["servers"][0]["description"] = "Generated server url"
put("spring", "v3/api-docs", json.dumps(d))
put("spring-yaml", "docs/api-docs.yaml", yaml.safe_dump(d, sort_keys=False))
for s in ("spring", "spring-yaml"):
    put(
        s,
        "pom.xml",
        "<project><dependencies><dependency><groupId>org.springdoc</groupId><artifactId>springdoc-openapi-starter-webmvc-ui</artifactId></dependency></dependencies></project>",
    )
    put(
        s,
        "src/main/java/id/go/contoh/PermohonanController.java",
        """package id.go.contoh;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/api/v1")
public class PermohonanController {
    @GetMapping("/layanan")
    public String layanan() { return ""; }

    @GetMapping("/permohonan")
    @PreAuthorize("isAuthenticated()")
    public String daftar(@RequestParam(required = false) String kata) { return ""; }

    @PostMapping("/permohonan")
    @PreAuthorize("isAuthenticated()")
    public String buat(@RequestBody Permohonan isi) { return ""; }

    @GetMapping("/permohonan/{id}")
    public String lihat(@PathVariable Long id) { return ""; }

    @PatchMapping("/permohonan/{id}")
    @PreAuthorize("hasRole('PETUGAS')")
    public String ubah(@PathVariable Long id) { return ""; }

    @GetMapping("/berita")
    @PreAuthorize("isAuthenticated()")
    public String berita(@RequestParam(required = false) String kategori, @RequestParam(required = false) Integer tahun) { return ""; }

    @PostMapping("/arsip")
    @PreAuthorize("isAuthenticated()")
    public String arsip(@RequestBody Arsip isi) { return ""; }
}
""",
    )
# gin swag (swagger 2)
p = contract()
for item in p.values():
    for o in item.values():
        for x in o.get("parameters", []):
            x["type"] = x.pop("schema")["type"]
        if o.get("security"):
            o["security"] = [{"BearerAuth": []}]
        else:
            o.pop("security", None)
put(
    "gin",
    "docs/swagger.json",
    json.dumps(
        {
            "swagger": "2.0",
            "info": {"title": "Layanan", "contact": {}, "version": "1.0"},
            "basePath": "/api/v1",
            "paths": p,
            "securityDefinitions": {
                "BearerAuth": {"type": "apiKey", "name": "Authorization", "in": "header"}
            },
        },
        indent=4,
    ),
)
put("gin", "go.mod", "module contoh\n\nrequire github.com/gin-gonic/gin v1.10.0\n")
put(
    "gin",
    "main.go",
    """package main

import "github.com/gin-gonic/gin"

func main() {
	r := gin.Default()
	api := r.Group("/api/v1")
	api.GET("/layanan", layanan)
	api.GET("/permohonan/:id", lihat)
	aman := api.Group("")
	aman.Use(middleware.AuthRequired())
	{
		aman.GET("/permohonan", daftar)
		aman.POST("/permohonan", buat)
		aman.PATCH("/permohonan/:id", ubah)
		aman.GET("/berita", berita)
		aman.POST("/arsip", arsip)
	}
	r.Run()
}
""",
)
# net/http
put(
    "nethttp",
    "api/openapi.yaml",
    yaml.safe_dump(doc(contract("/api/v1"), "3.0.3"), sort_keys=False),
)
put("nethttp", "go.mod", "module contoh\n\ngo 1.22\n")
put(
    "nethttp",
    "main.go",
    """package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/layanan", layanan)
	mux.HandleFunc("GET /api/v1/permohonan/{id}", lihat)
	mux.Handle("GET /api/v1/permohonan", authMiddleware(http.HandlerFunc(daftar)))
	mux.Handle("POST /api/v1/permohonan", authMiddleware(http.HandlerFunc(buat)))
	mux.Handle("PATCH /api/v1/permohonan/{id}", authMiddleware(http.HandlerFunc(ubah)))
	mux.Handle("GET /api/v1/berita", authMiddleware(http.HandlerFunc(berita)))
	mux.Handle("POST /api/v1/arsip", authMiddleware(http.HandlerFunc(arsip)))
	http.ListenAndServe(":8080", mux)
}
""",
)
