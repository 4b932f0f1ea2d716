import pytest

from tests.unit.engines.routes.reading import guards, pairs, routes

HEAD = "package a;\n@RestController\n"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ('@RequestMapping("/v1") class A { @GetMapping("/a/{id}") X a() {} @PostMapping X b() {} }',
         {("get", "/v1/a/{id}"), ("post", "/v1")}),
        ('class A { static final String P = "/p"; @PutMapping(value = P + "/a", consumes = "x") X a() {} }',
         {("put", "/p/a")}),
        ('@RequestMapping(path = {"/a", "/b"}) class A { @DeleteMapping({"/c", "/d"}) X a() {} }',
         {("delete", "/a/c"), ("delete", "/a/d"), ("delete", "/b/c"), ("delete", "/b/d")}),
        ('class A { @RequestMapping(value = "/a", method = {RequestMethod.GET, RequestMethod.POST}) X a() {} }',
         {("get", "/a"), ("post", "/a")}),
        ('class A { @RequestMapping("/a") X a() {} }', {("any", "/a")}),
        ('class A { /* @GetMapping("/a") */ String s = "@GetMapping(/b)"; }', set()),
    ],
)  # fmt: skip
def test_spring(text, want):
    assert pairs({"A.java": HEAD + text}) == want


def test_mappings_of_an_interface_count_once_where_it_is_implemented():
    face = '@RequestMapping("/v1") interface Api { @GetMapping("/a") X a(); }'
    files = {"Api.java": face, "A.java": HEAD + "class A implements Api { public X a() {} }"}
    assert pairs(files) == {("get", "/v1/a")}
    assert pairs({"Api.java": face}) == set()


def test_jax_rs():
    text = '@Path("/v1") class A { @GET @Path("/{id}") X a() {} @POST X b() {} }'
    assert pairs({"A.java": text}) == {("get", "/v1/{id}"), ("post", "/v1")}


def test_the_context_path_of_the_settings():
    text = HEAD + 'class A { @GetMapping("/a") X a() {} }'
    settings = {"src/main/resources/application.yml": "server:\n  servlet:\n    context-path: /x\n"}
    assert pairs({"A.java": text}, settings) == {("get", "/x/a")}
    settings = {"src/main/resources/application.properties": "server.servlet.context-path=/y\n"}
    assert pairs({"A.java": text}, settings) == {("get", "/y/a")}


def test_annotations_and_the_filter_chain_guard():
    chain = (
        "class S { F f(HttpSecurity h) { h.authorizeHttpRequests(a -> a\n"
        '.requestMatchers(HttpMethod.GET, "/a/**").permitAll()\n'
        '.requestMatchers("/b/*").hasRole("X").anyRequest().authenticated()); } }'
    )
    text = HEAD + (
        'class A { @GetMapping("/a/b") X a() {} @PostMapping("/a/b") X b() {}\n'
        '@PreAuthorize("x") @GetMapping("/a/c") X c() {} }'
    )
    held = guards({"A.java": text, "S.java": chain})
    assert held["get", "/a/b"] == ("permitAll",)
    assert held["post", "/a/b"] == ("authenticated",)
    assert held["get", "/a/c"] == ("PreAuthorize",)


def test_query_parameters():
    text = (
        HEAD
        + 'class A { @GetMapping("/a") X a(@RequestParam("q") String x, @RequestParam int n) {} }'
    )
    (route,) = routes({"A.java": text})
    assert route.queries == ("q", "n")
