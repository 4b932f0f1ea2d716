// What of Alfa the page needs, in one file: bundled at installation for the browser.
import { Audit } from "@siteimprove/alfa-act";
import { Device } from "@siteimprove/alfa-device";
import { Node } from "@siteimprove/alfa-dom";
import { Native } from "@siteimprove/alfa-dom/native.js";
import { Request, Response } from "@siteimprove/alfa-http";
import rules from "@siteimprove/alfa-rules";
import { Page } from "@siteimprove/alfa-web";

globalThis.alfa = { Audit, Device, Native, Node, Page, Request, Response, rules: [...rules] };
