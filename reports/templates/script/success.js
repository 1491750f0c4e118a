/* The part on success: its rows are in the page itself, and become links and take part in the filter here. */
const successRows = all(".success > tbody > tr").map((row) => {
  const subject = data.subjects.find(({ name, server }) => name === row.dataset.name && server === row.dataset.server);
  find("th", row).replaceChildren(make("a", { href: anchor(subject) }, ...breakable(subject.name)));
  return { row, subject, haystack: `${subject.haystack}\n${row.textContent}`.toLowerCase() };
});

function applySuccess(has, chosen) {
  for (const { row, subject, haystack } of successRows) row.hidden = !has(haystack) || !chosen(subject);
  for (const part of all("#success details")) if (filtered()) part.open = true;
  find("#success .none").hidden = !successRows.length || successRows.some(({ row }) => !row.hidden);
}
