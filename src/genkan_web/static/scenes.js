/* A sentence of one's own, judged here on this device by the rules of the knowledge files. Nothing is sent.
   The judge reads in the same order as genkan/scenes/judging.py; a test compares both on every sentence there is. */
(() => {
  "use strict";
  const ASIDE = "\u0001";
  const SPACES = /[\t\n\u000b\f\r \u00a0\u2000-\u200b\u202f\u3000\ufeff]{1,1000}/gu;
  const EMPTY = /^[\u0001 .,!?…。、]{0,1000}$/u;
  const EDGES = " .,!?;:。、";
  const MARKS = "“”\"「」『』«»";
  const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]/gu;
  const KEPT = "words"; // also where an older version left them readable
  const PLACE = { name: KEPT, stores: { keys: "name", kept: "name" } };
  const MOST_KEPT = 100;

  const tidy = (text) =>
    text
      .normalize("NFC")
      .replaceAll("\u0e4d\u0e32", "\u0e33")
      .replaceAll("\u0e40\u0e40", "\u0e41")
      .replaceAll(ASIDE, " ")
      .replace(SPACES, " ")
      .replace(/^ | $/gu, "");
  const alikeOf = (typed) =>
    typed
      .replace(/[\uff01-\uff5e]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
      .replace(/[’‘ʼ`]/gu, "'")
      .replace(/[A-Z]/gu, (sign) => sign.toLowerCase());

  const hitsOf = (patterns, text) =>
    patterns.flatMap((one) =>
      [...text.matchAll(new RegExp(one, "gu"))].map((hit) => [hit.index, hit.index + hit[0].length]));
  const withoutEdges = (text, [begins, ends]) => {
    let [first, last] = [begins, ends];
    while (first < last && EDGES.includes(text[first])) first += 1;
    while (last > first && EDGES.includes(text[last - 1])) last -= 1;
    return first < last ? [first, last] : [begins, ends];
  };
  const before = (left, place) => {
    let [low, high] = [0, left.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (left[middle][0] < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const spans = (rule, text) => {
    const hits = hitsOf(rule.find, text).filter(([begins, ends]) => begins < ends);
    if (!hits.length) return [];
    const left = hitsOf(rule.unless, text).sort((a, b) => a[0] - b[0]);
    const furthest = [0];
    for (const [, ends] of left) furthest.push(Math.max(furthest.at(-1), ends));
    return hits
      .filter(([begins, ends]) => furthest[before(left, ends)] <= begins)
      .map((hit) => withoutEdges(text, hit));
  };

  const dangerIn = (by, text) => {
    const whole = alikeOf(tidy(text.normalize("NFKC").replace(HIDDEN, "")));
    const joined = whole.replaceAll(" ", "");
    const found = by.danger.find((one) => spans(one, whole).length || (one.joined && spans(one, joined).length));
    return found ? found.tag : "";
  };
  const places = (from, to) => Array.from({ length: to - from }, (_, more) => from + more);
  const outsideOf = (by, alike) => {
    let [text, at, end] = ["", [], 0];
    for (const hit of alike.matchAll(new RegExp(by.quotes.join("|"), "gu"))) {
      text += alike.slice(end, hit.index) + ASIDE;
      at.push(...places(end, hit.index), hit.index);
      end = hit.index + hit[0].length;
    }
    text += alike.slice(end);
    at.push(...places(end, alike.length));
    if (!EMPTY.test(text)) return { text, at };
    at = places(0, alike.length).filter((place) => !MARKS.includes(alike[place]));
    return { text: at.map((place) => alike[place]).join(""), at };
  };
  const found = (by, { text, at }) =>
    by.rules
      .map((rule) => ({ rule, spans: spans(rule, text).map(([begins, ends]) => [at[begins], at[ends - 1] + 1]) }))
      .filter((one) => one.spans.length >= one.rule.least);

  const stripped = (words) => words.slice(...withoutEdges(words, [0, words.length]));
  const seenIn = (all, typed) =>
    all.map(({ rule, spans: [[begins, ends]] }) => {
      const words = stripped(typed.slice(begins, ends));
      return { rule: rule.id, tag: rule.tag, words: [...words].every((sign) => EDGES.includes(sign)) ? "" : words, seen: rule.seen };
    });
  const partsOf = (all, typed) => {
    const marks = all.flatMap((one) => one.spans.map(([begins, ends]) => [begins, ends, one.rule.tag]));
    const cuts = [...new Set([0, typed.length, ...marks.flatMap(([begins, ends]) => [begins, ends])])].sort((a, b) => a - b);
    return cuts.slice(1).map((there, place) => {
      const here = cuts[place];
      const tags = marks.filter(([begins, ends]) => begins <= here && here < ends).map((one) => one[2]);
      return { words: typed.slice(here, there), tags: [...new Set(tags)] };
    });
  };

  const weighed = (by, all, typed) => {
    const sums = new Map();
    for (const { rule } of all) sums.set(rule.tag, (sums.get(rule.tag) || 0) + rule.strength);
    const clear = [...by.hard, ...by.soft].filter((tag) => (sums.get(tag) || 0) >= by.enough);
    const hard = by.hard.filter((tag) => sums.has(tag));
    let why = "";
    if (!clear.length) why = "faint";
    else if (hard.length && !hard.some((tag) => clear.includes(tag))) why = "conflict";
    else if (all.some(({ rule }) => rule.unclear_with.some((tag) => sums.has(tag)))) why = "conflict";
    const told = why ? all : all.filter(({ rule }) => clear.includes(rule.tag));
    return { verdict: why ? "unknown" : "told", why, tags: why ? [] : clear, seen: seenIn(told, typed), parts: partsOf(told, typed) };
  };

  const judged = (by, text) => {
    const plain = (verdict, why) => ({ verdict, why, tags: [], seen: [], parts: [] });
    const danger = dangerIn(by, text);
    if (danger) return plain("danger", danger);
    const typed = tidy(text);
    const alike = alikeOf(typed);
    if ([...alike].length > by.most_signs) return plain("unknown", "long");
    const outside = outsideOf(by, alike);
    const all = found(by, outside);
    if (all.length) return weighed(by, all, typed);
    const quoted = outside.text.includes(ASIDE) && found(by, { text: alike, at: places(0, alike.length) }).length;
    return plain("unknown", quoted ? "quoted" : "nothing");
  };

  if (typeof document === "undefined") {
    globalThis.judged = judged;
    return;
  }

  // ── Kept for oneself: locked (see device.js), or not at all ──

  const { device } = self;
  const read = async () => {
    const row = await device.within(PLACE, ["kept"], "readonly", (kept) => kept.get(KEPT));
    return (row && (await device.open(PLACE, KEPT, [KEPT], row.locked))) || [];
  };
  const write = async (words) => {
    const locked = await device.shut(PLACE, KEPT, [KEPT], words.slice(-MOST_KEPT));
    await device.within(PLACE, ["kept"], "readwrite", (kept) => { kept.put({ name: KEPT, locked }); }, true);
  };
  const older = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  };
  const dropOlder = () => {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // storage is switched off: nothing lies there
    }
  };
  const list = document.getElementById("kept-words");
  const show = (kept, last = false) => {
    if (!list) return;
    list.hidden = !kept.length;
    list.querySelector("ul").replaceChildren(...kept.map((words) => made("li", words)));
    for (const one of list.querySelectorAll("[data-last]")) one.hidden = (one.dataset.last === "no") === last;
  };
  /* One change after the other, and what is there afterwards; what an older version left readable goes first. */
  let turn = Promise.resolve();
  const change = (more = () => []) => (turn = turn.catch(() => undefined).then(async () => {
    const left = older(), kept = await read(), added = [...left, ...more(kept)];
    if (added.length) await write([...kept, ...added]);
    dropOlder();
    show([...kept, ...added].slice(-MOST_KEPT));
  }));
  const clear = () => (turn = turn.catch(() => undefined).then(async () => {
    dropOlder();
    await device.away(KEPT);
    show([]);
  }));
  const made = (name, words, look = "") => {
    const element = document.createElement(name);
    element.textContent = words;
    if (look) element.className = look;
    return element;
  };
  if (list) list.querySelector("button").addEventListener("click", clear);
  const lastSeen = () => {
    if (!list) return;
    show(older(), true);
    dropOlder();
  };
  if (device.can()) change().catch(lastSeen);
  else lastSeen();

  const own = document.getElementById("own-words");
  if (!own) return;
  const danger = document.getElementById("own-danger");
  const part = (name) => own.querySelector(`[data-part=${name}]`);
  const field = document.getElementById("own-sentence");
  let rules = null;
  part("without").hidden = true;
  part("with").hidden = false;
  part("keep").hidden = !device.can();

  const line = (one) => rules.words.seen[one.seen].replace("{words}", rules.words.told.quoted.replace("{words}", one.words));
  const tellTag = (tag, seen) => {
    const group = document.createElement("section");
    group.append(made("h3", rules.words.tags[tag].name), made("p", rules.words.tags[tag].lands));
    group.append(...seen.filter((one) => one.tag === tag).map((one) => made("p", line(one), "quiet")));
    return group;
  };
  const sentence = (parts) => {
    const [whole, words] = [made("p", "", "said judged"), document.createElement("q")];
    words.append(...parts.map((one) => (one.tags.length ? made("mark", one.words) : one.words)));
    whole.append(words);
    return whole;
  };
  const told = ({ verdict, why, tags, seen, parts }) => {
    const { words } = rules;
    const all = parts.length ? [sentence(parts)] : [];
    const hard = tags.filter((tag) => rules.hard.includes(tag));
    if (verdict === "unknown") all.push(made("p", words.unknown[why], "lead"), ...seen.map((one) => made("p", line(one), "quiet")));
    if (hard.length && hard.length < tags.length) all.push(made("p", words.told.both, "note"));
    return [...all, ...tags.map((tag) => tellTag(tag, seen)), made("p", words.told.only_words, "quiet")];
  };
  const stop = (kind) => {
    field.value = "";
    for (const one of document.querySelectorAll("[data-practice], #own-words")) one.hidden = true;
    for (const one of danger.querySelectorAll("[data-kind]")) one.hidden = one.dataset.kind !== kind;
    const title = danger.querySelector("h2");
    if (title) title.replaceWith(made("h1", title.textContent));
    danger.hidden = false;
    scrollTo(0, 0);
    danger.focus({ preventScroll: true });
  };
  const look = async () => {
    part("problem").hidden = Boolean(tidy(field.value));
    part("failed").hidden = part("missed").hidden = true;
    part("told").replaceChildren();
    for (const one of document.querySelectorAll("[data-answered]")) one.hidden = true;
    if (!part("problem").hidden) return;
    try {
      rules = rules || (await (await fetch(own.dataset.rules)).json());
    } catch {
      part("failed").hidden = false;
      return;
    }
    const result = judged(rules, field.value);
    if (result.verdict === "danger") {
      stop(result.why);
      return;
    }
    part("told").replaceChildren(...told(result));
    part("missed").hidden = false;
  };
  own.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  part("keep").addEventListener("click", async () => {
    const words = field.value.trim();
    part("keep").disabled = true;
    try {
      await change((kept) => (words && !kept.includes(words) ? [words] : []));
    } catch {
      part("cannot").hidden = false;
    }
  });
  field.addEventListener("input", () => {
    part("keep").disabled = false;
  });
})();
