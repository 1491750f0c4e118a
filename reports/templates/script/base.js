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
  const findings = subject.findings.map((finding) => `${finding[0]} ${finding[1]}`);
  subject.haystack = [subject.name, ...codes, ...findings, ...subject.reasons].join("\n").toLowerCase();
}
for (const code of data.codes) {
  const names = [...code[5], ...code[8]].map((place) => data.subjects[place].name);
  code.haystack = [code[0], code[1], ...names].join("\n").toLowerCase();
}
