// What Spectral's own functions cannot say about an API. Each takes the resolved document (or
// the part that `given` chose) and returns messages with paths; none reads anything else.
"use strict";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
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

// Every operation names its security, or says with an empty list that it is public. Where the
// document has none anywhere, once is enough (`whole` asks for that, and only for that).
function operationSecured(document, options) {
  const all = [...operations(document)];
  const open = all.filter(({ operation }) => {
    const effective = operation.security ?? document.security;
    return !Array.isArray(effective) || (effective.length === 0 && operation.security === undefined);
  });
  const nowhere = all.length > 1 && open.length === all.length;
  if (options.whole) return nowhere ? [say(String(all.length), ["paths"])] : [];
  return nowhere ? [] : open.map(({ at }) => say("no security", at));
}

// A requirement names a scheme that the document defines.
function securitySchemeKnown(document) {
  const schemes = document.components?.securitySchemes ?? document.securityDefinitions;
  const known = new Set(Object.keys(isObject(schemes) ? schemes : {}));
  const holders = [{ holder: document, at: [] }];
  for (const { operation, at } of operations(document)) holders.push({ holder: operation, at });
  const found = [];
  for (const { holder, at } of holders) {
    [holder.security].flat().forEach((need, index) => {
      for (const name of Object.keys(isObject(need) ? need : {})) {
        if (!known.has(name)) found.push(say(name, [...at, "security", index]));
      }
    });
  }
  return found;
}

// A public operation that writes; sign-in and the like cannot be otherwise.
function publicWrite(document, options) {
  const allowed = new RegExp(options.allowed, "i");
  const found = [];
  for (const { path, method, operation, at } of operations(document)) {
    const open = Array.isArray(operation.security) &&
      (operation.security.length === 0 ||
        operation.security.some((need) => isObject(need) && Object.keys(need).length === 0));
    if (open && WRITING.includes(method) && !allowed.test(path)) found.push(say("public", [...at, "security"]));
  }
  return found;
}

// Words of a name, whatever its convention: noKk, no_kk, no-kk and NO.KK are all "no kk".
function words(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join(" ");
}

function namesWithWords(document, options) {
  const bad = new RegExp(`(^| )(${options.words})( |$)`);
  const found = [];
  const seen = new Set();
  for (const each of operations(document)) {
    for (const { parameter, at } of parameters(each)) {
      const key = at.join("\0");
      if (seen.has(key) || !options.in.includes(parameter.in) || typeof parameter.name !== "string") continue;
      seen.add(key);
      const compact = words(parameter.name).replace(/ /g, "");
      if (bad.test(words(parameter.name)) || options.compact?.includes(compact)) {
        found.push(say(parameter.name, at));
      }
    }
  }
  return found;
}

function responsesOf(operation, pattern) {
  if (!isObject(operation.responses)) return [];
  return Object.entries(operation.responses).filter(([status]) => pattern.test(status));
}

// At least one answer for what goes wrong.
function errorResponses(document) {
  const found = [];
  for (const { operation, at } of operations(document)) {
    if (responsesOf(operation, /^(4|5|default)/i).length === 0) {
      found.push(say("no 4xx, 5xx or default response", at));
    }
  }
  return found;
}

// A secured operation says what happens without, and with the wrong, credentials.
function refusalResponses(document) {
  const found = [];
  for (const { operation, at } of operations(document)) {
    const effective = operation.security ?? document.security;
    const secured = Array.isArray(effective) && effective.some((n) => isObject(n) && Object.keys(n).length > 0);
    if (secured && responsesOf(operation, /^(401|403|4xx|default)$/i).length === 0) {
      found.push(say("no 401 or 403", at));
    }
  }
  return found;
}

// Error answers with a body of known shape; `type` asks for a media type as well.
function errorBodies(document, options) {
  const found = [];
  for (const { operation, at, method } of operations(document)) {
    if (method === "head") continue;
    for (const [status, response] of responsesOf(operation, /^(4|5|default)/i)) {
      const place = [...at, "responses", status];
      const bodies = schemas(response, place);
      if (options.type) {
        const produces = [operation.produces ?? document.produces ?? []].flat();
        const types = document.swagger ? produces : bodies.map(([type]) => type);
        if (bodies.length && !types.some((t) => String(t).includes(options.type))) found.push(say(status, place));
      } else if (bodies.length === 0) found.push(say(status, place));
    }
  }
  return found;
}

// Who takes input says what happens when it is wrong.
function invalidInput(document) {
  const found = [];
  for (const each of operations(document)) {
    const takes = isObject(each.operation.requestBody) ||
      parameters(each).some(({ parameter }) => ["query", "body", "formData"].includes(parameter.in));
    if (takes && responsesOf(each.operation, /^(400|422|4xx|default)$/i).length === 0) {
      found.push(say("no 400", each.at));
    }
  }
  return found;
}

// The members that RFC 9457 gives a problem, where the answer is of that media type.
function problemMembers(document, options) {
  const found = [];
  for (const { operation, at } of operations(document)) {
    for (const [status, response] of responsesOf(operation, /^(4|5|default)/i)) {
      for (const [type, schema] of schemas(response, [])) {
        const known = new Set(parts(schema).flatMap((p) => Object.keys(isObject(p.properties) ? p.properties : {})));
        const missing = options.members.filter((name) => !known.has(name));
        if (type.includes("problem+") && missing.length) {
          found.push(say(missing.join(", "), [...at, "responses", status]));
        }
      }
    }
  }
  return found;
}

// A list may be the answer itself, or the one array in an envelope such as {data: []}.
function isList(schema) {
  return parts(schema).some((part) => {
    if (typeIs(part, "array")) return true;
    const inner = Object.entries(isObject(part.properties) ? part.properties : {});
    return inner.some(([name, p]) => isObject(p) && typeIs(p, "array") && /^(data|items|results?|records|rows|list|content|hasil)$/i.test(name));
  });
}

function paginated(document, options) {
  const known = new RegExp(options.names, "i");
  const found = [];
  for (const each of operations(document)) {
    if (each.method !== "get") continue;
    const lists = responsesOf(each.operation, /^(2|default)/i).flatMap(([status, response]) =>
      schemas(response, [...each.at, "responses", status]).filter(([, schema]) => isList(schema)));
    const query = parameters(each).filter(({ parameter }) => parameter.in === "query");
    if (lists.length && !query.some(({ parameter }) => known.test(String(parameter.name)))) {
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

const list = (names) => names.slice(0, 6).join(", ") + (names.length > 6 ? `, … (${names.length})` : "");

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

function noContent(document, options) {
  const found = [];
  for (const { operation, at } of operations(document)) {
    for (const status of options.statuses) {
      const place = [...at, "responses", status];
      if (schemas(operation.responses?.[status], place).length) found.push(say(status, place));
    }
  }
  return found;
}

function successStatus(document, options) {
  const found = [];
  for (const { method, operation, at } of operations(document)) {
    const wanted = options[method];
    if (wanted && isObject(operation.responses) && responsesOf(operation, new RegExp(wanted, "i")).length === 0) {
      found.push(say(Object.keys(operation.responses).join(", "), [...at, "responses"]));
    }
  }
  return found;
}

// At least one operation of the document answers with that status.
function someResponse(document, options) {
  const all = [...operations(document)];
  const wanted = new RegExp(options.status, "i");
  const header = options.header && new RegExp(options.header, "i");
  const answered = all.some(({ operation }) => responsesOf(operation, wanted).length > 0);
  if (options.quiet && !answered) return [];
  const good = all.some(({ operation }) => responsesOf(operation, wanted).some(([, response]) =>
    !header || Object.keys(isObject(response?.headers) ? response.headers : {}).some((name) => header.test(name))));
  return all.length && !good ? [say(`no ${options.status}`, ["paths"])] : [];
}

// The major version stands in every path, in the servers' addresses, or in a header.
function versioned(document, options) {
  const wanted = new RegExp(options.pattern, "i");
  const paths = Object.keys(isObject(document.paths) ? document.paths : {});
  const bases = Array.isArray(document.servers) ? document.servers.map((s) => String(s?.url)) : [];
  if (typeof document.basePath === "string") bases.push(document.basePath);
  const byHeader = [...operations(document)].some((each) =>
    parameters(each).some(({ parameter }) => parameter.in === "header" && /version/i.test(String(parameter.name))));
  const good = (bases.length > 0 && bases.every((url) => wanted.test(url))) || byHeader ||
    paths.every((path) => wanted.test(path));
  return paths.length && !good ? [say("no version", ["paths"])] : [];
}

// Each segment of each path that is not a parameter fits, or must not fit, a pattern.
function pathSegments(document, options) {
  const wanted = options.match && new RegExp(options.match);
  const unwanted = options.notMatch && new RegExp(options.notMatch, "i");
  const found = [];
  for (const path of Object.keys(isObject(document.paths) ? document.paths : {})) {
    if (path.startsWith("x-")) continue;
    const segments = path.split("/").filter((s) => s && !/^\{.*\}$/.test(s)).map((s) => s.replace(/\{[^}]*\}/g, "a"));
    const bad = segments.filter((s) => !options.except?.includes(s)).filter((s) => (wanted && !wanted.test(s)) || (unwanted && unwanted.test(s)));
    if (bad.length) found.push(say(bad.join(", "), ["paths", path]));
  }
  return found;
}

// One style of names for the query parameters of a document: snake_case, kebab-case or camelCase.
function mixedQueryCase(document) {
  const styles = new Map();
  for (const each of operations(document)) {
    for (const { parameter } of parameters(each)) {
      const name = String(parameter.name);
      const style = /_/.test(name) ? "snake" : /-/.test(name) ? "kebab" : /[a-z][A-Z]/.test(name) ? "camel" : null;
      if (parameter.in === "query" && style && !styles.has(style)) styles.set(style, name);
    }
  }
  return styles.size > 1 ? [say([...styles.values()].sort().join(", "), ["paths"])] : [];
}

module.exports = {
  invalidInput, problemMembers, boundedSize, mixedQueryCase,
  operationSecured, securitySchemeKnown, publicWrite, namesWithWords, errorResponses, refusalResponses, errorBodies,
  paginated, boundedInput, closedBodies, bodyless, noContent, successStatus, someResponse,
  versioned, pathSegments,
};
