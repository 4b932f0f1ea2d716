// Text on a gradient, which axe-core leaves open: told only where none of its colours would do.
"use strict";
globalThis.vetColour = (() => {
  const WHITE = { r: 255, g: 255, b: 255, a: 1 };
  const STEPS = 8, MOST = 200;
  const COLOUR = /rgba?\(([^()]*)\)/g;

  const read = (text) => {
    const parts = /^rgba?\(([^()]*)\)$/.exec(text);
    if (!parts) return null;
    const [r, g, b, a = 1] = parts[1].split(/[\s,/]+/).map(Number);
    return [r, g, b, a].some(Number.isNaN) ? null : { r, g, b, a };
  };
  const over = (top, below) => {
    const mix = (name) => top[name] * top.a + below[name] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  // As gradients are drawn: weighted by how opaque each end is.
  const between = (first, second, part) => {
    const a = first.a * (1 - part) + second.a * part;
    const mix = (name) => (a ? (first[name] * first.a * (1 - part) + second[name] * second.a * part) / a : 0);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a };
  };
  const luminance = ({ r, g, b }) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]].reduce((sum, [value, weight]) => {
    const part = value / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const contrast = (first, second) => {
    const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const hex = (colour) => `#${["r", "g", "b"].map((name) => Math.round(colour[name]).toString(16).padStart(2, "0")).join("")}`;

  // The colours of one background image, or null where it is not a gradient of plain colours.
  const shades = (image) => {
    const plain = image.replace(COLOUR, "");
    if (!/^(repeating-)?(linear|radial|conic)-gradient\(/.test(image) || /(url|image|color|lab|lch|hsl|oklab|oklch|element)\(/.test(plain)) return null;
    const stops = (image.match(COLOUR) || []).map(read);
    if (stops.length < 2 || stops.includes(null)) return null;
    return stops.slice(1).flatMap((stop, index) =>
      Array.from({ length: STEPS + 1 }, (_, step) => between(stops[index], stop, step / STEPS)));
  };
  const layers = (text) => {
    const found = [""];
    let depth = 0;
    for (const sign of text) {
      depth += { "(": 1, ")": -1 }[sign] || 0;
      if (sign === "," && !depth) found.push("");
      else found[found.length - 1] += sign;
    }
    return found.map((layer) => layer.trim());
  };
  const distinct = (colours) => [...new Map(colours.map((colour) => [hex(colour), colour])).values()];

  // Every colour that can stand behind the element's text, or null where that is not known.
  const grounds = (element) => {
    if (!element) return [WHITE];
    const style = getComputedStyle(element), own = read(style.backgroundColor);
    if (!own || style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal" || style.backgroundClip.includes("text")) return null;
    let below = own.a === 1 ? [WHITE] : grounds(element.parentElement);
    if (!below) return null;
    below = below.map((colour) => over(own, colour));
    if (style.backgroundImage === "none") return below;
    for (const image of layers(style.backgroundImage).reverse()) {
      const drawn = shades(image);
      if (!drawn) return null;
      const covers = style.backgroundSize === "auto" && !style.backgroundRepeat.includes("no-repeat");
      below = distinct([...(covers ? [] : below), ...below.flatMap((colour) => drawn.map((shade) => over(shade, colour)))]);
      if (below.length > MOST) return null;
    }
    return below;
  };

  const textOn = (element) => {
    const style = getComputedStyle(element), ink = read(style.color);
    if (!ink || style.textShadow !== "none") return "";
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const least = large ? 3 : 4.5, behind = grounds(element);
    if (!behind) return "";
    const ratios = behind.map((ground) => contrast(over(ink, ground), ground));
    const best = Math.max(...ratios);
    if (best >= least) return "";
    return `${hex(over(ink, behind[ratios.indexOf(best)]))} / gradient = ${Math.floor(best * 100) / 100}:1 (min ${least}:1)`;
  };

  // What is wrong with the text of an element on a gradient, or nothing.
  return { onGradient: textOn, grounds, contrast, read, over, hex };
})();
