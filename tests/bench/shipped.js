// Each engine alone and by its makers' defaults, on the page as it stands; isolated world.
"use strict";
globalThis.shipped = (() => {
  const load = (html, sheets) => {
    document.open();
    document.write(html);
    document.close();
    document.adoptedStyleSheets = sheets.map(([text, media]) => {
      const sheet = new CSSStyleSheet({ media });
      sheet.replaceSync(text);
      return sheet;
    });
  };

  const engines = {
    axe: async () => (await axe.run(document, { iframes: false })).violations.length,
    alfa: async () => {
      const device = alfa.Device.standard();
      const root = alfa.Node.from(await alfa.Native.fromNode(document), device);
      const page = alfa.Page.of(alfa.Request.empty(), alfa.Response.empty(), root, device);
      const outcomes = [...await alfa.Audit.of(page, alfa.rules).evaluate()];
      return outcomes.filter((one) => one.outcome === "failed").length;
    },
    qualweb: async () => {
      globalThis.qwPage = new QWPage(document, true);
      const report = new ACTRulesRunner({}, { translate: {}, fallback: {} })
        .configure({}).test({ sourceHtml: "" }).getReport();
      delete globalThis.qwPage;
      return Object.values(report.assertions).filter((one) => one.metadata.outcome === "failed").length;
    },
    ibm: async () => {
      const checker = new ace.Checker();
      const report = await checker.check(document, ["IBM_Accessibility", "WCAG_2_2"]);
      return report.results.filter((one) => one.value[1] === "FAIL").length;
    },
  };

  return { look: async (name, html, sheets) => { load(html, sheets); return engines[name](); } };
})();
