// The other engines, each asked for the rules that see faults of ours; isolated world, no page code.
"use strict";
globalThis.vetWitness = (() => {
  // `/html[1]/body[1]/svg[1]`, as two of the engines write places, without namespaces.
  const atPath = (path) => {
    let node = document;
    for (const step of path.split("/").filter(Boolean)) {
      const [, name, at] = /^([^[]+)\[(\d+)\]$/.exec(step) || [];
      if (!name || name.includes("(")) break;
      // What lies in a frame or a shadow is not of this page.
      node = [...node.children].filter((child) => child.localName === name)[at - 1];
      if (!node) return null;
    }
    return node === document ? document.documentElement : node;
  };

  const alfa = async (rules) => {
    const engine = globalThis.alfa, device = engine.Device.standard();
    const root = engine.Node.from(await engine.Native.fromNode(document), device);
    const page = engine.Page.of(engine.Request.empty(), engine.Response.empty(), root, device);
    const asked = engine.rules.filter((rule) => rules.includes(rule.uri.split("/").pop()));
    const found = [];
    for (const outcome of await engine.Audit.of(page, asked).evaluate()) {
      if (outcome.outcome !== "failed") continue;
      const targets = typeof outcome.target.path === "function" ? [outcome.target] : [...outcome.target];
      for (const target of targets) found.push([outcome.rule.uri.split("/").pop(), atPath(target.path())]);
    }
    return found;
  };

  // It marks elements for itself as it goes and does not always clean up.
  const MARKS = ["qw-selector", "qw-css-rules", "_documentSelector"];
  // Its wrapper of elements asks the page anew each time, and writes out elements for a report
  // that nobody reads.
  const quicken = (page) => {
    const wrapper = Object.getPrototypeOf(page.createQWElement(document.documentElement));
    if (wrapper.vetIsQuick) return;
    wrapper.vetIsQuick = true;
    wrapper.getElementHtmlCode = () => "";
    for (const name of ["isOffScreen", "getElementText", "getElementOwnText"]) {
      wrapper[name] = vetStill.once(name, (wrapped) => wrapped.element, wrapper[name]);
    }
    for (const name of ["focusElement", "click", "dispatchEvent"]) {
      const act = wrapper[name];
      wrapper[name] = function (...given) {
        const before = document.activeElement;
        act.apply(this, given);
        // What cannot be focused moves nothing.
        const isIdle = name === "focusElement" && document.activeElement === before && before !== this.element;
        if (!isIdle) vetStill.rest();
      };
    }
    // Its cache joins a long selector and a name for each question.
    const kept = new WeakMap(), none = new Map();
    const of = (holder, name) => (kept.get(holder) && kept.get(holder).get(name)) || none;
    Object.assign(Object.getPrototypeOf(page), {
      cacheValue(selector, name, value) {
        if (!kept.has(this)) kept.set(this, new Map());
        if (!kept.get(this).has(name)) kept.get(this).set(name, new Map());
        kept.get(this).get(name).set(selector, value);
      },
      getCachedValue(selector, name) { return of(this, name).get(selector); },
      isValueCached(selector, name) { return of(this, name).has(selector); },
    });
  };
  const qualweb = (rules) => {
    // Without its map of style rules, which only one rule reads that others decide as well.
    globalThis.qwPage = new QWPage(document, true);
    quicken(globalThis.qwPage);
    const options = { include: rules };
    const report = new ACTRulesRunner(options, { translate: {}, fallback: {} })
      .configure(options).test({ sourceHtml: "" }).getReport();
    const found = [];
    for (const [code, assertion] of Object.entries(report.assertions)) {
      for (const result of assertion.results) {
        if (result.verdict !== "failed") continue;
        for (const { pointer } of result.elements || []) {
          found.push([code, (pointer && document.querySelector(pointer)) || document.documentElement]);
        }
      }
    }
    delete globalThis.qwPage;
    const marked = document.querySelectorAll(MARKS.map((name) => `[${name}]`).join());
    for (const element of marked) for (const name of MARKS) element.removeAttribute(name);
    return found;
  };

  let checker;
  const ibm = async (rules) => {
    checker = checker || new ace.Checker();
    const engine = checker.engine, names = [...new Set(rules.map((rule) => rule.split(":")[0]))];
    engine.enableRules(names.filter((name) => engine.getRule(name)));
    const report = await engine.run(document);
    return report.results.filter((result) => result.value[1] !== "PASS").flatMap((result) => {
      const exact = `${result.ruleId}:${result.reasonId}`;
      if (rules.includes(exact)) return [[exact, atPath(result.path.dom)]];
      return result.value[1] === "FAIL" ? [[result.ruleId, atPath(result.path.dom)]] : [];
    });
  };

  const engines = { alfa, qualweb, ibm };

  // `table[engine][their rule]` are `[our rule, selector]` pairs; the first that fits has it.
  const ask = async (table) => {
    const said = [];
    for (const [name, rules] of Object.entries(table)) {
      for (const [theirs, element] of await engines[name](Object.keys(rules))) {
        if (!element) continue;
        const ours = (rules[theirs] || []).find(([, when]) => !when || element.matches(when));
        // A missing title is told of the page, whichever element an engine blames.
        const where = ours && ours[0] === "document-title" ? document.documentElement : element;
        if (ours) said.push({ by: name, rule: ours[0], element: where });
      }
    }
    return said;
  };

  return { ask };
})();
