// Runs in an isolated world of the browser, beside axe-core: the page's own code never runs.
"use strict";
// axe-core puts each rule behind a timer of no delay, which the browser stretches to some
// milliseconds; nobody waits for this page, so they run at once.
(() => {
  const later = globalThis.setTimeout.bind(globalThis);
  globalThis.setTimeout = (act, delay = 0, ...rest) =>
    (delay > 0 ? later(act, delay, ...rest) : (queueMicrotask(() => act(...rest)), 0));
})();

globalThis.vet = (() => {
  const AT = "data-vet-at";
  const CANARY = "data-vet-canary";
  const LOOK = "data-vet-look";
  let places = new WeakMap();
  let unsure = new WeakSet();

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

  const sheets = new Map();

  const know = (id, text, media) => {
    const sheet = new CSSStyleSheet({ media });
    sheet.replaceSync(text);
    sheets.set(id, sheet);
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
    || (rule === "listitem" && element.parentElement.matches("ul[role],ol[role]"));

  const rowsOf = (results, review, reviewed) => results
    .filter((result) => !review || reviewed.includes(result.id))
    .flatMap((result) => result.nodes
      .filter((node) => !isMoot(result.id, node.element)).map((node) =>
        row(result.id, node.element, review, contrastOf(node))));

  const runAxe = async (rules, reviewed) => {
    if (!rules.length) return [];
    const result = await axe.run(document, {
      runOnly: { type: "rule", values: rules }, resultTypes: ["violations", "incomplete"],
      iframes: false, selectors: false, elementRef: true, preload: false, performanceTimer: false,
    });
    return [...rowsOf(result.violations, false), ...rowsOf(result.incomplete, true, reviewed)];
  };

  const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";
  const CLICKS = ["onclick", "@click", "v-on:click", "x-on:click", "(click)", "ng-click", "wire:click"];
  const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "headers", "aria-details"];
  const VAGUE = /^(klik\s*(di\s*sini|ini)?|di\s*sini|click\s*here|here|link\s*ini|this\s*link|klik\s*link)[.!»>\s]*$/i;
  const NOT_TYPED = /^(hidden|submit|reset|button|image|checkbox|radio)$/i;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const has = (element, ...names) => names.some((name) => (element.getAttribute(name) || "").trim());
  const isHidden = (element) => Boolean(element.closest("[hidden],[aria-hidden=true]"))
    || !axe.commons.dom.isVisibleToScreenReaders(element);

  // Rules of our own: what each would report if it can be perceived at all.
  const own = {
    "vet-click-only": () => all("*").filter((element) =>
      CLICKS.some((attribute) => element.hasAttribute(attribute))
      && !element.matches(`${FOCUSABLE},label,option,html,body,form,dialog,[role]`)
      && !element.localName.includes("-") && !(element instanceof HTMLUnknownElement)
      && !element.closest("a[href],button,label,summary") && !element.querySelector(FOCUSABLE)),
    "vet-link-text": () => all("a[href]").filter((element) =>
      VAGUE.test(element.textContent.trim()) && !has(element, "aria-label", "aria-labelledby")),
    "vet-placeholder-label": () => all("input[placeholder],textarea[placeholder]").filter((element) =>
      !NOT_TYPED.test(element.getAttribute("type") || "") && element.placeholder.trim()
      && !has(element, "aria-label", "aria-labelledby", "title")
      && !(element.labels && [...element.labels].some((label) => label.textContent.trim()))),
    "vet-duplicate-id": () => {
      const wanted = new Set(all(REFERENCES.map((name) => `[${name}]`).join()).flatMap((element) =>
        REFERENCES.flatMap((name) => (element.getAttribute(name) || "").split(/\s+/))));
      const first = new Set();
      return all("[id]").filter((element) => {
        const id = element.getAttribute("id");
        return wanted.has(id) && !element.closest("svg") && first.size === first.add(id).size;
      });
    },
  };

  const runOwn = (rules) => {
    const found = rules.flatMap((rule) => own[rule]().map((element) => [rule, element]));
    if (!found.length) return [];
    axe.setup(document);
    try {
      return found.filter(([rule, element]) => !isMoot(rule, element) && !isHidden(element))
        .map(([rule, element]) => row(rule, element, false));
    } finally {
      axe.teardown();
    }
  };

  // `worn` are the sheets for the rules that need colour, or null where not all are known.
  const visit = async (html, rules, maximum, worn) => {
    load(html);
    const elements = collect();
    if (elements > maximum) return { elements, rows: [], seen: false };
    placeCanary();
    wear([]);
    const structural = [...new Set([...rules.structural, "image-alt"])];
    let rows = await runAxe(structural, rules.reviewed);
    rows.push(...runOwn(rules.own));
    if (worn && rules.styled.length) {
      wear(worn);
      rows.push(...await runAxe(rules.styled, rules.reviewed));
    }
    const seen = rows.some((found) => found.rule === "image-alt" && found.canary);
    return { elements, rows: rows.filter((found) => !found.canary), seen };
  };

  return { know, visit };
})();
