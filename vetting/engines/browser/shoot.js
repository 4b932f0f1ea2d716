// A page laid out to be pictured; isolated world. Whatever may be about a person is hidden first.
"use strict";
globalThis.shot = (() => {
  const AT = "data-vet-at", MARGIN = 12, WIDEST = 640, TALLEST = 360;
  const LONG = /(?:\d[\s.\-]?){8,}|[\w.+-]@[\w-]+\./;
  const SHOWN = ["value", "placeholder", "alt", "title", "label"];

  const hidden = (text) => (LONG.test(text) ? text.replace(/\S/g, "*") : text.replace(/\d/g, "0"));
  // Beside a person's number or address, what else a row holds is about that person.
  const veil = () => {
    for (const row of document.querySelectorAll("tr,li,dl,p,address")) {
      if (!LONG.test(row.textContent)) continue;
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(/\S/g, "*");
    }
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!/^(style|script)$/i.test(walker.currentNode.parentNode.nodeName)) walker.currentNode.data = hidden(walker.currentNode.data);
    for (const name of SHOWN) {
      for (const element of document.querySelectorAll(`[${name}]`)) element.setAttribute(name, hidden(element.getAttribute(name)));
    }
    for (const area of document.querySelectorAll("textarea")) area.value = hidden(area.value);
  };

  const load = (html, sheets) => {
    Document.prototype.open.call(document);
    Document.prototype.write.call(document, html);
    Document.prototype.close.call(document);
    document.adoptedStyleSheets = sheets.map(([text, media]) => {
      const sheet = new CSSStyleSheet({ media });
      sheet.replaceSync(text);
      return sheet;
    });
    veil();
  };

  // Where to cut, in pixels of the page; null where the element is not to be seen.
  const box = (at) => {
    const element = document.querySelector(`[${AT}="${at}"]`);
    if (!element || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
    const around = element.getBoundingClientRect();
    if (around.width < 1 || around.height < 1) return null;
    element.style.setProperty("outline", "2px solid #c00", "important");
    const x = Math.max(0, around.left + scrollX - MARGIN), y = Math.max(0, around.top + scrollY - MARGIN);
    return { x, y, width: Math.min(WIDEST, around.width + 2 * MARGIN), height: Math.min(TALLEST, around.height + 2 * MARGIN) };
  };

  const unmark = (at) => document.querySelector(`[${AT}="${at}"]`).style.removeProperty("outline");

  return { load, box, unmark };
})();
