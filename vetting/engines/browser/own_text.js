// Rules of our own on how text reads and looks: its language, its letters, its focus ring.
"use strict";
Object.assign(globalThis.vetOwn, (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = (node) => (node.textContent || "").replace(/\s+/g, " ").trim();
  // Common short words that few other languages share.
  const WORDS = {
    id: "yang dan untuk dengan dari pada dalam tidak adalah akan oleh telah dapat serta atau juga bagi kami anda silakan harap bila sudah belum ini itu atas setiap",
    en: "the and for with from that this are was not you your have has will been can which their our please when where would should about into than they were",
    fr: "le les des est une dans pour pas que qui sur avec vous nous sont cette mais votre aux ont être",
    es: "el los las una para con por que del está son como más pero su sus este esta muy todo también",
    de: "der die das und ist nicht mit den von ein eine für auf sich auch als sie wir werden oder bei",
    cy: "mae yn ar i'r eich chi gallwch wedi gyfer neu fod gan oes hyn beth sut o'r hefyd",
  };
  const LISTS = Object.fromEntries(Object.entries(WORDS).map(([tongue, words]) => [tongue, new Set(words.split(" "))]));
  const SCRIPTS = { ar: /[\u0600-\u06ff]{2}/g, he: /[\u0590-\u05ff]{2}/g, zh: /[\u4e00-\u9fff]{2}/g, ja: /[\u3040-\u30ff]{2}/g, ko: /[\uac00-\ud7af]{2}/g, ru: /[\u0400-\u04ff]{3}/g, th: /[\u0e00-\u0e7f]{3}/g };
  const blocks = () => all("p,li,h1,h2,h3,h4,h5,h6,td,th,dd,dt,blockquote,figcaption,label,legend,caption,q,span,div").filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 12) && !element.closest("code,pre,script,style,svg"));
  const spoken = (element) => ((element.closest("[lang]") || document.documentElement).getAttribute("lang") || "").toLowerCase().split("-")[0];

  // The language that most of the known words belong to, where that is beyond doubt.
  const languageOf = (words) => {
    for (const [tongue, pattern] of Object.entries(SCRIPTS)) if ((words.match(pattern) || []).length > 3) return tongue;
    const list = words.toLowerCase().match(/[\p{L}']+/gu) || [];
    const counts = Object.entries(LISTS).map(([tongue, known]) => [list.filter((word) => known.has(word)).length, tongue]).sort((a, b) => b[0] - a[0]);
    const [[most, tongue], [second]] = counts;
    return list.length > 7 && most >= 3 && most >= 0.18 * list.length && most > 2 * second + 1 ? tongue : "";
  };
  const isForeign = (element) => {
    const stated = spoken(element), heard = languageOf(text(element));
    return stated && heard && stated !== heard && !(stated === "ms" && heard === "id");
  };

  // The language of all text of a page that no part states another for.
  const heardOfPage = () => {
    const words = blocks().filter((element) => !element.closest("[lang]:not(html)")).map(text).join(" ").slice(0, 20_000);
    return words.length > 200 ? languageOf(words) : "";
  };

  const isUpper = (words) => {
    const letters = words.replace(/[^\p{L}]/gu, "");
    return letters.length > 50 && words.split(/\s+/).length > 7 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  };
  const styleOf = (element) => getComputedStyle(element);
  const long = (element, least) => text(element).length >= least;

  const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "backgroundImage", "color",
    "borderTopColor", "borderTopWidth", "borderBottomColor", "borderBottomWidth", "textDecorationLine", "textDecorationStyle", "transform", "opacity", "filter"];
  // An outline of no style has a width and a colour all the same, and is not seen.
  const lookOf = (element) => {
    const style = styleOf(element), bare = style.outlineStyle === "none";
    return LOOKS.map((name) => (bare && name.startsWith("outline") ? "" : style[name])).join("|");
  };
  // Elements of one kind at places of one kind look the same when focused: one stands for all.
  const kindOf = (element) => {
    const parts = [element.type || "", element.getAttribute("style") || ""];
    for (let node = element, up = 0; node && up < 4; node = node.parentElement, up += 1) parts.push(node.localName, node.className);
    return parts.join("|");
  };
  const showsFocus = (element) => {
    const before = lookOf(element);
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) return true;
    const style = styleOf(element), after = lookOf(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    element.blur();
    return ring || before !== after;
  };

  // The first rule of a sheet that takes the outline of what has the focus away, and all of them.
  const TAKEN = new WeakMap();
  const takenBy = (sheet) => {
    if (!TAKEN.has(sheet)) {
      const rules = [], walk = (list) => { for (const rule of list) { if (rule.selectorText && takes(rule.style)) rules.push(rule); if (rule.cssRules) walk(rule.cssRules); } };
      walk(sheet.cssRules);
      TAKEN.set(sheet, rules);
    }
    return TAKEN.get(sheet);
  };
  const takes = (style) => style.outlineStyle === "none" || /^0(px)?$/.test(style.outlineWidth);
  const atRest = (selector) => selector.replace(/:focus(-visible|-within)?(?![\w-])/g, "") || "*";
  const fits = (element, rule) => {
    try {
      return element.matches(rule.selectorText.split(",").map((part) => atRest(part.trim()) || "*").join());
    } catch {
      return false;
    }
  };
  // What takes the focus ring away is told once for a sheet, whatever it takes it from.
  const culprit = (element) => {
    const sheet = [...document.adoptedStyleSheets].reverse().find((worn) => takenBy(worn).some((rule) => fits(element, rule)));
    return sheet ? `${sheet.vetIsOwn ? "<style> " : ""}${takenBy(sheet)[0].selectorText.replace(/\s+/g, " ").slice(0, 80)} { outline: 0 }` : "";
  };

  return {
    "vet-page-tongue": () => {
      const stated = spoken(document.documentElement), heard = heardOfPage();
      return stated && heard && heard !== stated && !(stated === "ms" && heard === "id") ? [document.documentElement] : [];
    },
    "vet-part-tongue": () => {
      // A page that states the wrong language is told of as a whole; its parts are not foreign to it.
      const whole = heardOfPage();
      const found = blocks().filter((element) => !element.hasAttribute("lang") && isForeign(element) && languageOf(text(element)) !== whole);
      return found.filter((element) => !found.some((other) => other !== element && element.contains(other))).slice(0, 10);
    },
    "vet-tongue-wrong": () => all("[lang]:not(html)").filter((element) => isForeign(element)),
    "vet-direction": () => blocks().filter((element) => {
      const rtl = /[\u0590-\u06ff]/g, letters = (text(element).match(/\p{L}/gu) || []).length, hits = (text(element).match(rtl) || []).length;
      return letters > 5 && (hits > letters * 0.7) !== (styleOf(element).direction === "rtl") && (hits > letters * 0.7 || (!hits && element.closest("[dir=rtl]")));
    }),
    "vet-uppercase": () => blocks().filter((element) => isUpper(text(element))),
    "vet-uppercase-style": () => blocks().filter((element) => styleOf(element).textTransform === "uppercase" && long(element, 80)),
    "vet-justified": () => blocks().filter((element) => styleOf(element).textAlign === "justify" && long(element, 80)),
    "vet-italic": () => all("p,i,em,div,blockquote,span").filter((element) => styleOf(element).fontStyle === "italic" && long(element, 160)
      && !(element.parentElement && styleOf(element.parentElement).fontStyle === "italic" && text(element.parentElement) === text(element))),
    "vet-small-text": () => blocks().filter((element) => parseFloat(styleOf(element).fontSize) < 9 && long(element, 12)),
    "vet-line-height": () => blocks().filter((element) => {
      const style = styleOf(element), height = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
      return height < 1.15 && long(element, 160);
    }),
    "vet-long-lines": () => blocks().filter((element) => {
      const style = styleOf(element), letters = element.clientWidth / (parseFloat(style.fontSize) * 0.5);
      return /^(p|blockquote)$/.test(element.localName) && long(element, 250) && letters > 120;
    }),
    "vet-focus-visible": () => {
      // A transition would show the old look for a while; a handler may mark the focus elsewhere.
      const still = new CSSStyleSheet(), worn = [...document.adoptedStyleSheets];
      still.replaceSync("*{transition:none!important;animation:none!important}");
      document.adoptedStyleSheets = [...worn, still];
      try {
        const known = new Map();
        const shows = (element) => {
          const kind = kindOf(element);
          if (!known.has(kind)) known.set(kind, showsFocus(element));
          return known.get(kind);
        };
        return all("a[href],button,input,select,textarea,summary,[tabindex='0']").slice(0, 150).filter((element) =>
          element.type !== "hidden" && !element.disabled && !element.hasAttribute("onfocus") && element.getClientRects().length && !shows(element))
          .map((element) => [element, culprit(element)]);
      } finally {
        document.adoptedStyleSheets = worn;
      }
    },
    "vet-target-size": () => all("button,input[type=checkbox],input[type=radio],input[type=submit],a[href] > img:only-child").filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.width < 12 || box.height < 12) && styleOf(element).appearance !== "auto";
    }),
    "vet-clipped": () => blocks().filter((element) => {
      const style = styleOf(element);
      return /hidden|clip/.test(style.overflowY) && /px|em|rem/.test(element.style.height) && parseFloat(style.height) > 0
        && element.scrollHeight > parseFloat(style.height) * 0.7 && long(element, 20) && style.textOverflow !== "ellipsis";
    }),
  };
})());
