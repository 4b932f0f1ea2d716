from tests.unit.engines.routes.reading import guards, pairs, routes
from vetting.engines.routes.nest import PUBLIC

NEST = "import { Controller, Get } from '@nestjs/common';\n"
CAT = NEST + "@Controller('a')\nexport class A {\n @Get() x() {}\n @Post('b/:id') y() {}\n}\n"


def test_controllers_and_methods():
    text = CAT + "@Controller()\nclass B { @Put('c') z() {} }"
    assert pairs({"a.ts": text}) == {("get", "/a"), ("post", "/a/b/:id"), ("put", "/c")}


def test_a_global_prefix_its_exceptions_and_versions():
    main = "import x from '@nestjs/core'; app.setGlobalPrefix('api', { exclude: ['a'] });"
    assert pairs({"a.ts": CAT, "main.ts": main}) == {("get", "/a"), ("post", "/api/a/b/:id")}
    main = "import x from '@nestjs/core'; app.enableVersioning({ type: VersioningType.URI });"
    text = NEST + "@Controller({ path: 'a', version: '2' })\nclass A { @Get() x() {} }"
    assert pairs({"a.ts": text, "main.ts": main}) == {("get", "/v2/a")}


def test_guards_of_class_method_application_and_middleware():
    text = NEST + (
        "@UseGuards(JwtGuard)\n@Controller('a')\nclass A {\n @Get('b') @Roles('x') b() {}\n"
        " @Public()\n @Get('c') c() {} }"
    )
    module = (
        "import { Module } from '@nestjs/common';\n"
        "@Module({ providers: [{ provide: APP_GUARD, useClass: SemuaGuard }] })\n"
        "class M { configure(c) { c.apply(LogMiddleware).forRoutes({ path: 'a/b', method: RequestMethod.GET }); } }"
    )
    held = guards({"a.ts": text, "m.ts": module})
    assert held["get", "/a/b"] == ("SemuaGuard", "JwtGuard", "Roles", "LogMiddleware")
    assert held["get", "/a/c"] == ("JwtGuard", PUBLIC)


def test_query_parameters_by_name_or_all():
    text = NEST + "@Controller('a')\nclass A { @Get() x(@Query('q') q, @Query() semua) {} }"
    (route,) = routes({"a.ts": text})
    assert route.queries == ("q", "*")
