// Walks over an OpenAPI document of either major version; nothing here trusts its shape.
"use strict";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
const WRITING = ["post", "put", "patch", "delete"];
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function* operations(document) {
  if (!isObject(document?.paths)) return;
  for (const [path, item] of Object.entries(document.paths)) {
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      if (isObject(item[method])) {
        const at = ["paths", path, method];
        yield { path, method, item, operation: item[method], at };
      }
    }
    // Where OpenAPI 3.2 keeps methods that it does not know by name.
    for (const [name, operation] of Object.entries(isObject(item.additionalOperations) ? item.additionalOperations : {})) {
      if (isObject(operation)) yield { path, method: name.toLowerCase(), item, operation, at: ["paths", path, "additionalOperations", name] };
    }
  }
}

// Own parameters and those of the path item, with the place of each.
function parameters({ item, operation, at }) {
  const found = [];
  for (const [owner, base] of [[item, at.slice(0, 2)], [operation, at]]) {
    if (!Array.isArray(owner.parameters)) continue;
    owner.parameters.forEach((parameter, index) => {
      if (isObject(parameter)) found.push({ parameter, at: [...base, "parameters", index] });
    });
  }
  return found;
}

// [media type, schema, place] of a body or response, in either version of OpenAPI.
function schemas(holder, at) {
  const found = [];
  if (!isObject(holder)) return found;
  if (isObject(holder.content)) {
    for (const [type, media] of Object.entries(holder.content)) {
      if (isObject(media?.schema)) found.push([type, media.schema, [...at, "content", type, "schema"]]);
    }
  } else if (isObject(holder.schema)) {
    found.push(["application/json", holder.schema, [...at, "schema"]]);
  }
  return found;
}

function parts(schema) {
  return [schema, ...["allOf", "anyOf", "oneOf"].flatMap((k) => (Array.isArray(schema[k]) ? schema[k] : []))]
    .filter(isObject);
}

const typeIs = (schema, type) => schema.type === type || (Array.isArray(schema.type) && schema.type.includes(type));
const say = (message, path) => ({ message, path });

function responsesOf(operation, pattern) {
  if (!isObject(operation.responses)) return [];
  return Object.entries(operation.responses).filter(([status]) => pattern.test(status));
}

const list = (names) => names.slice(0, 6).join(", ") + (names.length > 6 ? `, … (${names.length})` : "");

module.exports = { METHODS, WRITING, isObject, operations, parameters, schemas, parts, typeIs, say, responsesOf, list };
