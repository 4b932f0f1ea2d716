// Runs in an isolated world of the browser, beside axe-core: the page's own code never runs.
"use strict";
// axe-core puts each rule behind a timer of no delay, which the browser stretches to some
// milliseconds; nobody waits for this page, so they run at once.
(() => {
  const later = globalThis.setTimeout.bind(globalThis);
  globalThis.setTimeout = (act, delay = 0, ...rest) =>
    (delay > 0 ? later(act, delay, ...rest) : (queueMicrotask(() => act(...rest)), 0));
})();

// Sheets put on, or a view changed, start transitions: what is judged is where they lead.
globalThis.vetSettle = () => {
  for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
};

globalThis.vet = (() => {
  const AT = "data-vet-at";
  const CANARY = "data-vet-canary";
  const LOOK = "data-vet-look";
  const TONGUE = "data-vet-tongue";
  let places = new WeakMap();
  let unsure = new WeakSet();
  // Whether the author states the page's language; for a part of a page we do, to have one.
  let isTongueStated = true;
  const TONGUES = ["vet-page-tongue", "vet-part-tongue"];

  const load = (html) => {
    // A form named "write" would stand before the method; the prototype cannot be hidden.
    Document.prototype.open.call(document);
    Document.prototype.write.call(document, html);
    Document.prototype.close.call(document);
  };

  // Our marks leave the document before anything looks at it, so they can change no result.
  const collect = () => {
    places = new WeakMap();
    const marked = document.querySelectorAll(`[${AT}]`);
    for (const element of marked) {
      places.set(element, Number(element.getAttribute(AT)));
      element.removeAttribute(AT);
    }
    unsure = new WeakSet();
    for (const element of document.querySelectorAll(`[${LOOK}]`)) {
      unsure.add(element);
      element.removeAttribute(LOOK);
    }
    isTongueStated = !document.documentElement.hasAttribute(TONGUE);
    document.documentElement.removeAttribute(TONGUE);
    return document.getElementsByTagName("*").length;
  };

  const placeCanary = () => {
    const image = document.createElement("img");
    image.setAttribute(CANARY, "");
    image.style.cssText = "all:initial!important;display:block!important;width:9px;height:9px";
    image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
    document.documentElement.appendChild(image);
    return image;
  };

  const sheets = new Map(), turning = new Set();

  const know = (id, text, media) => {
    const sheet = new CSSStyleSheet({ media });
    sheet.replaceSync(text);
    sheet.vetIsOwn = id.startsWith("own-");
    sheets.set(id, sheet);
    if (`${text} ${media}`.includes("orientation")) turning.add(id);
  };

  const wear = (ids) => { document.adoptedStyleSheets = ids.map((id) => sheets.get(id)); };

  const placeOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      if (places.has(node)) return { at: places.get(node), exact: node === element };
    }
    return { at: -1, exact: false };
  };

  // Whether the looks of an element hang on a class or style that only the server knows.
  const looksUnknown = (element) => {
    for (let node = element; node; node = node.parentElement) if (unsure.has(node)) return true;
    return false;
  };

  const selectorOf = (element) => {
    let text = element.localName;
    const id = element.getAttribute("id");
    if (id) return `${text}#${id}`.slice(0, 120);
    for (const name of [...element.classList].slice(0, 3)) text += `.${name}`;
    return text.slice(0, 120);
  };

  const hasOutput = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) if (walker.currentNode.data === "vet-output") return true;
    return false;
  };

  const outputIn = (nodes) => [...nodes].some((node) =>
    node.nodeType === Node.COMMENT_NODE && node.data === "vet-output");

  const contrastOf = (node) => {
    const data = (node.any.find((check) => check.data && check.data.contrastRatio) || {}).data;
    if (!data || !data.fgColor) return "";
    return `${data.fgColor} / ${data.bgColor} = ${data.contrastRatio}:1 (min ${data.expectedContrastRatio})`;
  };

  const row = (rule, element, review, detail) => ({
    rule, ...placeOf(element), pointer: selectorOf(element), review,
    output: hasOutput(element), direct: outputIn(element.childNodes), detail: detail || "", canary: element.hasAttribute(CANARY),
    unsure: looksUnknown(element),
  });

  // A control that a class of common style sheets takes out of the page for good, a component
  // that brings its own content, and an item of a list with another role, told of the list.
  const isMoot = (rule, element) => element.matches(".hidden,.d-none,.hide")
    || element.localName.includes("-") || element instanceof HTMLUnknownElement
    || (rule === "aria-hidden-focus" && element.closest(".modal,.offcanvas,[role=dialog]"))
    || (rule === "listitem" && element.parentElement.matches("ul[role],ol[role]"));

  // One row a rule and element, with the engines that saw it; what axe-core leaves for a person
  // to decide is seen by none.
  const gathering = () => {
    const elements = new Map();
    const add = (by, rule, element, review, detail) => {
      if (isMoot(rule, element)) return;
      if (!elements.has(element)) elements.set(element, new Map());
      const rows = elements.get(element);
      if (!rows.has(rule)) rows.set(rule, { ...row(rule, element, review, detail), by: [] });
      const known = rows.get(rule);
      known.review = known.review && review;
      known.detail = known.detail || detail || "";
      if (!review && !known.by.includes(by)) known.by.push(by);
    };
    const of = (rule) => [...elements].filter(([, rows]) => rows.has(rule)).map(([element, rows]) => [element, rows.get(rule)]);
    return { add, of, rows: () => [...elements.values()].flatMap((rows) => [...rows.values()]) };
  };

  const noteGradients = (into, nodes) => {
    for (const node of nodes) {
      if (!node.any.some((check) => check.data && check.data.messageKey === "bgGradient")) continue;
      const fault = vetColour.onGradient(node.element);
      if (fault) into.add("vet", "color-contrast", node.element, false, fault);
    }
  };

  const note = (into, results, review, reviewed) => {
    for (const result of results) {
      if (review && result.id === "color-contrast") noteGradients(into, result.nodes);
      if (review && !reviewed.includes(result.id)) continue;
      for (const node of result.nodes) {
        into.add("axe", result.id, node.element, review, contrastOf(node));
      }
    }
  };

  const isHidden = (element) => Boolean(element.closest("[hidden],[aria-hidden=true]"))
    || !axe.commons.dom.isVisibleToScreenReaders(element);

  // What our own rules find and can be perceived; axe-core knows that while it is set up.
  const ownFaults = (rules) => {
    const asked = rules.filter((rule) => isTongueStated || !TONGUES.includes(rule));
    return vetStill.moving(() => asked.flatMap((rule) => vetOwn[rule]().map((one) => [rule, ...[one].flat()])));
  };
  const isTold = ([rule, element]) => document.head.contains(element) || rule === "vet-autoplay" || !isHidden(element);
  const addOwn = (into, faults) => { for (const [rule, element, detail] of faults) into.add("vet", rule, element, false, detail); };

  const runOwn = (into, rules) => {
    const found = ownFaults(rules);
    if (!found.length) return;
    axe.setup(document);
    try {
      addOwn(into, found.filter(isTold));
    } finally {
      axe.teardown();
    }
  };

  // A rule of axe-core's that always holds, in which ours have their turn: setting up anew for
  // them costs as much as many of its rules. Nobody reads the elements that it writes out.
  const WITHIN = "vet-within";
  let within = () => undefined;
  axe.configure({
    noHtml: true, checks: [{ id: WITHIN, evaluate: () => { within(); return true; } }],
    rules: [{ id: WITHIN, selector: "html", excludeHidden: false, any: [WITHIN] }],
  });

  // axe-core's rules, and ours in the same state of the page.
  const runAxe = async (into, rules, reviewed, own = []) => {
    if (!rules.length) return runOwn(into, own);
    let faults, failed;
    within = () => {
      try { faults = ownFaults(own).filter(isTold); } catch (error) { failed = error; }
    };
    const result = await axe.run(document, {
      runOnly: { type: "rule", values: [...rules, WITHIN] }, resultTypes: ["violations", "incomplete"],
      iframes: false, selectors: false, elementRef: true, preload: false, performanceTimer: false,
    });
    if (failed) throw failed;
    note(into, result.violations, false, reviewed);
    note(into, result.incomplete, true, reviewed);
    return faults ? addOwn(into, faults) : runOwn(into, own);
  };

  // What the other engines say of an element takes them the longer the deeper it stands.
  const DEEP = `body${">*".repeat(200)}`;
  const DARK = "vet-dark-contrast";
  let faint = new Set();
  const runDark = async (into) => {
    const seen = gathering();
    await runAxe(seen, ["color-contrast"], []);
    for (const [element, found] of seen.of("color-contrast")) {
      if (!faint.has(element)) into.add("vet", DARK, element, false, found.detail);
    }
  };

  // Whether the other engines had their say; one that fails on a page must not weaken the rest.
  const runWitnesses = async (into, table) => {
    try {
      for (const { by, rule, element } of await vetWitness.ask(table)) into.add(by, rule, element, false);
      return true;
    } catch {
      return false;
    }
  };

  // `worn` are the sheets for the rules that need colour, or null where not all are known.
  const visit = async (html, maximum, worn) => {
    load(html);
    const elements = collect();
    if (elements > maximum) return { elements, rows: [], seen: false };
    const canary = placeCanary(), into = gathering();
    wear([]);
    vetStill.rest();
    let witnessed = elements <= rules.witnessed && !document.querySelector(DEEP);
    await runAxe(into, [...new Set([...rules.structural, "image-alt"])], rules.reviewed, rules.own.structural);
    if (witnessed) witnessed = await runWitnesses(into, rules.witnesses.structural);
    if (worn && rules.styled.length + rules.own.styled.length) {
      wear(worn);
      vetSettle();
      vetStill.rest();
      const styled = worn.some((id) => turning.has(id)) ? rules : upright;
      await runAxe(into, styled.styled, rules.reviewed, rules.own.styled);
      if (witnessed) witnessed = await runWitnesses(into, styled.witnesses.styled);
    }
    vetStill.end();
    faint = new Set(into.of("color-contrast").map(([element]) => element));
    const rows = into.rows();
    const proof = rows.find((found) => found.canary && found.rule === "image-alt");
    const saw = (name) => Boolean(proof && proof.by.includes(name));
    const seen = saw("axe") && (!witnessed || Object.keys(rules.witnesses.structural).every(saw));
    for (const found of rows) found.witnessed = witnessed;
    return { elements, rows: rows.filter((found) => !found.canary), seen };
  };

  // The page as it stands, in a view that the worker has set meanwhile.
  const look = async (view) => {
    vetSettle();
    const into = gathering(), asked = rules.views[view] || [];
    vetStill.rest();
    runOwn(into, asked.filter((rule) => vetOwn[rule]));
    if (asked.includes(DARK)) await runDark(into);
    vetStill.end();
    return into.rows().filter((found) => !found.canary).map((found) => ({ ...found, witnessed: true }));
  };

  // `upright` is what is asked where no sheet speaks of the orientation of the screen.
  let rules, upright;
  const LOCK = "css-orientation-lock";
  const arm = (given) => {
    const others = (table) => Object.fromEntries(Object.entries(table)
      .map(([theirs, ours]) => [theirs, ours.filter(([rule]) => rule !== LOCK)]).filter(([, ours]) => ours.length));
    const witnesses = Object.entries(given.witnesses.styled).map(([by, table]) => [by, others(table)]);
    rules = given;
    upright = { styled: given.styled.filter((rule) => rule !== LOCK),
      witnesses: { styled: Object.fromEntries(witnesses.filter(([, table]) => Object.keys(table).length)) } };
  };

  return { arm, know, look, visit };
})();
