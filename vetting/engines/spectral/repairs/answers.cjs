// Answers and protection that an operation lacks.
"use strict";

const { isObject, operations } = require("../functions/document.cjs");
const { put, drop, valueAt, placed, operationAt, isSwagger, words, segments, capital } = require("./tools.cjs");

const PROBLEM = {
  type: "object",
  properties: { type: { type: "string" }, title: { type: "string" }, status: { type: "integer" }, detail: { type: "string" } },
};
const SAID = { 400: "Masukan tidak sah", 401: "Belum terautentikasi", 404: "Tidak ditemukan", 429: "Terlalu banyak permintaan" };

// What the document calls its own error schema, else the members of RFC 9457.
function problem(document) {
  const base = isSwagger(document) ? ["definitions"] : ["components", "schemas"];
  const known = valueAt(document, base);
  const name = Object.keys(isObject(known) ? known : {}).find((key) => {
    const has = Object.keys(isObject(known[key]?.properties) ? known[key].properties : {});
    return /error|problem|galat/i.test(key) && ["title", "status", "detail"].every((one) => has.includes(one));
  });
  return name ? { $ref: `#/${[...base, name].join("/")}` } : PROBLEM;
}

function body(document) {
  return isSwagger(document) ? { schema: problem(document) } : { content: { "application/problem+json": { schema: problem(document) } } };
}

function answer(document, at, options) {
  const each = operationAt(document, at);
  if (!each) return [];
  const status = options.status ?? (/\{/.test(each.path) ? 404 : 400);
  return [put([...each.at, "responses", status], { description: SAID[status], ...body(document) })];
}

function answerBody(document, at) {
  const place = placed(document, at);
  return place ? Object.entries(body(document)).map(([key, value]) => put([...place, key], value)) : [];
}

// The same shape under the media type of RFC 9457; Swagger 2 states it for the operation.
function problemType(document, at) {
  if (isSwagger(document)) {
    const each = operationAt(document, at);
    const known = each && [each.operation.produces ?? document.produces ?? []].flat();
    return each ? [put([...each.at, "produces"], [...known, "application/problem+json"])] : [];
  }
  const place = placed(document, at);
  const types = place && valueAt(document, [...place, "content"]);
  const json = Object.keys(isObject(types) ? types : {}).find((type) => /json/.test(type));
  return json ? [{ rename: [...place, "content", json], to: "application/problem+json" }] : [];
}

function problemMembers(document, at, _options, message) {
  const place = placed(document, at);
  const types = place && valueAt(document, [...place, "content"]);
  const name = Object.keys(isObject(types) ? types : {}).find((type) => type.includes("problem+"));
  const schema = name && placed(document, [...place, "content", name, "schema"]);
  if (!schema) return [];
  return message.split(", ").filter((one) => PROBLEM.properties[one]).map((one) => put([...schema, "properties", one], PROBLEM.properties[one]));
}

function firstAnswer(document, wanted) {
  for (const { operation, at } of operations(document)) {
    const status = Object.keys(isObject(operation.responses) ? operation.responses : {}).find((one) => wanted.test(one));
    const place = status && placed(document, [...at, "responses", status]);
    if (place) return place;
  }
  return undefined;
}

function tooMany(document) {
  const [first] = operations(document);
  if (!first) return [];
  const header = isSwagger(document) ? { type: "integer" } : { schema: { type: "integer" } };
  return [put([...first.at, "responses", "429"], { description: SAID[429], headers: { "Retry-After": header } })];
}

function header(document, _at, options) {
  const place = firstAnswer(document, new RegExp(options.status));
  const value = isSwagger(document) ? { type: "string" } : { schema: { type: "string" } };
  return place ? [put([...place, "headers", options.name], value)] : [];
}

const bearer = (document) => (isSwagger(document)
  ? { type: "apiKey", in: "header", name: "Authorization" } : { type: "http", scheme: "bearer" });
const token = (document, at) => [put(at.slice(0, -1), bearer(document))];

// The scheme that the document defines, or one that it should.
function scheme(document) {
  const base = isSwagger(document) ? ["securityDefinitions"] : ["components", "securitySchemes"];
  const known = valueAt(document, base);
  const name = Object.keys(isObject(known) ? known : {})[0];
  return { name: name ?? "bearerAuth", edits: name ? [] : [put([...base, "bearerAuth"], bearer(document))] };
}

function secured(document, at) {
  const each = operationAt(document, at);
  const { name, edits } = scheme(document);
  return [put([...(each ? each.at : []), "security"], [{ [name]: [] }]), ...edits];
}

function defineScheme(document, _at, _options, message) {
  return [put([...(isSwagger(document) ? ["securityDefinitions"] : ["components", "securitySchemes"]), message], bearer(document))];
}

// The code flow in place of one that hands out tokens or takes passwords.
function codeFlow(document, at) {
  const old = isSwagger(document); // there the place is the flow's name, beside its addresses
  const flow = valueAt(document, old ? at.slice(0, -1) : at);
  if (!isObject(flow)) return [];
  const asked = String(flow.authorizationUrl ?? flow.tokenUrl ?? "");
  const base = asked.replace(/\/(authorize|auth|token)\/?$/i, "");
  const value = { authorizationUrl: flow.authorizationUrl ?? `${base}/authorize`, tokenUrl: flow.tokenUrl ?? `${base}/token`, scopes: flow.scopes ?? {} };
  if (old) {
    const { scopes: _scopes, ...addresses } = value;
    return [put(at, "accessCode"), ...Object.entries(addresses).map(([key, url]) => put([...at.slice(0, -1), key], url))];
  }
  return [drop(at), put([...at.slice(0, -1), "authorizationCode"], value)];
}

// A right that the scheme itself knows: reading for GET, else what writes. One that defines none
// is given one, named after what the operation is about. Other requirements stay as they are.
function scoped(document, at, _options, message) {
  const each = operationAt(document, at);
  const old = isSwagger(document);
  const schemes = old ? document.securityDefinitions : document.components?.securitySchemes;
  const found = isObject(schemes) ? schemes[message] : undefined;
  if (!each || !isObject(found)) return [];
  const reads = each.method === "get" || each.method === "head";
  const base = [...(old ? ["securityDefinitions"] : ["components", "securitySchemes"]), message];
  const places = isObject(found.flows) ? Object.keys(found.flows).map((flow) => [...base, "flows", flow]) : [base];
  const names = places.flatMap((place) => Object.keys(valueAt(document, [...place, "scopes"]) ?? {}));
  const fits = reads ? /baca|read|lihat|get|view/i : /tulis|write|ubah|kelola|manage|create|edit/i;
  const about = segments(each.path).filter((s) => !/^(api|v\d+)$/i.test(s)).at(-1);
  const scope = names.find((name) => fits.test(name)) ?? names[0] ?? `${words(about ?? "data").join("-")}.${reads ? "baca" : "tulis"}`;
  const needs = [each.operation.security ?? document.security].flat().filter(isObject);
  const stated = needs.map((need) => (Array.isArray(need[message]) && !need[message].length ? { ...need, [message]: [scope] } : need));
  const defined = names.length || found.type !== "oauth2" ? [] : places.map((place) => put([...place, "scopes"], { [scope]: reads ? "Membaca" : "Menulis" }));
  return [put([...each.at, "security"], stated), ...defined];
}

// A scope that an operation needs and its scheme does not define, defined there.
function defineScopes(document, at) {
  const each = operationAt(document, at);
  const old = isSwagger(document);
  const base = old ? ["securityDefinitions"] : ["components", "securitySchemes"];
  const edits = [];
  for (const need of each ? [each.operation.security ?? document.security].flat().filter(isObject) : []) {
    for (const [name, scopes] of Object.entries(need)) {
      const scheme = valueAt(document, [...base, name]);
      if (!isObject(scheme) || scheme.type !== "oauth2") continue;
      const flows = isObject(scheme.flows) ? Object.keys(scheme.flows).map((flow) => [...base, name, "flows", flow]) : [[...base, name]];
      const known = new Set(flows.flatMap((place) => Object.keys(valueAt(document, [...place, "scopes"]) ?? {})));
      for (const scope of (Array.isArray(scopes) ? scopes.map(String) : []).filter((one) => !known.has(one))) {
        edits.push(...flows.map((place) => put([...place, "scopes", scope], capital(words(scope).join(" ")))));
      }
    }
  }
  return edits;
}

module.exports = { answer, answerBody, problemType, problemMembers, tooMany, header, token, secured, defineScheme, codeFlow, scoped, defineScopes };
