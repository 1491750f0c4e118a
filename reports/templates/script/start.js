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
