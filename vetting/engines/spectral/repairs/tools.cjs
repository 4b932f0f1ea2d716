// What all repairs share: places in a document as it is written, and the edits that mend it.
"use strict";

const { METHODS, isObject } = require("../functions/document.cjs");

const put = (at, value) => ({ put: at.map(String), value });
const drop = (at) => ({ drop: at.map(String) });
const rename = (at, to) => ({ rename: at.map(String), to });

function valueAt(document, at) {
  let node = document;
  for (const key of at) {
    if (node === null || typeof node !== "object" || !Object.hasOwn(node, key)) return undefined;
    node = node[key];
  }
  return node;
}

// Where a place really stands: local references are followed, others end the walk.
function placed(document, at, hops = 20) {
  let done = [];
  for (const key of [...at, null]) {
    let node = valueAt(document, done);
    while (isObject(node) && typeof node.$ref === "string") {
      if (!node.$ref.startsWith("#/") || hops-- <= 0) return undefined;
      done = node.$ref.slice(2).split("/").map((part) => decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~"));
      node = valueAt(document, done);
    }
    if (node === undefined) return undefined;
    if (key !== null) done = [...done, String(key)];
  }
  return done;
}

// The operation that a place lies in: path, method, its own value and its place.
function operationAt(document, at) {
  const place = at.slice(0, 3);
  const operation = valueAt(document, place);
  if (at[0] !== "paths" || !METHODS.includes(at[2]) || !isObject(operation)) return undefined;
  return { path: String(at[1]), method: at[2], operation, at: place };
}

const isSwagger = (document) => document.swagger !== undefined;
const words = (name) => String(name).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
const segments = (path) => path.split("/").filter((part) => part && !/^\{.*\}$/.test(part));
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

// Adds to a list that may not be there yet.
function append(document, at, value) {
  const known = valueAt(document, at);
  return Array.isArray(known) ? put([...at, known.length], value) : put(at, [value]);
}

module.exports = { put, drop, rename, append, valueAt, placed, operationAt, isSwagger, words, segments, capital };
