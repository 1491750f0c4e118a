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
