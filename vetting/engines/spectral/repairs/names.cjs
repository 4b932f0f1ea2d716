// Names, addresses and words that a document can be given out of what it holds already.
"use strict";

const { isObject, operations } = require("../functions/document.cjs");
const { put, rename, append, valueAt, placed, operationAt, isSwagger, words, segments, capital } = require("./tools.cjs");

const VERBS = { get: "lihat", post: "tambah", put: "ganti", patch: "ubah", delete: "hapus" };
const PLACEHOLDER = "https://api.nama-daerah.go.id";

function titled({ method, path }) {
  const last = segments(path).at(-1) ?? "data";
  return [VERBS[method] ?? method, ...words(last)];
}

function operationId(document, at) {
  const found = operationAt(document, at);
  if (!found) return [];
  const known = new Set([...operations(document)].map(({ operation }) => operation.operationId));
  const parts = [VERBS[found.method] ?? found.method, ...segments(found.path).filter((s) => !/^(api|v\d+)$/i.test(s)).flatMap(words)];
  const variable = /\{([^}]+)\}\/?$/.exec(found.path)?.[1];
  let name = parts.map((part, index) => (index ? capital(part) : part)).join("");
  if (known.has(name) && variable) name += "Menurut" + words(variable).map(capital).join("");
  let number = 2;
  const plain = name;
  while (known.has(name)) name = `${plain}${number++}`;
  return [put([...found.at, "operationId"], name)];
}

function summary(document, at) {
  const found = operationAt(document, at);
  return found ? [put([...found.at, "summary"], capital(titled(found).join(" ")))] : [];
}

// An empty description or summary, said from the name of what it describes.
function say(document, at) {
  const found = operationAt(document, at);
  if (!found) return [];
  const status = at[3] === "responses" ? String(at[4]) : "";
  return [put(at, status ? (/^[23]/.test(status) ? "Berhasil" : "Permintaan ditolak") : capital(titled(found).join(" ")))];
}

function describeApi(document) {
  return [put(["info", "description"], `Layanan ${String(document.info?.title ?? "data").slice(0, 80)}.`)];
}

function describeParameter(document, at) {
  const name = valueAt(document, [...at, "name"]);
  return typeof name === "string" ? [put([...at, "description"], capital(words(name).join(" ")))] : [];
}

function https(document, at) {
  const url = valueAt(document, at);
  return typeof url === "string" ? [put(at, url.replace(/^http(?=:)/i, "https"))] : [];
}

const encrypted = (_document, at) => [put(at.slice(0, -1), ["https"])];

function server(document) {
  return [append(document, ["servers"], { url: `${PLACEHOLDER}/v${major(document)}` })];
}

const major = (document) => /^\D{0,3}([1-9]\d{0,2})/.exec(String(document.info?.version ?? ""))?.[1] ?? "1";

function versionInAddress(document) {
  const tail = `/v${major(document)}`;
  const added = (text) => text.replace(/\/+$/, "") + tail;
  if (isSwagger(document)) return [put(["basePath"], added(String(document.basePath ?? "")))];
  const servers = Array.isArray(document.servers) ? document.servers : [];
  const urls = servers.map((one) => one?.url);
  if (!urls.length || !urls.every((url) => typeof url === "string")) return server(document);
  return urls.map((url, index) => put(["servers", index, "url"], added(url)));
}

function semantic(document, at) {
  const numbers = String(valueAt(document, at) ?? "").match(/\d+/g) ?? [];
  return [put(at, [0, 1, 2].map((index) => String(Number(numbers[index] ?? (index ? 0 : 1)))).join("."))];
}

// Contact: what is missing of it, each to be replaced by the office's own.
function contact(document) {
  const whole = { name: "Nama satuan kerja", email: "layanan@nama-daerah.go.id", url: "https://nama-daerah.go.id" };
  const known = document.info?.contact;
  if (!isObject(known)) return [put(["info", "contact"], whole)];
  return Object.entries(whole).filter(([key]) => known[key] === undefined).map(([key, value]) => put(["info", "contact", key], value));
}

// A path under a better name; none where that name is taken.
function renamed(document, at, better) {
  const path = String(at[1]);
  const to = better(path);
  return to !== path && to && !Object.hasOwn(document.paths ?? {}, to) ? [rename(["paths", path], to)] : [];
}

const each = (path, change) => path.split("/").map((part) => (/^\{.*\}$/.test(part) ? part : change(part))).join("/");
const kebab = (part) => part.replace(/\{[^}]*\}|[^{]+/g, (s) => (s.startsWith("{") ? s :
  s.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-|-$/g, "").toLowerCase()));

const kebabPath = (document, at) => renamed(document, at, (path) => each(path, (part) => (part.startsWith("_") ? "_" : "") + kebab(part)));
const plainPath = (document, at) => renamed(document, at, (path) => path.split("?")[0].replace(/\/{2,}/g, "/").replace(/(.)\/+$/, "$1"));
const bareExtension = (document, at) => renamed(document, at, (path) => each(path, (part) => part.replace(/\.(php|aspx?|jsp|json|xml|html?|do|action|cgi)$/i, "")));
const VERB = /^(get|create|update|delete|list|fetch|save|insert|remove|add|edit|ambil|buat|simpan|hapus|ubah|tambah|tampil|tampilkan|lihat)([-_]|$)/i;
const verbless = (document, at) => renamed(document, at, (path) =>
  each(path, (part) => part.replace(VERB, "")).replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1"));

// All query parameters in the style that most of them have.
function oneStyle(document) {
  const styled = { snake: (list) => list.join("_"), kebab: (list) => list.join("-"), camel: (list) => list.map((w, i) => (i ? capital(w) : w)).join("") };
  const found = [];
  for (const { item, operation, at } of operations(document)) {
    for (const [owner, base] of [[item, at.slice(0, 2)], [operation, at]]) {
      (Array.isArray(owner.parameters) ? owner.parameters : []).forEach((one, index) => {
        const place = placed(document, [...base, "parameters", index]);
        const name = place && valueAt(document, [...place, "name"]);
        if (typeof name !== "string" || valueAt(document, [...place, "in"]) !== "query") return;
        const style = /_/.test(name) ? "snake" : /-/.test(name) ? "kebab" : /[a-z][A-Z]/.test(name) ? "camel" : null;
        if (style) found.push({ place, name, style });
      });
    }
  }
  const count = (style) => found.filter((one) => one.style === style).length;
  const best = Object.keys(styled).sort((a, b) => count(b) - count(a))[0];
  const seen = new Set();
  return found.filter((one) => one.style !== best && !seen.has(one.place.join("\0")) && seen.add(one.place.join("\0")))
    .map(({ place, name }) => put([...place, "name"], styled[best](words(name))));
}

module.exports = { operationId, summary, say, describeApi, describeParameter, https, encrypted, server, versionInAddress, semantic, contact, kebabPath, plainPath, bareExtension, verbless, oneStyle };
