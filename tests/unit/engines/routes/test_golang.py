import pytest

from tests.unit.engines.routes.reading import guards, pairs, routes

GIN = 'package main\nimport "github.com/gin-gonic/gin"\n'
CHI = 'package main\nimport "github.com/go-chi/chi/v5"\n'
HTTP = 'package main\nimport "net/http"\n'


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (GIN + 'func main() { r := gin.Default(); v := r.Group("/v1"); v.GET("/a/:id", f) }',
         {("get", "/v1/a/:id")}),
        (CHI + 'func main() { r := chi.NewRouter(); r.Route("/v1", func(r chi.Router) { r.Get("/a", f)\n'
         ' r.With(m).Post("/b", f) }) }', {("get", "/v1/a"), ("post", "/v1/b")}),
        (CHI + 'func main() { r := chi.NewRouter(); r.Mount("/x", isi()) }\n'
         'func isi() chi.Router { r := chi.NewRouter(); r.Get("/a", f); return r }',
         {("get", "/x/a")}),
        (HTTP + 'func main() { http.HandleFunc("/a", f); m := http.NewServeMux()\n'
         ' m.HandleFunc("POST /b/{id}", f) }', {("any", "/a"), ("post", "/b/{id}")}),
        ('package main\nimport "github.com/gorilla/mux"\nfunc main() { r := mux.NewRouter()\n'
         ' s := r.PathPrefix("/v1").Subrouter(); s.HandleFunc("/a", f).Methods("GET", "POST") }',
         {("get", "/v1/a"), ("post", "/v1/a")}),
        ('package main\nimport "github.com/labstack/echo/v4"\nfunc main() { e := echo.New()\n'
         ' g := e.Group("/v1"); g.GET("/a", f) }', {("get", "/v1/a")}),
        (GIN + 'func main() { c := resty.New(); c.GET("/a", f) }', set()),
        (GIN + '// r.GET("/a", f)\nconst s = `r.GET("/b", f)`', set()),
    ],
)  # fmt: skip
def test_declarations(text, want):
    assert pairs({"main.go": text}) == want


def test_routers_are_followed_into_functions_of_other_files():
    main = (
        GIN + "func main() { r := gin.New(); v := r.Group(AWAL)\n"
        ' rute.Daftar(v.Group("/warga")); k := NewK(); k.Rute(v) }\nconst AWAL = "/api"\n'
    )
    other = 'package rute\nimport "github.com/gin-gonic/gin"\nfunc Daftar(r *gin.RouterGroup) { r.GET("/:id", f) }'
    method = 'package main\nimport "github.com/gin-gonic/gin"\nfunc (k *K) Rute(r gin.IRouter) { r.POST("/k", f) }'
    files = {"main.go": main, "rute/rute.go": other, "k.go": method}
    assert pairs(files) == {("get", "/api/warga/:id"), ("post", "/api/k")}


def test_middleware_guards_groups_made_after_it():
    text = GIN + (
        'func main() { r := gin.New(); r.GET("/a", f); g := r.Group("/g", Auth()); g.Use(Log(false))\n'
        ' g.GET("/b", Cek(), f) }'
    )
    assert guards({"main.go": text}) == {("get", "/a"): (), ("get", "/g/b"): ("Auth", "?", "Cek")}


def test_query_parameters_of_a_handler():
    text = (
        GIN
        + 'func main() { r := gin.New(); r.GET("/a", Daftar) }\nfunc Daftar(c *gin.Context) { c.Query("q") }'
    )
    (route,) = routes({"main.go": text})
    assert route.queries == ("q",)


def test_functions_that_call_each_other_end():
    text = (
        GIN
        + "func A(r *gin.Engine) { B(r) }\nfunc B(r *gin.Engine) { A(r) }\nfunc main() { A(gin.New()) }"
    )
    assert pairs({"main.go": text}) == set()
