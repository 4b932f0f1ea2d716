// Who may call what, and what travels in addresses.
"use strict";

const { WRITING, isObject, operations, parameters, say, list } = require("./document.cjs");

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
  // To sign in one has no credentials yet.
  const spared = options.spared && new RegExp(options.spared, "i");
  return nowhere ? [] : open.filter(({ path }) => !spared?.test(path)).map(({ at }) => say("no security", at));
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

module.exports = { operationSecured, securitySchemeKnown, publicWrite, namesWithWords };
