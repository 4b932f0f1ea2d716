// Rules of our own that read the structure of a page: what each would report if it can be
// perceived at all. They serve where no engine looks, or where none speaks Indonesian.
"use strict";
globalThis.vetOwn = (() => {
  const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";
  const CLICKS = ["onclick", "@click", "v-on:click", "x-on:click", "(click)", "ng-click", "wire:click"];
  const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "headers", "aria-details"];
  const VAGUE = /^(klik\s*(di\s*sini|ini)?|di\s*sini|click\s*here|here|this|link\s*ini|this\s*(link|page)|klik\s*link|link|tautan)[.!»>\s]*$/i;
  const LEAN = /^((baca|lihat)?\s*(selengkapnya|lainnya)|(read|learn|see)?\s*more|detail|details|info|lanjut|go|buka|open)[.…!»>→\s]*$/i;
  const NOT_TYPED = /^(hidden|submit|reset|button|image|checkbox|radio)$/i;
  const FILE_NAME = /^[\w%~./ -]+\.(png|jpe?g|gif|svg|webp|bmp|avif)$/i;
  const NO_ALT = /^(click|klik|image|images|img|gambar|foto|photo|picture|pic|banner|icon|ikon|alt|spacer|untitled|tombol|button|submit)\d*$|^\[[^\]]*\]$/i;
  const NO_TITLE = /^(untitled( (document|page))?|document|dokumen|page|halaman|title|judul|new page|index|home ?page|laravel|codeigniter|welcome|react app|vite app|vite \+ \w+|my app|app|x+)$/i;
  const OFFICE = /^(universitas|politeknik|pemerintah|pemkab|pemkot|pemprov|dinas|badan|kantor|kementerian|kecamatan|kelurahan|desa|kabupaten|kota|provinsi|puskesmas|rsud|university|college|ministry|department|council|city|office) /i;
  const GREETING = /selamat datang|beranda|welcome|\bhome\b|situs resmi|portal/i;
  const words = (value) => value.toLowerCase().match(/\p{L}{4,}/gu) || [];
  const MEDIA = { document: /\.(pdf|docx?|xlsx?|pptx?|odt|ods)$/i, sound: /\.(mp3|wav|ogg|m4a|mp4|webm|avi|mov|mpe?g)$/i, image: /\.(png|jpe?g|gif|webp)$/i };
  const SAYS = /pdf|docx?|xlsx?|pptx?|word|excel|unduh|download|berkas|dokumen|\b[kmg]i?b\b/i;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const has = (element, ...names) => names.some((name) => (element.getAttribute(name) || "").trim());
  const named = (element) => has(element, "aria-label", "aria-labelledby");
  const text = (node) => (node.textContent || "").replace(/\s+/g, " ").trim();
  const filled = (element) => [...element.childNodes].some((node) => node.nodeType === Node.COMMENT_NODE);
  // Whether the server writes something beside it, which may be just what is missed.
  const outputNear = (element) => {
    const around = element.parentElement && element.parentElement.parentElement || document.body;
    const walker = document.createTreeWalker(around, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) if (walker.currentNode.data === "vet-output") return !element.contains(walker.currentNode);
    return false;
  };
  // Whether a control beside it has a name that only the server knows, as rendered for it.
  const unknownNear = (element) => {
    const around = element.parentElement && element.parentElement.parentElement || document.body;
    return [...around.querySelectorAll("input[id],select[id],textarea[id]")].some((field) => /x[0-9a-f]{8}/.test(field.id));
  };
  const target = (link) => (link.getAttribute("href") || "").trim();
  const path = (link) => target(link).split(/[?#]/)[0];
  const basename = (value) => (value || "").split(/[?#]/)[0].split("/").pop();
  const said = (link) => text(link) || [...link.querySelectorAll("img[alt]")].map((image) => image.alt).join(" ").trim();

  // Letters that take no room or leave no trace, and nothing else.
  const UNSEEN = /^[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]+$/;
  const unseen = (element) => {
    const names = [element.getAttribute("aria-label"), element.title, element.textContent].map((name) => name || "");
    return names.some((name) => name.trim()) && names.every((name) => !name || UNSEEN.test(name))
      && !has(element, "aria-labelledby") && !element.querySelector("img,svg,input,object,[aria-label],[title]") && !filled(element);
  };
  // Fields that a page's script watches, as our reading of it says: see render/handlers.py.
  const watched = (kind) => all("script[data-vet-acts]").flatMap((script) => JSON.parse(script.getAttribute("data-vet-acts")))
    .flatMap(([what, selector]) => {
      try {
        return what === kind ? all(selector) : [];
      } catch {
        return [];
      }
    });
  const FIELD = "input,select,textarea";
  const fieldsOf = (holders) => [...new Set(holders.flatMap((holder) => holder.matches(FIELD) ? [holder] : [...holder.querySelectorAll(FIELD)]))];
  const about = (field) => `${field.getAttribute("name") || ""} ${field.id} ${field.getAttribute("autocomplete") || ""} ${field.getAttribute("placeholder") || ""}`;
  const CODES = /(^|[^a-z])(otp|totp|mfa|2fa|pin|passcode|one[-_ ]?time|kode[-_ ]?(otp|verifikasi|keamanan|masuk)|verification[-_ ]?code|auth(entication)?[-_ ]?code)([^a-z]|$)/i;
  const FRESH = /confirm|konfirmasi|ulang|repeat|retype|again|new[-_ ]?pass|pass(word)?[-_ ]?new|baru|new-password/i;
  const isSecret = (field) => (field.getAttribute("type") === "password" || CODES.test(about(field))) && !FRESH.test(about(field));

  const links = {
    "vet-link-text": () => all("a[href]").filter((link) => VAGUE.test(text(link)) && !named(link)),
    "vet-link-lean": () => all("a[href]").filter((link) => LEAN.test(text(link)) && !named(link) && !has(link, "title")),
    "vet-link-symbol": () => all("a[href]").filter((link) =>
      /^[.,;:·•\-–—_|/]+$/.test(text(link)) && !named(link) && !has(link, "title")),
    "vet-link-unseen": () => all("a[href]").filter(unseen),
    "vet-button-unseen": () => all("button,[role=button]").filter(unseen),
    "vet-link-nowhere": () => all("a[href]").filter((link) =>
      /^(#|javascript:.*)$/i.test(target(link)) && !link.hasAttribute("role") && !link.matches("[data-toggle],[data-bs-toggle],[data-widget],[onclick]") && text(link)),
    "vet-link-title": () => all("a[title]").filter((link) =>
      text(link) && text(link).toLowerCase() === link.title.trim().toLowerCase()),
    "vet-link-twins": () => all("a[href]").filter((link) => {
      const next = link.nextElementSibling;
      return next && next.localName === "a" && target(next) === target(link) && target(link).length > 1;
    }),
    "vet-link-same-text": () => {
      const first = new Map();
      return all("a[href]").filter((link) => {
        const words = said(link).toLowerCase();
        if (!words || filled(link) || link.querySelector("*") || /^#|\ue000|x[0-9a-f]{8}/.test(target(link))) return false;
        if (!first.has(words)) first.set(words, target(link));
        return first.get(words) !== target(link) && words.length < 60;
      });
    },
    "vet-new-window": () => all("a[target=_blank]").filter((link) =>
      !/(jendela|tab|window|tempat) *(baru|lain)?|new|opens|membuka/i.test(`${link.title} ${said(link)} ${link.getAttribute("aria-label") || ""}`)),
    "vet-file-link": () => all("a[href]").filter((link) => MEDIA.document.test(path(link)) && !SAYS.test(said(link) + link.title)),
    "vet-image-link": () => all("a[href]").filter((link) => MEDIA.image.test(path(link)) && !link.querySelector("img")),
  };

  const images = {
    "vet-alt-filename": () => all("img[alt],input[type=image][alt]").filter((image) =>
      FILE_NAME.test(image.alt.trim()) || (image.alt.trim() && image.alt.trim() === basename(image.getAttribute("src")).replace(/\.\w+$/, "") && /[\d_-]/.test(image.alt))),
    "vet-alt-generic": () => all("img[alt],input[type=image][alt]").filter((image) => NO_ALT.test(image.alt.trim())),
    "vet-alt-title": () => all('img[alt=""][title]').filter((image) => image.title.trim() && !image.closest("[aria-hidden=true]")),
    "vet-alt-differs": () => all("img[alt][title]").filter((image) =>
      image.alt.trim() && image.title.trim() && image.alt.trim().toLowerCase() !== image.title.trim().toLowerCase()),
    "vet-alt-repeats": () => all("a[href] img[alt]").filter((image) =>
      image.alt.trim() && text(image.closest("a")).toLowerCase() === image.alt.trim().toLowerCase()),
    "vet-spacer": () => all("img[src]").filter((image) =>
      /(^|\/)(spacer|blank|pixel|transparent|1x1)\.(gif|png)$/i.test(image.getAttribute("src")) && image.getAttribute("alt") !== ""),
    "vet-animation": () => all("img[src]").filter((image) => /\.gif$/i.test(image.getAttribute("src").split("?")[0])),
  };

  const forms = {
    "vet-placeholder-label": () => all("input[placeholder],textarea[placeholder]").filter((field) =>
      !NOT_TYPED.test(field.getAttribute("type") || "") && field.placeholder.trim() && !named(field) && !has(field, "title")
      && !(field.labels && [...field.labels].some((label) => text(label)))),
    "vet-label-empty": () => all("label").filter((label) => !text(label) && !filled(label)
      && !label.querySelector("img[alt],input,select,textarea,button,svg,i,span") && !named(label)),
    "vet-label-lost": () => all("label[for]").filter((label) => label.htmlFor && !document.getElementById(label.htmlFor)
      && !label.querySelector("input,select,textarea") && !outputNear(label) && !unknownNear(label)),
    "vet-label-same": () => {
      const first = new Set();
      return all("form input,form select,form textarea").filter((field) => {
        if (NOT_TYPED.test(field.type) || !field.labels || field.labels.length !== 1 || filled(field.labels[0])) return false;
        const group = field.closest("fieldset,[role=group],tr,li") || field.form;
        const key = `${text(field.labels[0]).toLowerCase()}\u0000${all("*").indexOf(group)}`;
        return text(field.labels[0]) && first.size === first.add(key).size;
      });
    },
    "vet-paste-blocked": () => fieldsOf([...all('[onpaste="return false"]'), ...watched("paste")]).filter(isSecret),
    "vet-change-moves": () => [...new Set([...all('[onchange="this.form.submit()"]'), ...watched("change")])].filter((field) =>
      field.matches("select,input[type=checkbox],input[type=radio]")
      && !/otomatis|automatic|langsung (pindah|menuju|tampil|berganti)/i.test(`${text(field.closest("form,fieldset,p,td,div") || field)} ${field.title} ${field.getAttribute("aria-label") || ""}`)),
    "vet-legend": () => all("fieldset").filter((set) => !named(set)
      && ![...set.children].some((child) => child.localName === "legend" && (text(child) || child.querySelector("img[alt]")))),
    "vet-group": () => {
      const seen = new Set();
      return all("input[type=radio][name],input[type=checkbox][name]").filter((field) => {
        const name = `${field.type}:${field.name}`;
        if (seen.has(name) || field.closest("fieldset,[role=group],[role=radiogroup],table")) return false;
        const group = all(`input[type=${field.type}]`).filter((other) => other.name === field.name && other.form === field.form);
        seen.add(name);
        return group.length > 1;
      });
    },
    "vet-captcha": () => all("img,iframe,div.g-recaptcha,div.h-captcha").filter((element) =>
      /captcha/i.test(`${element.getAttribute("src")} ${element.id} ${element.className} ${element.getAttribute("alt")}`)
      && !element.matches(".g-recaptcha,.h-captcha") && !document.querySelector("audio,[href*=audio],[onclick*=audio],[src*=recaptcha]")),
  };

  const tables = {
    "vet-table-headers": () => all("table").filter((table) => isData(table) && !table.querySelector("th,[role=columnheader],[role=rowheader]")),
    "vet-table-caption": () => all("table").filter((table) => isData(table) && !table.caption && !named(table) && table.querySelector("th")),
    "vet-table-only-headers": () => all("table").filter((table) => table.querySelector("th") && !table.querySelector("td") && table.rows.length > 1),
    "vet-table-empty-header": () => all("th").filter((cell) => !text(cell) && !filled(cell) && !named(cell) && !cell.querySelector("img,input,svg,button,i,label")),
    "vet-table-nested": () => all("table table"),
    "vet-table-scope": () => all("table").filter((table) => table.querySelector("tr + tr > th:first-child")
      && table.querySelectorAll("tr:first-child th").length > 1 && !table.querySelector("[scope],[headers]")),
    "vet-table-ragged": () => all("table").filter((table) => isData(table) && !table.querySelector("[colspan],[rowspan],table") && new Set([...table.rows].map((row) => row.cells.length)).size > 1),
    "vet-table-layout": () => all("table").filter((table) => !table.querySelector("th,caption") && !/^(presentation|none)$/.test(table.getAttribute("role"))
      && table.querySelector("td form, td h1, td h2, td h3, td nav, td ul, td p + p, td table")),
  };
  const isData = (table) => !/^(presentation|none)$/.test(table.getAttribute("role")) && table.rows.length > 1
    && !table.querySelector("table,form,input,select,textarea,iframe,p,ul,ol,h1,h2,h3") && [...table.rows].filter((row) => row.cells.length > 1).length > 1;

  // What lies behind a dialog or menu that is open; the way out by keyboard is elsewhere.
  const isCurtain = (element) => !element.children.length && !text(element) && /overlay|backdrop|inset-0|\bfixed\b|scrim|curtain/i.test(element.className);

  const page = {
    "vet-click-only": () => all("*").filter((element) => CLICKS.some((attribute) => element.hasAttribute(attribute))
      && !element.matches(`${FOCUSABLE},label,option,html,body,form,dialog,[role]`)
      && !element.localName.includes("-") && !(element instanceof HTMLUnknownElement) && !isCurtain(element)
      && !element.closest("a[href],button,label,summary") && !element.querySelector(FOCUSABLE)),
    "vet-duplicate-id": () => {
      const wanted = new Set(all(REFERENCES.map((name) => `[${name}]`).join()).flatMap((element) =>
        REFERENCES.flatMap((name) => (element.getAttribute(name) || "").split(/\s+/))));
      const first = new Set();
      return all("[id]").filter((element) => {
        const id = element.getAttribute("id");
        return wanted.has(id) && !element.closest("svg") && first.size === first.add(id).size;
      });
    },
    "vet-fake-button": () => all("div.btn,div.button,span.btn,span.button").filter((element) => text(element)
      && !element.matches(`${FOCUSABLE},[role]`) && !element.closest("a,button,label") && !element.querySelector(FOCUSABLE)),
    "vet-accesskey": () => all("[accesskey]"),
    "vet-tab-stop": () => all('[tabindex="0"]').filter((element) => !element.matches(`${FOCUSABLE.replace("[tabindex],", "")},[role],iframe,video,audio,object,embed,area`)
      && !CLICKS.concat("onkeydown", "onkeyup", "onkeypress", "data-toggle", "data-bs-toggle").some((name) => element.hasAttribute(name)) && !/auto|scroll/.test(element.style.overflow)),
    "vet-role-button": () => all("a[href][role=button]").filter((link) => !link.matches("[onkeydown],[onkeyup],[onkeypress],[data-toggle],[data-bs-toggle]")),
    "vet-title-generic": () => [...document.head.querySelectorAll("title")].slice(0, 1).filter((title) => NO_TITLE.test(text(title))),
    "vet-title-twice": () => {
      // Browsers show the first; it is wrong where only a later one speaks of what is here.
      const [first, ...others] = all("head > title"), body = text(document.body).toLowerCase();
      const fits = (title) => words(text(title)).some((word) => body.includes(word.slice(0, 6)));
      return first && others.length && !fits(first) && others.some(fits) ? [first] : [];
    },
    "vet-title-office": () => {
      const title = document.head.querySelector("title"), name = title ? text(title) : "", heading = document.querySelector("h1");
      const said = heading ? text(heading) : "", more = words(said.toLowerCase().replace(name.toLowerCase(), " "));
      return OFFICE.test(name) && !/[|·:»–—]| - /.test(name) && !GREETING.test(said)
        && said.toLowerCase().includes(name.toLowerCase()) && more.length > 1 ? [title] : [];
    },
    "vet-frame-unreachable": () => all("iframe[tabindex^='-'][data-was-srcdoc]").filter((frame) =>
      ![frame.width, frame.height].some((size) => size && parseFloat(size) <= 1)
      && new DOMParser().parseFromString(frame.getAttribute("data-was-srcdoc"), "text/html")
        .querySelector(":is(a[href],button,input:not([type=hidden]),select,textarea,[tabindex]):not([tabindex^='-'])")),
    "vet-obsolete": () => all("center,font,big,strike,tt,basefont,dir"),
    "vet-paragraph-empty": () => all("p").filter((paragraph) => !paragraph.children.length && !text(paragraph) && !filled(paragraph)),
    "vet-fake-heading": () => all("p,div").filter((block) => {
      const only = block.children.length === 1 && block.firstElementChild, next = block.nextElementSibling;
      return only && /^(b|strong|font|big)$/.test(only.localName) && text(block) === text(only) && /\w/.test(text(block)) && text(block).length < 60
        && !/[.:;,?!]$/.test(text(block)) && next && next.localName === "p" && text(next).length > 60 && !block.closest("li,td,th,label,a,button,blockquote,form");
    }),
    "vet-fake-list": () => all("p,div,section,main,article,td,body").filter((block) => [...block.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE
      && /^\s*([-*•●▪·–]|\d{1,2}[.)]|[a-z][.)])\s+\S/i.test(node.data)).length > 2)
      .concat(all("p").filter((block) => { const starts = /^\s*([-*•●▪·–]|\d{1,2}[.)])\s+\S/; let next = block, count = 0;
        while (next && next.localName === "p" && starts.test(next.textContent)) { count += 1; next = next.nextElementSibling; }
        return count > 2 && !(block.previousElementSibling && block.previousElementSibling.localName === "p" && starts.test(block.previousElementSibling.textContent)); })),
    "vet-autoplay": () => [
      ...all("audio[autoplay],video[autoplay],bgsound,embed[src$='.mp3'],embed[src$='.wav']").filter((media) => !media.hasAttribute("muted") && !media.hasAttribute("controls")),
      ...all("iframe[src]").filter((frame) => /[?&]auto_?play=(1|true)\b/i.test(frame.getAttribute("src")) && !/[?&]muted?=(1|true)\b/i.test(frame.getAttribute("src"))),
    ],
    "vet-media-alternative": () => all("audio,video,embed,object,a[href]").filter((media) => media.localName === "a" ? MEDIA.sound.test(path(media))
      : !(media.localName === "video" && media.querySelector("track")) && (/^(audio|video)$/.test(media.localName) || MEDIA.sound.test(basename(media.getAttribute("src") || media.getAttribute("data"))))),
    "vet-pdf-only": () => {
      const holders = all("embed[src],iframe[src],object[data]").filter((frame) => MEDIA.document.test((frame.getAttribute("src") || frame.getAttribute("data")).split(/[?#]/)[0]));
      const main = document.querySelector("main,[role=main],#content") || document.body;
      return holders.filter((frame) => text(main).length < 400 && main.contains(frame));
    },
    "vet-skip-link": () => {
      const menu = all("nav,header,[role=navigation]").find((part) => part.querySelectorAll("a[href]").length > 6);
      const bypass = document.querySelector("main,[role=main]") || all('a[href^="#"]').slice(0, 3).some((link) => /lewati|langsung|skip|lompat|isi|konten|content|main/i.test(text(link)));
      return menu && !bypass ? [document.body] : [];
    },
    "vet-inline-meaning": () => all("[style]").filter((element) => /^(span|font|b|strong|p|label)$/.test(element.localName) && /(^|;)\s*color\s*:\s*(red|#f00|#ff0000|green|#0f0|#00ff00)\b/i.test(element.getAttribute("style"))
      && /wajib|required|penting|error|galat|salah|merah|hijau|\bred\b|\bgreen\b/i.test(text(element))),
  };

  return { ...links, ...images, ...forms, ...tables, ...page };
})();
