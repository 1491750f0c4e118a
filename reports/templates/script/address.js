/* The address: either a place in the page, or a filter. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign
  }
}

function follow() {
  const hash = decoded(location.hash.slice(1));
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
  if (!target) return;
  if (!target.classList.contains("finding")) {
    land(target); // the browser was there before the parts above it were drawn
    return;
  }
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
