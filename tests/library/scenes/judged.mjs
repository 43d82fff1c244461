// Judges texts with the script that the browser is given; rules and texts come in, answers go out, as JSON.
import fs from "node:fs";
import vm from "node:vm";

vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8"));
const { rules, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => globalThis.judged(rules, text))));
