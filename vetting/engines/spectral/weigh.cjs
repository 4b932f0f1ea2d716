// How large a document is for whoever walks through it with its references followed.
"use strict";

const MAX_NODES = 4_000_000;
const MAX_LEVELS = 600;

class Refused extends Error {
  constructor(code, detail) {
    super(code);
    this.refused = [code, String(detail)];
  }
}

// Counts every value as often as a walk meets it, each shared part once for its size. Throws
// Refused with `too-wide` or `too-deep`. What comes round again is not walked into twice.
function weigh(root) {
  const known = new Map();
  function into(value, level) {
    if (value === null || typeof value !== "object") return [1, 0];
    if (level > MAX_LEVELS) throw new Refused("too-deep", MAX_LEVELS);
    if (known.has(value)) return known.get(value);
    known.set(value, [1, 0]);
    let [size, depth] = [1, 0];
    for (const one of Object.values(value)) {
      const [inner, below] = into(one, level + 1);
      size += inner;
      depth = Math.max(depth, below + 1);
    }
    if (size > MAX_NODES) throw new Refused("too-wide", MAX_NODES);
    if (depth > MAX_LEVELS) throw new Refused("too-deep", MAX_LEVELS);
    known.set(value, [size, depth]);
    return [size, depth];
  }
  into(root, 0);
}

module.exports = { weigh };
