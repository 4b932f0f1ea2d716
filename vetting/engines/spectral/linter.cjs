// A thread of driver.cjs: lints one document at a time with one merged ruleset. Nothing is
// fetched: a $ref is followed only to files that the order names.
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");
const { parentPort, workerData: order } = require("node:worker_threads");
const { weigh } = require("./weigh.cjs");

const need = createRequire(path.join(order.modules, "driver.cjs"));
const { Spectral, Document, Ruleset } = need("@stoplight/spectral-core");
const { Resolver } = need("@stoplight/spectral-ref-resolver");
const Parsers = need("@stoplight/spectral-parsers");
const formats = need("@stoplight/spectral-formats");
const core = need("@stoplight/spectral-functions");
const oas = need("@stoplight/spectral-rulesets/dist/oas/functions");
const own = ["security", "responses", "input", "structure", "content"].map((name) =>
  require(`./functions/${name}.cjs`));

const { repair, KNOWN: REPAIRS } = require("./repairs/index.cjs");
const MAX_REPAIRS = 1000; // a document; the findings beyond stand without a corrected fragment

const FORMATS = {
  oas2: formats.oas2, oas3: formats.oas3, "oas3.0": formats.oas3_0, "oas3.1": formats.oas3_1,
  "oas3.2": formats.oas3_2,
};
const withOptions = (call) => (input, options, context) => call(input, options ?? {}, context);
const FUNCTIONS = {
  ...core, ...oas,
  ...Object.fromEntries(Object.entries(Object.assign({}, ...own)).map(([name, call]) => [name, withOptions(call)])),
};

function refuse(uri) {
  throw new Error(`refused to follow ${uri.scheme() || "a file"} reference`);
}
const refusing = { resolve: refuse };
const PARTS = new Set(order.parts);
let opened = {};

// Only files that the guard has read and found sound, by their names in the package.
function openPart(uri) {
  const name = decodeURIComponent(uri.path()).replace(/^\/app\//, "");
  if (!PARTS.has(name)) throw new Error("refused to follow a file reference");
  const bytes = fs.readFileSync(path.join(order.root, name));
  opened[name] = crypto.createHash("sha256").update(bytes).digest("hex");
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

// What references make of a document is weighed before any rule walks through it.
class Weighing extends Resolver {
  async resolve(...given) {
    const found = await super.resolve(...given);
    weigh(found.result);
    return found;
  }
}
const resolver = () =>
  new Weighing({ resolvers: { http: refusing, https: refusing, file: { resolve: openPart } } });

function named(table, name) {
  if (!Object.hasOwn(table, name)) throw new Error(`unknown name in a ruleset: ${name}`);
  return table[name];
}

// Rules that threw on the document at hand: what they would have said is not known.
let crashed = new Set();

function caught(id, call) {
  const careful = (...given) => {
    try {
      const said = call(...given);
      // Spectral's validator reads \p{…} as plain letters: what it says of such patterns is wrong.
      // That a schema itself is broken is no fault of its example: the contract's own check says so.
      return Array.isArray(said) ? said.filter((one) => !/\\p\{|^schema is invalid/.test(String(one.message))) : said;
    } catch {
      crashed.add(id);
      return [];
    }
  };
  // Spectral checks the options of a function that brings a validator.
  return "validator" in call ? Object.assign(careful, { validator: call.validator }) : careful;
}

function rule(id, definition) {
  const thens = [definition.then].flat();
  return {
    ...definition,
    formats: definition.formats?.map((name) => named(FORMATS, name)),
    then: thens.map((then) => ({ ...then, function: caught(id, named(FUNCTIONS, then.function)) })),
  };
}

// Rules that run the patterns of the document itself, which may take any time.
const PATTERNED = new Set(["oasExample"]);
const patterned = Object.keys(order.rules).filter((id) =>
  [order.rules[id].then].flat().some((then) => PATTERNED.has(then.function)));

function ruleset(without) {
  const rules = {};
  for (const [id, definition] of Object.entries(order.rules)) {
    if (without.includes(id)) continue;
    rules[id] = rule(id, definition);
    if (!rules[id].formats) delete rules[id].formats;
  }
  for (const { function: name } of Object.values(order.repairs)) named(REPAIRS, name);
  return new Ruleset({ aliases: order.aliases, rules }, { severity: "all" });
}

async function lint(rules, source, name) {
  const spectral = new Spectral({ resolver: resolver() });
  spectral.setRuleset(rules);
  const parser = name.toLowerCase().endsWith(".json") ? Parsers.Json : Parsers.Yaml;
  const document = new Document(source, parser, `/app/${name}`);
  // Spectral asks only the formats that rules name, and its schema rule would take 3.1 for 3.0.
  document.formats = new Set(Object.values(FORMATS).filter((fits) => fits(document.data, name)));
  const results = await spectral.run(document, { ignoreUnknownFormat: true });
  let left = MAX_REPAIRS;
  const mended = (found, part) => {
    const wanted = order.repairs[found.code];
    return wanted && !part && left-- > 0 ? repair(wanted, document.data, found.path, String(found.message)) : undefined;
  };
  return results.map((found) => ({
    edits: mended(found, found.source && found.source !== `/app/${name}`),
    rule: String(found.code),
    part: found.source && found.source !== `/app/${name}` ? found.source.replace(/^\/app\//, "") : undefined,
    pointer: found.path.map(String),
    line: found.range.start.line + 1,
    message: String(found.message).slice(0, 500),
  }));
}

async function canaries(rules) {
  const found = {};
  for (const [id, source] of Object.entries(order.canaries)) {
    found[id] = (await lint(rules, source, "canary.yaml")).map((one) => one.rule);
  }
  if (crashed.size) throw new Error(`rules that fail on a canary: ${[...crashed].join(", ")}`);
  return found;
}

async function document(rules, name, without) {
  const bytes = fs.readFileSync(path.join(order.root, name));
  const entry = { name, sha256: crypto.createHash("sha256").update(bytes).digest("hex") };
  crashed = new Set(without);
  opened = {};
  try {
    entry.results = await lint(rules, bytes.toString("utf8").replace(/^\ufeff/, ""), name);
  } catch (error) {
    const causes = (error.errors ?? [error]).map((cause) => cause?.cause?.message ?? cause?.message);
    entry.error = causes.slice(0, 3).join("; ").slice(0, 300) || "unknown";
    const isDeep = causes.some((cause) => /call stack/.test(String(cause)));
    entry.refused = error.refused ?? (isDeep ? ["too-deep", ""] : undefined);
  }
  entry.parts = opened;
  entry.crashed = [...crashed].sort();
  return entry;
}

const complain = (error) => {
  const causes = error.errors ?? [error];
  const fault = causes.map((e) => `${e.path?.join?.(".") ?? ""} ${e.message}`).join("; ");
  parentPort.postMessage(JSON.stringify({ fault: fault || "unknown" }));
};
try {
  const all = ruleset([]);
  const spared = ruleset(patterned);
  parentPort.on("message", ({ name, careful }) => {
    const said = name === undefined ? canaries(all) : document(careful ? spared : all, name, careful ? patterned : []);
    // As text: what a repair shows of a document may be no plain object.
    said.then((answer) => parentPort.postMessage(JSON.stringify(answer))).catch(complain);
  });
} catch (error) {
  complain(error);
}
