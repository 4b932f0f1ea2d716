// Addresses, names and versions of the document as a whole.
"use strict";

const { typeIs, parts, isObject, operations, parameters, say } = require("./document.cjs");

// Where an operator's probe asks whether the service lives: no part of the contract's versions.
const PROBE = /^\/(up|health|healthz|live|livez|ready|readyz|ping|status|metrics)\/?$/i;

// The major version stands in every path, in the servers' addresses, or in a header.
function versioned(document, options) {
  const wanted = new RegExp(options.pattern, "i");
  const paths = Object.keys(isObject(document.paths) ? document.paths : {});
  const bases = Array.isArray(document.servers) ? document.servers.map((s) => String(s?.url)) : [];
  if (typeof document.basePath === "string") bases.push(document.basePath);
  const byHeader = [...operations(document)].some((each) =>
    parameters(each).some(({ parameter }) => parameter.in === "header" && /version/i.test(String(parameter.name))));
  const good = (bases.length > 0 && bases.every((url) => wanted.test(url))) || byHeader ||
    paths.every((path) => wanted.test(path) || PROBE.test(path));
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

// A property that its name calls a date is one: a day for birth dates, a moment with its zone
// for what happened.
function dateFormats(properties, options, context) {
  if (!isObject(properties)) return [];
  const named = new RegExp(options.names);
  const found = [];
  for (const [name, schema] of Object.entries(properties)) {
    const formats = isObject(schema) ? parts(schema).map((part) => part.format) : [];
    const typed = isObject(schema) && (schema.type === undefined || typeIs(schema, "string"));
    const good = formats.some((format) => options.formats.includes(format));
    if (typed && !schema.$ref && !schema.enum && named.test(name) && !good) found.push(say(name, [...context.path, name]));
  }
  return found;
}

module.exports = { dateFormats, versioned, pathSegments, mixedQueryCase };
