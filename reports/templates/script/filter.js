/* The filter. It lives in the address, so that a filtered report can be passed on. */
const state = { q: "", outcome: new Set(), server: "" };
const cards = all(".finding").map((card) => ({ card, haystack: `${card.textContent} ${card.closest(".group").querySelector("header").textContent}`.toLowerCase() }));

const filtered = () => state.q || state.outcome.size || state.server;

function apply() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (haystack) => words.every((word) => haystack.includes(word));
  let shown = 0;
  const chosen = (subject) => (!state.server || subject.server === state.server) && (!state.outcome.size || state.outcome.has(data.outcomes[subject.outcome]));
  for (const { subject, row, panel: open } of rows) {
    const fits = has(subject.haystack) && chosen(subject);
    row.hidden = !fits;
    if (open) open.hidden = !fits;
    if (fits && !subject.whole) shown += 1;
  }
  applyFindings(has);
  applySuccess(has, chosen);
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
