// Mends a document where a rule found fault: edits made of what the document holds itself.
"use strict";

const KNOWN = Object.assign({}, ...["names", "shapes", "answers"].map((name) => require(`./${name}.cjs`)));
const LONGEST = 4000;

// `wanted` names a function and its options; no edits where nothing can be said mechanically.
function repair(wanted, document, at, message) {
  if (!Object.hasOwn(KNOWN, wanted.function)) throw new Error(`unknown repair: ${wanted.function}`);
  try {
    const edits = KNOWN[wanted.function](document, at.map(String), wanted, message);
    return edits.length && JSON.stringify(edits).length <= LONGEST ? edits : undefined;
  } catch {
    return undefined; // a shape that nobody thought of: the finding stands without its mending
  }
}

module.exports = { repair, KNOWN };
