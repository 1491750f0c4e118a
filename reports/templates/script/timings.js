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
