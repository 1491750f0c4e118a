(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const SVG = "http://www.w3.org/2000/svg";

  document.documentElement.classList.add("script");

  /** Make an element. Children are nodes or text; nothing is ever read as HTML. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  function draw(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const slug = (words) => words.replaceAll(" ", "-");
  const english = new Intl.NumberFormat("en");
  const number = (value) => english.format(value);
  const milliseconds = (value) => (value === null ? "" : value >= 100 ? number(Math.round(value)) : String(Number(value.toPrecision(3))));

  function mark(outcome) {
    const name = slug(data.outcomes[outcome]);
    return draw("svg", { class: `mark ${name}`, "aria-hidden": "true" }, draw("use", { href: `#mark-${name}` }));
  }

  /* What the filter looks through. */
  const messages = new Map(data.codes.map((code) => [code[0], code[1]]));
  for (const subject of data.subjects) {
    const codes = [...subject.ledger, ...subject.other].map(([code]) => `${code} ${messages.get(code) ?? ""}`);
    const told = subject.findings.map((finding) => `${finding[0]} ${finding[1]}`);
    subject.haystack = [subject.name, ...codes, ...told, ...subject.reasons].join("\n").toLowerCase();
  }
  for (const code of data.codes) {
    const names = [...code[5], ...code[8]].map((place) => data.subjects[place].name);
    code.haystack = [code[0], code[1], ...names].join("\n").toLowerCase();
  }

  /* The matrix. Rows are made once; the panel of a row when it is opened. */
  const rows = [];
  let cursor = [0, 0];

  function buildMatrix() {
    const order = data.subjects.map((subject, place) => [subject, place]);
    order.sort(([a, i], [b, j]) => (a.outcome - b.outcome) || (b.whole - a.whole) || (i - j));
    const body = make("tbody");
    for (const [subject] of order) body.append(matrixRow(subject));
    const heads = data.families.map((family) => make("th", { scope: "col" }, make("span", {}, family)));
    const head = make("tr", {}, make("th", { scope: "col" }, make("span", {}, "Mutation")), ...heads);
    const table = make("table", { class: "matrix", "aria-label": "Outcome of each mutation by family of requirements" }, make("thead", {}, head), body);
    table.addEventListener("keydown", move);
    find("#matrix").append(table, make("p", { class: "none", hidden: true }, "No mutation fits the filter."));
  }

  function matrixRow(subject) {
    const place = rows.length;
    const name = make("button", { type: "button", "aria-expanded": "false", tabindex: place ? "-1" : "0", onclick: () => toggle(place) }, mark(subject.outcome), make("span", {}, ...breakable(subject.name)), subject.whole ? "" : make("span", { class: "where" }, subject.server));
    name.setAttribute("aria-label", `${subject.name}: ${data.outcomes[subject.outcome]}`);
    const cells = subject.families.map((outcome, column) => {
      const label = `${subject.name}, ${data.families[column]}: ${data.outcomes[outcome]}`;
      const button = make("button", { type: "button", tabindex: "-1", "aria-label": label, title: `${data.families[column]}: ${data.outcomes[outcome]}`, onclick: () => toggle(place, column) }, mark(outcome));
      return make("td", { class: "cell" }, button);
    });
    const row = make("tr", { id: `mutation-${subject.name.replaceAll(" ", "-")}` }, make("th", { scope: "row" }, name), ...cells);
    rows.push({ subject, row, name, panel: null, family: null });
    return row;
  }

  /** A name in camel case that may break between its words. */
  const breakable = (name) => name.split(/(?=[A-Z])/).flatMap((word, place) => (place ? [make("wbr"), word] : [word]));

  const buttonsOf = (place) => all("th > button, td.cell > button", rows[place].row);

  function move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99] };
    const step = steps[event.key];
    const from = event.target.closest("tr");
    const place = rows.findIndex((entry) => entry.row === from);
    if (!step || place < 0) return;
    event.preventDefault();
    const shown = rows.map((entry, index) => index).filter((index) => !rows[index].row.hidden);
    const target = shown[Math.min(Math.max(shown.indexOf(place) + step[0], 0), shown.length - 1)];
    const column = Math.min(Math.max(buttonsOf(place).indexOf(event.target) + step[1], 0), data.families.length);
    focusCell(target, column);
  }

  function focusCell(place, column) {
    buttonsOf(cursor[0])[cursor[1]].tabIndex = -1;
    cursor = [place, column];
    const button = buttonsOf(place)[column];
    button.tabIndex = 0;
    button.focus();
  }

  function toggle(place, column = null, open = null) {
    const entry = rows[place];
    const opening = open ?? (!entry.panel || (column !== null && column !== entry.family));
    entry.panel?.remove();
    entry.panel = null;
    entry.family = column;
    if (opening) {
      entry.panel = make("tr", { class: "detail" }, make("td", { colspan: data.families.length + 1 }, panel(entry.subject, column)));
      entry.row.after(entry.panel);
    }
    entry.row.classList.toggle("open", opening);
    entry.name.setAttribute("aria-expanded", String(opening));
  }

  /* The part of one mutation. */
  function panel(subject, column) {
    const family = column === null ? null : data.families[column];
    const left = make("div");
    const right = make("div");
    if (subject.findings.length) left.append(section("Findings", findingLinks(subject)));
    if (subject.reasons.length) left.append(section("Not tested", list(subject.reasons)));
    left.append(section(family ? `Requirements: ${family}` : "Requirements", requirementTable(subject, family)));
    right.append(section("Success", make("p", {}, subject.without ? `Never: ${subject.without}.` : `${number(subject.succeeded)} of ${number(subject.requests)} requests.`)));
    if (subject.ledger.length || subject.other.length) right.append(section("Error codes", chips(subject)));
    if (subject.latency) right.append(section("Timings", timing(subject.latency)));
    if (subject.probes.length) right.append(section("Probes", probeTable(subject)));
    return make("div", { class: "panel" }, left, right);
  }

  const section = (title, ...content) => make("section", {}, make("h4", {}, title), ...content);
  const list = (items) => make("ul", {}, ...items.map((item) => make("li", {}, item)));

  function table(titles, body, attributes = {}) {
    const head = titles.map(([title, kind]) => make("th", { scope: "col", class: kind ?? null }, title));
    return make("table", attributes, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  }

  function sure(judged, failed, sampled) {
    if (!judged) return "";
    if (!sampled) return failed ? "differs" : "compared";
    if (failed) return `${number(failed)} of ${number(judged)} failed`;
    const bound = (1 - Math.pow(0.05, 1 / judged)) * 100;
    return `none in ${number(judged)}: below ${Number(bound.toPrecision(2))} %`;
  }

  /** The requirements of a mutation, or of one family of it. What passed is folded where all are shown. */
  function requirementTable(subject, family) {
    const own = subject.requirements.filter(([place]) => family === null || data.requirements[place][0].startsWith(`${family}.`));
    const sorted = [...own].sort((a, b) => a[1] - b[1]);
    if (!sorted.length) return make("p", { class: "quiet" }, "Not exercised: nothing came up that they speak of.");
    const passed = sorted.filter(([, outcome]) => data.outcomes[outcome] === "passed");
    const others = sorted.filter(([, outcome]) => data.outcomes[outcome] !== "passed");
    if (family !== null || !others.length || passed.length < 4) return requirementRows(sorted);
    const folded = make("details", { class: "plain" }, make("summary", {}, `${passed.length} passed`), requirementRows(passed));
    return make("div", {}, requirementRows(others), folded);
  }

  function requirementRows(judged) {
    const body = judged.map(([place, outcome, count, failed]) => {
      const [id, level, text] = data.requirements[place];
      const name = make("th", { scope: "row", title: text }, mark(outcome), " ", make("code", {}, id));
      return make("tr", {}, name, make("td", {}, level), make("td", {}, data.outcomes[outcome]), make("td", { class: "numbers" }, sure(count, failed, !id.startsWith("schema."))));
    });
    return table([["Requirement"], ["Level"], ["Outcome"], ["How sure (95 %)"]], body);
  }

  function findingLinks(subject) {
    const items = subject.findings.map(([id, requirement, note]) => make("li", {}, make("a", { href: `#finding-${id}` }, requirement), note ? ` (${note})` : ""));
    return make("ul", {}, ...items);
  }

  function chips(subject) {
    const known = subject.ledger.map(([code, seen, count]) => chip(code, data.seen[seen], count));
    const common = new Set(data.codes.filter((code) => code[2]).map((code) => code[0]));
    const other = subject.other.map(([code, count]) => chip(code, common.has(code) ? "observed" : "not listed", count));
    const states = new Set([...known, ...other].map((item) => item.dataset.state));
    const keys = [...states].map((state) => make("li", {}, make("span", { class: `chip ${slug(state)}` }, "KT"), ` ${state}`));
    return make("div", {}, make("div", { class: "chips" }, ...known, ...other), make("ul", { class: "keys", "aria-hidden": "true" }, ...keys));
  }

  function chip(code, state, count) {
    const told = `${state}${count ? `, ${number(count)} times` : ""}: ${messages.get(code) ?? ""}`;
    return make("span", { class: `chip ${slug(state)}`, "data-state": state, title: told }, code, make("span", { class: "visually-hidden" }, ` ${state}`));
  }

  function probeTable(subject) {
    const body = subject.probes.map(([probe, state, reason, requests, succeeded, seconds]) => make("tr", {}, make("th", { scope: "row", title: reason || null }, probe), make("td", {}, state), make("td", { class: "numbers" }, number(requests)), make("td", { class: "numbers" }, number(succeeded)), make("td", { class: "numbers" }, `${seconds.toFixed(2)} s`)));
    return table([["Probe"], ["State"], ["Requests"], ["Success"], ["Took"]], body);
  }

  function timing(latency) {
    const told = `Half within ${milliseconds(latency.p50)} ms, 95 % within ${milliseconds(latency.p95)} ms, at most ${milliseconds(latency.max)} ms.`;
    return make("div", {}, spark(latency), make("p", { class: "quiet" }, told));
  }

  /* One scale for all mutations, so that the eye can compare them. */
  const edges = [...new Set(data.subjects.flatMap((subject) => (subject.latency?.buckets ?? []).map(([edge]) => edge ?? Infinity)))].sort((a, b) => a - b);

  function spark(latency) {
    const counts = new Map(latency.buckets.map(([edge, count]) => [edge ?? Infinity, count]));
    const top = Math.max(...counts.values(), 1);
    const step = 220 / Math.max(edges.length, 1);
    const bars = edges.map((edge, place) => {
      const count = counts.get(edge) ?? 0;
      const height = count ? Math.max((24 * count) / top, 1) : 0;
      const title = draw("title", {}, `up to ${edge === Infinity ? "any" : edge} ms: ${number(count)}`);
      return draw("rect", { x: (place * step + 1).toFixed(1), y: (25 - height).toFixed(1), width: Math.max(step - 2, 1).toFixed(1), height: height.toFixed(1) }, title);
    });
    const label = `Distribution: half within ${milliseconds(latency.p50)} ms, 95 % within ${milliseconds(latency.p95)} ms`;
    return draw("svg", { class: "spark", viewBox: "0 0 220 26", role: "img", "aria-label": label }, draw("line", { x1: 0, x2: 220, y1: 25.5, y2: 25.5 }), ...bars);
  }

  const SLOWEST = 12;

  function buildLatencies() {
    const holder = find("#latencies");
    const measured = data.subjects.filter((subject) => subject.latency).sort((a, b) => b.latency.p95 - a.latency.p95 || b.latency.max - a.latency.max);
    if (!holder || !measured.length) return;
    const body = measured.map((subject, place) => make("tr", { hidden: place >= SLOWEST }, make("th", { scope: "row" }, make("a", { href: anchor(subject) }, subject.name)), make("td", { class: "numbers" }, number(subject.requests)), make("td", { class: "numbers" }, milliseconds(subject.latency.p50)), make("td", { class: "numbers" }, milliseconds(subject.latency.p95)), make("td", { class: "numbers" }, milliseconds(subject.latency.max)), make("td", {}, spark(subject.latency))));
    const scale = `Distribution, up to ${edges.map((edge) => (edge === Infinity ? "more" : number(edge))).join(", ")} ms`;
    holder.append(make("div", { class: "scroll" }, table([["Mutation, slowest first"], ["Requests", "numbers"], ["Half within", "numbers"], ["95 % within", "numbers"], ["Most, ms", "numbers"], [scale]], body, { class: "latencies" })));
    if (measured.length > SLOWEST) holder.append(showAll(`Show all ${measured.length}`, () => body.forEach((row) => (row.hidden = false))));
  }

  function showAll(title, reveal) {
    const button = make("button", { type: "button", class: "showall" }, title);
    button.addEventListener("click", () => { reveal(); button.remove(); });
    return button;
  }

  const anchor = (subject) => `#mutation-${subject.name.replaceAll(" ", "-")}`;

  /* The ledger of error codes. */
  const codeRows = [];
  const FIRST_CODES = 25;
  let allCodes = false;

  function buildLedger() {
    const order = [...data.codes].sort((a, b) => b[8].length - a[8].length || b[4] - a[4] || (a[0] < b[0] ? -1 : 1));
    const body = make("tbody");
    for (const code of order) {
      const row = codeRow(code);
      codeRows.push({ code, row });
      body.append(row);
    }
    const titles = ["Code", "Message", "Declared by", "Provoked", "Observed", "Never seen", "Times", ""];
    const head = make("tr", {}, ...titles.map((title, place) => make("th", { scope: "col", class: place > 1 ? "numbers" : null }, title || make("span", { class: "visually-hidden" }, "Shares"))));
    const button = make("button", { type: "button", class: "showall" }, `Show all ${order.length} codes`);
    button.addEventListener("click", () => { allCodes = true; apply(); });
    find("#ledger").append(make("div", { class: "scroll" }, make("table", { class: "ledger" }, make("thead", {}, head), body)), button, make("p", { class: "none", hidden: true }, "No code fits the filter."));
  }

  function codeRow(code) {
    const [id, message, common, , count, declared, provoked, observed, undeclared] = code;
    const own = observed.filter((place) => declared.includes(place) && !provoked.includes(place));
    const never = declared.length - provoked.length - own.length;
    const note = undeclared.length ? make("span", { class: "chip never-seen" }, `not listed by ${number(undeclared.length)} that sent it`) : common ? make("span", { class: "quiet" }, "common to all") : "";
    const button = make("button", { type: "button", "aria-expanded": "false" }, id);
    const cells = [declared.length, provoked.length, own.length, never, count].map((value) => make("td", { class: "numbers" }, value ? number(value) : "–"));
    const row = make("tr", {}, make("th", { scope: "row" }, button), make("td", {}, message, " ", note), ...cells, make("td", {}, shares([provoked.length, own.length, never])));
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      if (open) row.nextSibling.remove();
      else row.after(make("tr", { class: "detail" }, make("td", { colspan: "8" }, whereSeen(declared, provoked, own, undeclared))));
    });
    return row;
  }

  /** The shares of declaring mutations in which a code was provoked, observed and never seen. */
  function shares(counts) {
    const parts = counts.map((count, place) => (count ? make("span", { class: slug(data.seen[place]), style: `flex-grow:${count}` }) : ""));
    return make("div", { class: "seen", "aria-hidden": "true" }, ...parts);
  }

  function whereSeen(declared, provoked, own, undeclared) {
    const never = declared.filter((place) => !provoked.includes(place) && !own.includes(place));
    const parts = [["Came from, but is not listed by", undeclared], ["Provoked in", provoked], ["Observed in", own], ["Never seen in", never]].filter(([, places]) => places.length);
    const links = (places) => places.flatMap((place, index) => [index ? ", " : "", make("a", { href: anchor(data.subjects[place]) }, data.subjects[place].name)]);
    return make("dl", { class: "facts" }, ...parts.map(([title, places]) => make("div", {}, make("dt", {}, title), make("dd", {}, ...links(places)))));
  }

  /* The filter. It lives in the address, so that a filtered report can be passed on. */
  const state = { q: "", outcome: new Set(), server: "" };
  const cards = all(".finding").map((card) => ({ card, haystack: `${card.textContent} ${card.closest(".group").querySelector("header").textContent}`.toLowerCase() }));

  const filtered = () => state.q || state.outcome.size || state.server;

  function apply() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (haystack) => words.every((word) => haystack.includes(word));
    let shown = 0;
    for (const { subject, row, panel: open } of rows) {
      const fits = has(subject.haystack) && (!state.server || subject.server === state.server) && (!state.outcome.size || state.outcome.has(data.outcomes[subject.outcome]));
      row.hidden = !fits;
      if (open) open.hidden = !fits;
      if (fits && !subject.whole) shown += 1;
    }
    applyFindings(has);
    let codes = 0;
    for (const { code, row } of codeRows) {
      const fits = has(code.haystack);
      row.hidden = !fits || (!words.length && !allCodes && codes >= FIRST_CODES);
      if (row.nextSibling?.classList.contains("detail")) row.nextSibling.hidden = row.hidden;
      if (fits) codes += 1;
    }
    find("#ledger .showall").hidden = Boolean(words.length) || allCodes || codes <= FIRST_CODES;
    find("#ledger .none").hidden = codes > 0;
    find("#matrix .none").hidden = rows.some(({ row }) => !row.hidden);
    const first = rows.findIndex(({ row }) => !row.hidden);
    if (first >= 0 && rows[cursor[0]].row.hidden) {
      buttonsOf(cursor[0])[cursor[1]].tabIndex = -1;
      cursor = [first, 0];
      buttonsOf(first)[0].tabIndex = 0;
    }
    const found = cards.filter(({ card }) => !card.hidden).length;
    find("#count").textContent = filtered() ? `${shown} mutations, ${found} findings, ${codes} codes` : "";
    find("#clear").hidden = !filtered();
  }

  function applyFindings(has) {
    for (const { card, haystack } of cards) card.hidden = !has(haystack) || Boolean(state.server && card.dataset.server !== state.server);
    for (const more of all(".more")) if (filtered()) more.open = true;
    for (const group of all(".group")) group.hidden = !all(".finding", group).some((card) => !card.hidden);
    const none = find("#findings .none");
    if (none) none.hidden = all("#findings .group").some((group) => !group.hidden);
  }

  function remember() {
    const parts = new URLSearchParams();
    if (state.q) parts.set("q", state.q);
    if (state.outcome.size) parts.set("outcome", [...state.outcome].join(","));
    if (state.server) parts.set("server", state.server);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function show() {
    find("#search").value = state.q;
    find("#server").value = state.server;
    for (const button of all(".toggles button")) button.setAttribute("aria-pressed", String(state.outcome.has(button.dataset.outcome)));
  }

  function changed() {
    show();
    apply();
    remember();
  }

  function buildFilters() {
    find("#server").append(...data.servers.map((server) => make("option", { value: server }, server)));
    if (data.servers.length < 2) find("#server").hidden = true;
    let waiting = 0;
    find("#search").addEventListener("input", (event) => {
      state.q = event.target.value.trim();
      clearTimeout(waiting);
      waiting = setTimeout(() => { apply(); remember(); }, 80);
    });
    find("#server").addEventListener("change", (event) => { state.server = event.target.value; changed(); });
    for (const button of all(".toggles button")) {
      button.addEventListener("click", () => {
        const { outcome } = button.dataset;
        if (!state.outcome.delete(outcome)) state.outcome.add(outcome);
        changed();
      });
    }
    const form = find(".filters");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, select, textarea");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); find("#search").focus(); }
      if (event.key === "Escape" && event.target.id === "search") clear();
    });
  }

  function clear() {
    Object.assign(state, { q: "", outcome: new Set(), server: "" });
    changed();
  }

  /* The address: either a place in the page, or a filter. */
  function follow() {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.includes("=")) {
      const parts = new URLSearchParams(location.hash.slice(1));
      state.q = parts.get("q") ?? "";
      state.outcome = new Set((parts.get("outcome") ?? "").split(",").filter((outcome) => data.outcomes.includes(outcome)));
      state.server = data.servers.includes(parts.get("server")) ? parts.get("server") : "";
      show();
      apply();
      return;
    }
    if (hash.startsWith("mutation-")) {
      const place = rows.findIndex(({ row }) => row.id === hash);
      if (place >= 0) { reveal(rows[place].row); toggle(place, null, true); land(rows[place].row); rows[place].name.focus({ preventScroll: true }); }
      return;
    }
    const target = hash ? document.getElementById(hash) : null;
    for (const card of all(".finding.here")) card.classList.remove("here");
    if (!target || !target.classList.contains("finding")) return;
    reveal(target);
    target.classList.add("here");
    find("details", target).open = true;
    for (let outer = target.parentElement.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    land(target);
    find("summary", target).focus({ preventScroll: true });
  }

  /** Scroll to an element. What comes into view gets its true height, so it takes more than one step. */
  function land(element, steps = 4) {
    element.scrollIntoView({ block: "start", behavior: "instant" });
    if (steps) requestAnimationFrame(() => land(element, steps - 1));
  }

  /** Lift the filter where it hides what the address names. */
  function reveal(element) {
    if (!element.hidden && !element.closest("[hidden]")) return;
    Object.assign(state, { q: "", outcome: new Set(), server: "" });
    show();
    apply();
  }

  /* Copying. */
  function buildCopies() {
    document.addEventListener("click", async (event) => {
      const button = event.target.closest(".copy");
      if (!button) return;
      const code = find("code", button.parentElement);
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  /* On paper the first findings are open; hundreds of open ones would only be a heap of paper. */
  const ON_PAPER = 40;
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(".finding:not([hidden]) > details").slice(0, ON_PAPER).filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  const measure = () => document.documentElement.style.setProperty("--nav", `${find(".bar-nav").offsetHeight}px`);

  buildMatrix();
  buildLedger();
  buildLatencies();
  buildFilters();
  buildCopies();
  apply();
  measure();
  follow();
  addEventListener("resize", measure);
  addEventListener("hashchange", follow);
})();
