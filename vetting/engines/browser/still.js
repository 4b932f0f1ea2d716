// A page at rest gives the same answers again and again, and four engines ask them thousands of
// times: each is asked once until something moves. Isolated world, no page code.
"use strict";
globalThis.vetStill = (() => {
  const computed = globalThis.getComputedStyle.bind(globalThis);
  const read = CSSStyleDeclaration.prototype.getPropertyValue;
  let isStill = false, styles, values, answers;

  const forget = () => {
    styles = new WeakMap();
    values = new WeakMap();
    answers = new Map();
  };
  // From here on nothing moves, until the next `rest` or `end`.
  const rest = () => { forget(); isStill = true; };
  const end = () => { forget(); isStill = false; };
  // What may move things while it runs, and leaves them as they were.
  const moving = (act) => {
    const before = isStill;
    isStill = false;
    try {
      return act();
    } finally {
      isStill = before;
    }
  };

  globalThis.getComputedStyle = (element, pseudo) => {
    if (!isStill) return computed(element, pseudo);
    let known = styles.get(element);
    if (!known) styles.set(element, known = {});
    const part = pseudo || "";
    if (!(part in known)) {
      known[part] = computed(element, pseudo);
      values.set(known[part], new Map());
    }
    return known[part];
  };
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    const known = isStill && values.get(this);
    if (!known) return read.call(this, name);
    let value = known.get(name);
    if (value === undefined) known.set(name, value = read.call(this, name));
    return value;
  };

  // A method of one argument's worth, `this`, asked once of each element while nothing moves.
  const once = (name, elementOf, method) => function () {
    if (!isStill) return method.call(this);
    let known = answers.get(name);
    if (!known) answers.set(name, known = new WeakMap());
    const element = elementOf(this);
    if (!known.has(element)) known.set(element, method.call(this));
    return known.get(element);
  };

  end();
  return { rest, end, moving, once };
})();
