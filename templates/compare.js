// Without a script the rows stand by how much they matter; with it, a press on a column's head sorts by that column.
"use strict";

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.v === undefined ? row.cells[column].textContent : Number(row.cells[column].dataset.v);
      const order = (a, b) => typeof a === "number" ? b - a : b.localeCompare(a, "nb");
      const rows = [...table.tBodies[0].rows].sort((a, b) => order(key(a), key(b)) * (down ? 1 : -1));
      table.tBodies[0].append(...rows);
    });
  });
}
