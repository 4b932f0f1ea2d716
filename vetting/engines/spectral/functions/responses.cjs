// What an operation answers, above all when things go wrong.
"use strict";

const { isObject, operations, parameters, schemas, parts, say, responsesOf } = require("./document.cjs");

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

module.exports = { errorResponses, refusalResponses, invalidInput, errorBodies, problemMembers, noContent, successStatus, someResponse };
