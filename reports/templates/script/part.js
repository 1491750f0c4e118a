/* The part of one mutation. */
function panel(subject, column) {
  const family = column === null ? null : data.families[column];
  const left = make("div");
  const right = make("div");
  if (subject.findings.length) left.append(section("Findings", findingLinks(subject)));
  if (subject.reasons.length) left.append(section("Not tested", list(subject.reasons)));
  left.append(section(family ? `Requirements: ${family}` : "Requirements", requirementTable(subject, family)));
  right.append(section("Success", make("p", {}, subject.without ? `Never: ${subject.without}.` : `${number(subject.succeeded)} of ${number(subject.requests)} requests.`)));
  if (subject.unreached.length) right.append(section("Steps before it that were not reached", list(subject.unreached)));
  if (subject.ledger.length || subject.other.length) right.append(section("Error codes", chips(subject)));
  if (subject.latency) right.append(section("Timings", timing(subject.latency)));
  if (subject.probes.length) right.append(section("Probes", probeTable(subject)));
  return make("div", { class: "panel" }, left, right);
}

const section = (title, ...content) => make("section", {}, make("h3", {}, title), ...content);
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
  const hint = `${state}${count ? `, ${number(count)} times` : ""}: ${messages.get(code) ?? ""}`;
  return make("span", { class: `chip ${slug(state)}`, "data-state": state, title: hint }, code, make("span", { class: "visually-hidden" }, ` ${state}`));
}

function probeTable(subject) {
  const body = subject.probes.map(([probe, state, reason, requests, succeeded, seconds]) => make("tr", {}, make("th", { scope: "row", title: reason || null }, probe), make("td", {}, state), make("td", { class: "numbers" }, number(requests)), make("td", { class: "numbers" }, number(succeeded)), make("td", { class: "numbers" }, `${seconds.toFixed(2)} s`)));
  return table([["Probe"], ["State"], ["Requests"], ["Success"], ["Took"]], body);
}

function timing(latency) {
  const hint = `Half within ${milliseconds(latency.p50)} ms, 95 % within ${milliseconds(latency.p95)} ms, at most ${milliseconds(latency.max)} ms.`;
  return make("div", {}, spark(latency), make("p", { class: "quiet" }, hint));
}
