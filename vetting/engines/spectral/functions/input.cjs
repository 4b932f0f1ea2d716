// What an operation takes, and how much of it; lists and their pages.
"use strict";

const { isObject, operations, parameters, schemas, parts, typeIs, say, responsesOf, list } = require("./document.cjs");

// A list may be the answer itself, or the one array in an envelope such as {data: []}.
function isList(schema) {
  return parts(schema).some((part) => {
    if (typeIs(part, "array")) return true;
    const inner = Object.entries(isObject(part.properties) ? part.properties : {});
    return inner.some(([name, p]) => isObject(p) && typeIs(p, "array") && /^(data|items|results?|records|rows|list|content|hasil)$/i.test(name));
  });
}

// A parameter's own name, and the fields of one that is an object (Spring's `pageable`).
function namesIn(parameter) {
  const fields = isObject(parameter.schema) ? parts(parameter.schema).flatMap((part) => Object.keys(isObject(part.properties) ? part.properties : {})) : [];
  return [String(parameter.name), ...fields];
}

function paginated(document, options) {
  const known = new RegExp(options.names, "i");
  const found = [];
  for (const each of operations(document)) {
    if (each.method !== "get") continue;
    const lists = responsesOf(each.operation, /^(2|default)/i).flatMap(([status, response]) =>
      schemas(response, [...each.at, "responses", status]).filter(([, schema]) => isList(schema)));
    const query = parameters(each).filter(({ parameter }) => parameter.in === "query");
    if (lists.length && !query.some(({ parameter }) => namesIn(parameter).some((name) => known.test(name)))) {
      found.push(say("a list without pages", each.at));
    }
  }
  return found;
}

function boundedSize(document, options) {
  const names = new RegExp(options.names, "i");
  const found = [];
  for (const each of operations(document)) {
    for (const { parameter, at } of parameters(each)) {
      const schema = isObject(parameter.schema) ? parameter.schema : parameter;
      const open = schema.maximum === undefined && schema.enum === undefined && schema.exclusiveMaximum === undefined;
      if (parameter.in === "query" && names.test(String(parameter.name)) && open) found.push(say(parameter.name, at));
    }
  }
  return found;
}

function isBounded(schema, kind) {
  if (kind === "array") return schema.maxItems !== undefined;
  return ["maxLength", "enum", "const", "format", "pattern"].some((key) => schema[key] !== undefined);
}

// Names of unbounded fields below a schema; a cycle or eight levels end the walk.
function unbounded(schema, kind, name, depth, seen, found) {
  if (!isObject(schema) || depth > 8 || seen.has(schema)) return found;
  seen.add(schema);
  for (const part of parts(schema)) {
    if (typeIs(part, kind) && !isBounded(part, kind)) found.add(name || "(body)");
    for (const [key, inner] of Object.entries(isObject(part.properties) ? part.properties : {})) {
      if (inner?.readOnly !== true) unbounded(inner, kind, name ? `${name}.${key}` : key, depth + 1, seen, found);
    }
    if (part.items) unbounded(part.items, kind, `${name}[]`, depth + 1, seen, found);
    if (part !== schema) unbounded(part, kind, name, depth + 1, seen, found);
  }
  return found;
}

function bodies(each) {
  const { operation, at } = each;
  const found = schemas(operation.requestBody, [...at, "requestBody"]);
  for (const { parameter, at: place } of parameters(each)) {
    if (parameter.in === "body" && isObject(parameter.schema)) found.push(["application/json", parameter.schema, [...place, "schema"]]);
  }
  return found;
}

function boundedInput(document, options) {
  const found = [];
  for (const each of operations(document)) {
    const names = new Set();
    for (const [type, schema] of bodies(each)) {
      if (!/octet-stream|image\//.test(type)) unbounded(schema, options.kind, "", 0, new Set(), names);
    }
    for (const { parameter } of parameters(each)) {
      const schema = isObject(parameter.schema) ? parameter.schema : parameter;
      if (["query", "header", "path", "formData"].includes(parameter.in)) {
        unbounded(schema, options.kind, String(parameter.name), 0, new Set(), names);
      }
    }
    if (names.size) found.push(say(list([...names]), each.at));
  }
  return found;
}

// A JSON body that takes any further field lets a caller set what the form does not show.
function closedBodies(document) {
  const found = [];
  for (const each of operations(document)) {
    for (const [type, schema, place] of bodies(each)) {
      const flat = isObject(schema.properties) && !schema.allOf && !schema.oneOf && !schema.anyOf;
      if (/json/.test(type) && flat && schema.additionalProperties === undefined && schema.unevaluatedProperties === undefined) {
        found.push(say("additionalProperties", place));
      }
    }
  }
  return found;
}

function bodyless(document, options) {
  const found = [];
  for (const each of operations(document)) {
    if (!options.methods.includes(each.method)) continue;
    if (isObject(each.operation.requestBody)) found.push(say(each.method, [...each.at, "requestBody"]));
    for (const { parameter, at } of parameters(each)) {
      if (["body", "formData"].includes(parameter.in)) found.push(say(each.method, at));
    }
  }
  return found;
}

module.exports = { paginated, boundedSize, boundedInput, closedBodies, bodyless };
