// What bodies are made of, in which words they are explained, and how an interface ages.
"use strict";

const { isObject, operations, parameters, schemas, parts, typeIs, say, responsesOf, list } = require("./document.cjs");

const DATA = /json|csv|geo\+|pdf|image\/|octet-stream|spreadsheet|zip|event-stream|\*\/\*/i;

function typesOf(document, operation, holder) {
  if (isObject(holder?.content)) return Object.keys(holder.content);
  if (document.swagger && isObject(holder?.schema)) return [operation.produces ?? document.produces ?? []].flat().map(String);
  return [];
}

// `any`: a body that may be anything at all; otherwise: an answer that no data format carries.
function mediaTypes(document, options) {
  const found = [];
  for (const { operation, at } of operations(document)) {
    const held = [[operation.requestBody, [...at, "requestBody"]],
      ...responsesOf(operation, /^(2|default)/i).map(([status, answer]) => [answer, [...at, "responses", status]])];
    for (const [holder, place] of held) {
      const types = typesOf(document, operation, holder);
      const wild = types.filter((type) => /\*/.test(type));
      if (options.any && wild.length) found.push(say(list(wild), place));
      if (!options.any && types.length && place.includes("responses") && !types.some((type) => DATA.test(type))) {
        found.push(say(list(types), place));
      }
    }
  }
  return found;
}

// Own operations that ask for OAuth 2 or OpenID Connect without saying for which right.
function operationScopes(document, options) {
  const schemes = document.components?.securitySchemes ?? document.securityDefinitions;
  const found = [];
  for (const { operation, at } of operations(document)) {
    const own = Array.isArray(operation.security);
    for (const need of [own ? operation.security : document.security ?? []].flat().filter(isObject)) {
      for (const [name, scopes] of Object.entries(need)) {
        const scheme = isObject(schemes) ? schemes[name] : undefined;
        if (!isObject(scheme) || !/^(oauth2|openIdConnect)$/.test(String(scheme.type))) continue;
        const flows = isObject(scheme.flows) ? Object.values(scheme.flows).filter(isObject) : [scheme];
        const known = flows.flatMap((flow) => Object.keys(isObject(flow.scopes) ? flow.scopes : {}));
        const asked = Array.isArray(scopes) ? scopes.map(String) : [];
        if (!options.known && asked.length === 0) found.push(say(name, at));
        const odd = asked.filter((scope) => !known.includes(scope));
        if (options.known && scheme.type === "oauth2" && odd.length) found.push(say(list(odd), at));
      }
    }
  }
  return found;
}

// Once a document: nothing lets a caller repeat a creating request without doing it twice.
function idempotent(document, options) {
  const names = new RegExp(options.names, "i");
  const spared = new RegExp(options.spared, "i");
  const makes = [...operations(document)].filter(({ method, path, operation }) =>
    method === "post" && !spared.test(path) && responsesOf(operation, /^(201|202)$/).length > 0);
  const covered = makes.some((each) => parameters(each).some(({ parameter }) =>
    parameter.in === "header" && names.test(String(parameter.name))));
  return makes.length && !covered ? [say(String(makes.length), makes[0].at)] : [];
}

// A deprecated operation says until when it is served, or what comes in its stead.
function deprecatedUntil(document, options) {
  const told = new RegExp(options.told, "i");
  const found = [];
  for (const { operation, at } of operations(document)) {
    if (operation.deprecated !== true) continue;
    const heads = responsesOf(operation, /./).flatMap(([, answer]) => Object.keys(isObject(answer?.headers) ? answer.headers : {}));
    const said = heads.some((name) => /^(sunset|deprecation)$/i.test(name)) || operation["x-sunset"] !== undefined ||
      told.test(`${operation.description ?? ""} ${operation.summary ?? ""}`);
    if (!said) found.push(say("deprecated", at));
  }
  return found;
}

const INDONESIAN = /\b(yang|dan|untuk|dengan|dari|pada|tidak|atau|ini|adalah|oleh|ke|akan|data|daftar|menampilkan|mengambil|menyimpan|mengubah|menghapus|berdasarkan|berhasil|gagal|pengguna|warga|permohonan|seluruh|baru|satu|semua|bila|nomor|tanggal)\b/gi;
const ENGLISH = /\b(the|and|for|with|from|of|to|is|are|by|not|or|this|that|will|get|list|create|update|delete|returns?|retrieves?|all|new|user|request|found|successful|invalid|based|given|an)\b/gi;

// Whether the explanations of the document as a whole are rather English than Indonesian.
function indonesian(document, options) {
  const texts = [document.info?.description];
  for (const { operation } of operations(document)) texts.push(operation.summary, operation.description);
  const said = texts.filter((text) => typeof text === "string").join(" ").slice(0, 200000);
  const home = (said.match(INDONESIAN) ?? []).length;
  const away = (said.match(ENGLISH) ?? []).length;
  return away >= options.least && away > 2 * home ? [say(`${away} : ${home}`, ["info"])] : [];
}

// A query parameter that takes a piece of a query language, or an order without a list of fields.
function freeQuery(document, options) {
  const names = new RegExp(options.names, "i");
  const found = [];
  for (const each of operations(document)) {
    for (const { parameter, at } of parameters(each)) {
      const schema = isObject(parameter.schema) ? parameter.schema : parameter;
      const inner = isObject(schema.items) ? schema.items : schema;
      const bounded = [schema, inner].some((s) => s.enum !== undefined || s.pattern !== undefined || s.const !== undefined);
      const free = typeIs(schema, "string") || typeIs(schema, "array") || schema.type === undefined;
      if (parameter.in === "query" && names.test(String(parameter.name)) && free && !bounded) found.push(say(parameter.name, at));
    }
  }
  return found;
}

// Properties by name whose type is not one of those wanted, or that no pattern or list bounds.
function propertyTypes(properties, options, context) {
  if (!isObject(properties)) return [];
  const named = new RegExp(options.names);
  const found = [];
  for (const [name, schema] of Object.entries(properties)) {
    if (!isObject(schema) || !named.test(name)) continue;
    const all = parts(schema);
    const wrongType = options.types && all.some((s) => s.type !== undefined && !options.types.some((t) => typeIs(s, t)));
    const wrongFormat = options.notFormats && all.some((s) => options.notFormats.includes(s.format));
    const open = options.bounded && !all.some((s) => s.$ref !== undefined || ["pattern", "enum", "const", "format", "properties"].some((k) => s[k] !== undefined)
      || (s.minLength !== undefined && s.minLength === s.maxLength));
    if (wrongType || wrongFormat || open) found.push(say(name, [...context.path, name]));
  }
  return found;
}

module.exports = { mediaTypes, operationScopes, idempotent, deprecatedUntil, indonesian, freeQuery, propertyTypes };
