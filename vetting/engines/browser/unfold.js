// The page as its script left it, as text; isolated world, so that the page's own code cannot
// answer in its place. Rules that exist in memory only are written down.
"use strict";
((maximum) => {
  const rulesOf = (sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join("\n");
  const write = (text) => {
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  };
  const elements = document.getElementsByTagName("*").length;
  if (elements > maximum) return { elements, html: "" };
  for (const style of document.querySelectorAll("style")) {
    const written = style.sheet ? rulesOf(style.sheet) : "";
    if (written && !style.textContent.trim()) style.textContent = written;
  }
  for (const sheet of document.adoptedStyleSheets) write(rulesOf(sheet));
  for (const element of document.querySelectorAll("script,noscript")) element.remove();
  return { elements, html: `<!DOCTYPE html>${document.documentElement.outerHTML}` };
})
