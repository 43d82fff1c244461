/* A sentence of one's own, judged here on this device by the rules of the knowledge files. Nothing is sent.
   The judge reads in the same order as genkan/scenes/judging.py; a test compares both on every sentence there is. */
(() => {
  "use strict";
  const ASIDE = "\u0001";
  const SPACES = /[\t\n\u000b\f\r \u00a0\u2000-\u200b\u202f\u3000\ufeff]{1,1000}/gu;
  const EMPTY = /^[\u0001 .,!?…。、]{0,1000}$/u;
  const EDGES = /^[ .,!?;:。、]{1,1000}|[ .,!?;:。、]{1,1000}$/gu;
  const KEPT = "words";
  const MOST_KEPT = 100;

  const madeAlike = (text) =>
    text
      .normalize("NFC")
      .replace(/[\uff01-\uff5e]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
      .replace(/[’‘ʼ`]/gu, "'")
      .replace(/[A-Z]/gu, (sign) => sign.toLowerCase())
      .replaceAll("\u0e4d\u0e32", "\u0e33")
      .replaceAll("\u0e40\u0e40", "\u0e41")
      .replaceAll(ASIDE, " ")
      .replace(SPACES, " ")
      .replace(/^ | $/gu, "");

  const spans = (patterns, text) =>
    patterns.flatMap((one) =>
      [...text.matchAll(new RegExp(one, "gu"))].map((hit) => [hit.index, hit.index + hit[0].length, hit[0]]));

  const places = (rule, text) => {
    const hits = spans(rule.find, text).filter((hit) => hit[2]);
    if (!hits.length) return [];
    const left = spans(rule.unless, text);
    return hits
      .filter(([begins, ends]) => !left.some((other) => other[0] < ends && begins < other[1]))
      .map((hit) => hit[2].replace(EDGES, ""));
  };

  const found = (by, text) =>
    by.rules.map((rule) => [rule, places(rule, text)]).filter(([rule, words]) => words.length >= rule.least);

  const unknown = (why, seen = []) => ({ verdict: "unknown", why, tags: [], seen });

  const weighed = (by, all) => {
    const sums = new Map();
    for (const [rule] of all) sums.set(rule.tag, (sums.get(rule.tag) || 0) + rule.strength);
    const seen = all.map(([rule, words]) => ({ rule: rule.id, tag: rule.tag, words: words[0], seen: rule.seen }));
    const clear = [...by.hard, ...by.soft].filter((tag) => (sums.get(tag) || 0) >= by.enough);
    if (!clear.length) return unknown("faint", seen);
    const hard = by.hard.filter((tag) => sums.has(tag));
    if (hard.length && !hard.some((tag) => clear.includes(tag))) return unknown("conflict", seen);
    if (all.some(([rule]) => rule.unclear_with.some((tag) => sums.has(tag)))) return unknown("conflict", seen);
    return { verdict: "told", why: "", tags: clear, seen: seen.filter((one) => clear.includes(one.tag)) };
  };

  const judged = (by, text) => {
    const alike = madeAlike(text);
    for (const one of by.danger)
      if (places(one, alike).length) return { verdict: "danger", why: one.tag, tags: [], seen: [] };
    if ([...alike].length > by.most_signs) return unknown("long");
    let outside = alike.replace(new RegExp(by.quotes.join("|"), "gu"), ASIDE);
    if (EMPTY.test(outside)) outside = alike.replace(/[“”"「」『』«»]/gu, "");
    const all = found(by, outside);
    if (!all.length) return unknown(outside.includes(ASIDE) && found(by, alike).length ? "quoted" : "nothing");
    return weighed(by, all);
  };

  if (typeof document === "undefined") {
    globalThis.judged = judged;
    return;
  }

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  };
  const write = (kept) => {
    try {
      if (kept.length) localStorage.setItem(KEPT, JSON.stringify(kept.slice(-MOST_KEPT)));
      else localStorage.removeItem(KEPT);
    } catch {
      // storage is full or switched off: nothing is kept
    }
    show();
  };
  const list = document.getElementById("kept-words");
  const show = () => {
    if (!list) return;
    const kept = read();
    list.hidden = !kept.length;
    list.querySelector("ul").replaceChildren(...kept.map((words) => made("li", words)));
  };
  const made = (name, words, look = "") => {
    const element = document.createElement(name);
    element.textContent = words;
    if (look) element.className = look;
    return element;
  };
  if (list) list.querySelector("button").addEventListener("click", () => write([]));
  show();

  const own = document.getElementById("own-words");
  if (!own) return;
  const part = (name) => own.querySelector(`[data-part=${name}]`);
  const field = document.getElementById("own-sentence");
  let rules = null;
  part("without").hidden = true;
  part("with").hidden = false;

  const tellTag = (words, tag, result) => {
    const group = document.createElement("section");
    const seen = result.seen.filter((one) => one.tag === tag);
    const quoted = (one) => words.seen[one.seen].replace("{words}", `“${one.words}”`);
    group.append(made("h3", words.tags[tag].name), made("p", words.tags[tag].lands));
    group.append(...seen.map((one) => made("p", quoted(one), "quiet")));
    return group;
  };
  const told = (result) => {
    const { words } = rules;
    const all = [];
    if (result.verdict === "unknown") all.push(made("p", words.unknown[result.why]));
    const shown = result.tags.length ? result.tags : [...new Set(result.seen.map((one) => one.tag))];
    if (result.verdict === "told" && shown.some((tag) => rules.hard.includes(tag)) && shown.some((tag) => rules.soft.includes(tag)))
      all.push(made("p", words.told.both, "note"));
    if (result.verdict === "unknown")
      all.push(...result.seen.map((one) => made("p", words.seen[one.seen].replace("{words}", `“${one.words}”`), "quiet")));
    else all.push(...shown.map((tag) => tellTag(words, tag, result)));
    all.push(made("p", words.told.only_words, "quiet"));
    return all;
  };
  const look = async () => {
    try {
      rules = rules || (await (await fetch(own.dataset.rules)).json());
    } catch {
      part("failed").hidden = false;
      return;
    }
    part("failed").hidden = true;
    const result = judged(rules, field.value);
    part("danger").hidden = result.verdict !== "danger";
    part("told").replaceChildren(...(result.verdict === "danger" ? [] : told(result)));
    if (result.verdict === "danger") part("danger").scrollIntoView({ block: "nearest" });
  };
  part("look").addEventListener("click", look);
  part("keep").addEventListener("click", () => {
    const words = field.value.trim();
    if (words && !read().includes(words)) write([...read(), words]);
    part("keep").disabled = true;
  });
  field.addEventListener("input", () => {
    part("keep").disabled = false;
  });
})();
