// Judges pages: {name: html} as JSON on standard input → list of faults as JSON on standard output.
// Started in the folder where the packages are installed.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { HtmlValidate } = createRequire(`${process.cwd()}/`)("html-validate");

const judge = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  // The judge knows only the attributes that <svg> shares with every element.
  elements: ["html5", { svg: { attributes: { viewbox: {}, width: {}, height: {} } } }],
  rules: {
    "no-unknown-elements": "error",
    "no-unknown-attributes": "error",
    // Both ways of writing are HTML; ours is the other one.
    "doctype-style": ["error", { style: "lowercase" }],
    "attr-quotes": ["error", { style: "any", unquoted: true }],
    "prefer-tbody": "off",
    // A group of boxes shares a name, as radio buttons do.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
    // A button without a type sends its form, and that is what every button here is for.
    "no-implicit-button-type": "off",
    // Only styles and scripts of other sites would need a hash; there are none.
    "require-sri": ["error", { target: "crossorigin" }],
    // A number is written as people copy and dial it; keeping it on one line is for the styles.
    "tel-non-breaking": "off",
    // The table that scrolls sideways is a region, to be reached by keyboard, and no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // The page that waits for files loads itself anew; it has nothing to read or fill in, and needs no scripts.
    "meta-refresh": "off",
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
