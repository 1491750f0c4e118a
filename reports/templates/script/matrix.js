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
