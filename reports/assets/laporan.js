"use strict";
(() => {
  const form = document.getElementById("saring");
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  if (!form) return;
  const [text, severity, blocking] = form.querySelectorAll("input[type=search],select,input[type=checkbox]");
  const status = form.querySelector("[role=status]");
  const groups = [...document.querySelectorAll(".group")].map((group) => [group, [...group.querySelectorAll(".f")]]);
  const cache = new Map();
  const words = (item) => {
    if (!cache.has(item)) cache.set(item, item.textContent.toLowerCase());
    return cache.get(item);
  };
  const level = (item) => Number(item.className.slice(-1));
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const [group, items] of groups) {
      let kept = 0;
      for (const item of items) {
        const keep = level(item) >= Number(severity.value) && (!blocking.checked || item.querySelector("em")) && (!wanted || words(item).includes(wanted));
        item.hidden = !keep;
        if (keep) kept += 1;
      }
      group.hidden = kept === 0;
      shown += kept;
    }
    const label = shown === 1 ? status.dataset.one : status.dataset.other;
    status.textContent = label.replace("#", shown.toLocaleString(document.documentElement.lang));
  };
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || !target.closest("[hidden]")) return;
    form.reset();
    apply();
    target.scrollIntoView();
  };
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 150); });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  form.hidden = false;
  apply();
})();
