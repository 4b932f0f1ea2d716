// Rules of our own on how a page bears another view: a narrow screen, wider spacing, a dark scheme,
// less motion. The worker sets the view, these say what it breaks.
"use strict";
Object.assign(globalThis.vetOwn, (() => {
  const NARROW = 320, SLACK = 2, MOST = 2000, LONGEST = 5000;
  // What may need two dimensions, by the criterion's own exception.
  const WIDE = "table,pre,code,iframe,canvas,video,img,svg,picture,object,embed,map,[role=grid],[role=application],[role=img]";
  const WAITS = /spin|load|pulse|skeleton|progress|blink|cursor|shimmer/i;
  const MOVES = ["transform", "translate", "rotate", "scale", "left", "right", "top", "bottom", "marginLeft", "marginTop", "backgroundPositionX", "offsetDistance"];
  const SPACED = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const styleOf = (element) => getComputedStyle(element);
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const scrolls = (element) => {
    for (let node = element.parentElement; node && node !== document.body && node !== document.documentElement; node = node.parentElement) {
      if (styleOf(node).overflowX !== "visible") return true;
    }
    return false;
  };
  const texts = () => all("body *").filter((element) => hasText(element) && !element.closest("svg,select,script,style") && isShown(element)).slice(0, MOST);

  // Elements whose own text their own box cuts off, by more than a rounding.
  const cut = (elements, sideways) => elements.filter((element) => {
    const style = styleOf(element), holds = /hidden|clip/;
    if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || element.clientWidth < 4 || element.clientHeight < 4) return false;
    return (!sideways && holds.test(style.overflowY) && element.scrollHeight > element.clientHeight + SLACK)
      || (holds.test(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK);
  });

  // Where the text of an element shows: what it and the boxes around it cut off is not there.
  const boxOf = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    let { left, top, right, bottom } = range.getBoundingClientRect();
    for (let node = element; node && node !== document.body; node = node.parentElement) {
      const { overflowX, overflowY, clip, clipPath } = styleOf(node), box = node.getBoundingClientRect();
      if (clip !== "auto" || clipPath !== "none" || overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (clip !== "auto" || clipPath !== "none" || overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  // Pairs of texts in the flow of the page that lie over each other, told by the upper one.
  const overlaps = (elements) => {
    const boxes = elements.map((element) => [boxOf(element), element]).filter(([box]) => box.width > 4 && box.height > 4)
      .sort(([a], [b]) => a.top - b.top);
    const found = new Set();
    boxes.forEach(([box, element], index) => {
      for (let next = index + 1; next < boxes.length && next < index + 40 && boxes[next][0].top < box.bottom; next += 1) {
        const other = boxes[next][1];
        if (meets(box, boxes[next][0]) && !element.contains(other) && !other.contains(element)) found.add(element);
      }
    });
    return found;
  };

  const wearing = (text, act) => {
    const sheet = new CSSStyleSheet(), worn = [...document.adoptedStyleSheets];
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...worn, sheet];
    vetSettle();
    try {
      return act();
    } finally {
      document.adoptedStyleSheets = worn;
      vetSettle();
    }
  };

  const inFlow = (elements) => elements.filter((element) => {
    const { position, display } = styleOf(element);
    return position === "static" && display !== "inline";
  });
  const measured = (elements, flow) => ({ cut: new Set(cut(elements, false)), overlap: overlaps(flow) });
  let spaced = { of: undefined };
  // What wider spacing alone breaks: found with it and not before; both faults in one go.
  const broken = (fault) => {
    if (spaced.of !== document.body) {
      const elements = texts(), flow = inFlow(elements), before = measured(elements, flow);
      const after = wearing(SPACED, () => measured(elements, flow));
      const fresh = (name) => [...after[name]].filter((element) => !before[name].has(element));
      spaced = { of: document.body, cut: fresh("cut"), overlap: fresh("overlap") };
    }
    return spaced[fault];
  };

  // The outermost elements that reach over the edge of a narrow screen, what may be wide aside.
  const tooWide = () => {
    if (document.scrollingElement.scrollWidth <= NARROW + SLACK) return [];
    const found = new Set(all("body,body *").filter((element) => element.getBoundingClientRect().right > NARROW + SLACK
      && isShown(element) && styleOf(element).position !== "fixed" && !scrolls(element)));
    return [...found].filter((element) => !found.has(element.parentElement)).slice(0, 5);
  };

  return {
    // Where a running animation has got to is chance: things are looked at where they belong.
    "vet-reflow": () => wearing(`${WIDE}{display:none!important}*{animation:none!important}`, tooWide),
    "vet-reflow-cut": () => cut(texts(), true),
    "vet-spacing-cut": () => broken("cut"),
    "vet-spacing-overlap": () => broken("overlap"),
    "vet-motion": () => [...new Set(document.getAnimations().filter((animation) => {
      const effect = animation.effect, timing = effect && effect.getComputedTiming();
      return timing && animation.playState === "running" && timing.activeDuration > LONGEST
        && effect.getKeyframes().some((frame) => MOVES.some((name) => name in frame));
    }).map((animation) => animation.effect.target))].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 40 && box.height > 12 && (element.textContent.trim() || box.width > 200) && !WAITS.test(`${element.className} ${element.id}`);
    }),
  };
})());
