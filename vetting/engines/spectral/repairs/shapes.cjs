// Bounds, types and formats of what a document takes and gives.
"use strict";

const { isObject, parts, typeIs } = require("../functions/document.cjs");
const { put, drop, append, valueAt, placed, operationAt, isSwagger } = require("./tools.cjs");

const MAX = { string: { maxLength: 255 }, array: { maxItems: 100 } };
const KEPT = { string: ["maxLength", "enum", "const", "format", "pattern"], array: ["maxItems"] };

// Places of the parts of a schema that no keyword bounds, references followed in the document.
function open(document, at, kind, seen, found) {
  const place = placed(document, at);
  const schema = place && valueAt(document, place);
  if (!isObject(schema) || seen.has(schema) || seen.size > 500) return;
  seen.add(schema);
  if (typeIs(schema, kind) && !KEPT[kind].some((key) => schema[key] !== undefined)) found.push(place);
  for (const [name, inner] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    if (inner?.readOnly !== true) open(document, [...place, "properties", name], kind, seen, found);
  }
  if (schema.items) open(document, [...place, "items"], kind, seen, found);
  for (const word of ["allOf", "anyOf", "oneOf"]) {
    (Array.isArray(schema[word]) ? schema[word] : []).forEach((_one, index) => open(document, [...place, word, index], kind, seen, found));
  }
}

function inputs(document, each) {
  const places = [];
  const body = placed(document, [...each.at, "requestBody"]);
  const content = body && valueAt(document, [...body, "content"]);
  for (const type of Object.keys(isObject(content) ? content : {})) {
    if (!/octet-stream|image\//.test(type)) places.push([...body, "content", type, "schema"]);
  }
  for (const base of [each.at.slice(0, 2), each.at]) {
    const list = valueAt(document, [...base, "parameters"]);
    (Array.isArray(list) ? list : []).forEach((_one, index) => {
      const place = placed(document, [...base, "parameters", index]);
      const one = place && valueAt(document, place);
      if (isObject(one)) places.push(isObject(one.schema) ? [...place, "schema"] : place);
    });
  }
  return places;
}

function bounded(document, at, options) {
  const each = operationAt(document, at);
  if (!each) return [];
  const found = [];
  const seen = new Set();
  for (const place of inputs(document, each)) open(document, place, options.kind, seen, found);
  const [[key, value]] = Object.entries(MAX[options.kind]);
  return found.map((place) => put([...place, key], value));
}

function closed(document, at) {
  const place = placed(document, at);
  return place ? [put([...place, "additionalProperties"], false)] : [];
}

function maximum(document, at) {
  const place = placed(document, at);
  const one = place && valueAt(document, place);
  return isObject(one) ? [put([...place, ...(isObject(one.schema) ? ["schema"] : []), "maximum"], 100)] : [];
}

// A list gets the two parameters that page through it.
function pages(document, at) {
  const each = operationAt(document, at);
  if (!each) return [];
  const made = [["halaman", { type: "integer", minimum: 1 }], ["batas", { type: "integer", minimum: 1, maximum: 100 }]].map(([name, schema]) =>
    (isSwagger(document) ? { name, in: "query", ...schema } : { name, in: "query", schema }));
  const known = each.operation.parameters;
  return Array.isArray(known)
    ? made.map((value, index) => put([...each.at, "parameters", known.length + index], value))
    : [put([...each.at, "parameters"], made)];
}

function keyword(document, at, options) {
  const place = placed(document, at);
  return place ? [put([...place, options.key], options.value)] : [];
}

// One value in place of another, where the rule points or below it.
const replaced = (_document, at, options) => [put([...at, ...(options.at ?? [])], options.value)];

// Money in whole units: the binary fraction goes.
function whole(document, at) {
  const place = placed(document, at);
  const schema = place && valueAt(document, place);
  if (!isObject(schema)) return [];
  return parts(schema).length > 1 ? [] : [put([...place, "type"], "integer"), drop([...place, "format"])];
}

const CODES = [[/nik|kk|kependudukan/i, "^\\d{16}$"], [/nip/i, "^\\d{18}$"], [/npwp/i, "^\\d{15,16}$"], [/nisn/i, "^\\d{10}$"], [/./, "^\\d{2}(\\.\\d{2}){0,2}(\\.\\d{4})?$"]];

function code(document, at) {
  const place = placed(document, at);
  return place ? [put([...place, "pattern"], CODES.find(([name]) => name.test(String(at.at(-1))))[1])] : [];
}

function sortable(document, at) {
  const place = placed(document, at);
  const one = place && valueAt(document, place);
  if (!isObject(one)) return [];
  const inner = isObject(one.schema) ? [...place, "schema"] : place;
  return [put([...inner, ...(isObject(valueAt(document, [...inner, "items"])) ? ["items"] : []), "pattern"], "^-?[a-z][a-z0-9_]*$")];
}

const remove = (_document, at) => [drop(at)];

// An answer without content keeps its description alone.
function noBody(document, at) {
  const place = placed(document, at);
  return ["content", "schema"].filter((key) => place && valueAt(document, [...place, key]) !== undefined).map((key) => drop([...place, key]));
}

// A body that may be anything becomes JSON of the same shape.
function asJson(document, at) {
  const place = placed(document, at);
  const content = place && valueAt(document, [...place, "content"]);
  const wild = Object.keys(isObject(content) ? content : {}).find((type) => type.includes("*"));
  if (isObject(content) && wild && content["application/json"] === undefined) {
    return [{ rename: [...place, "content", wild], to: "application/json" }];
  }
  return [];
}

function idempotency(document, at) {
  const each = operationAt(document, at);
  const value = { name: "Idempotency-Key", in: "header", description: "Kunci unik; permintaan berulang dengan kunci yang sama tidak diproses dua kali" };
  Object.assign(value, isSwagger(document) ? { type: "string", maxLength: 64 } : { schema: { type: "string", maxLength: 64 } });
  return each ? [append(document, [...each.at, "parameters"], value)] : [];
}

module.exports = { bounded, closed, maximum, pages, keyword, replaced, whole, code, sortable, remove, noBody, asJson, idempotency };
