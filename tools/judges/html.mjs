// Judges pages: {name: html} as JSON on standard input → list of faults as JSON on standard output.
// Started in the folder where the packages are installed.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { HtmlValidate } = createRequire(`${process.cwd()}/`)("html-validate");

const judge = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  rules: {
    "no-unknown-elements": "error",
  },
});

const faults = [];
for (const [name, page] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const report = await judge.validateString(page, name);
  for (const { messages } of report.results) {
    for (const one of messages) {
      faults.push(`${name}:${one.line}:${one.column}: ${one.ruleId}: ${one.message}`);
    }
  }
}
process.stdout.write(JSON.stringify(faults));
