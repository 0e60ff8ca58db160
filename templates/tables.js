// Tables and figures that are wider than their box say so and scroll with the keyboard; tables become cards if one asks.
"use strict";

function markScrollable(box) {
  const wider = box.scrollWidth > box.clientWidth + 1;
  const scrolls = wider || (getComputedStyle(box).overflowY !== "visible" && box.scrollHeight > box.clientHeight + 1);
  const region = { tabindex: "0", role: "region", "aria-label": box.dataset.name };
  for (const [name, value] of Object.entries(region)) {
    if (scrolls) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
  if (box.dataset.name) toolsOf(box).hidden = !wider && !box.closest(".cards");
}

function toolsOf(box) {
  if (box.previousElementSibling?.matches(".table-tools")) return box.previousElementSibling;
  const figure = box.matches(".figure-scroll");
  const tools = document.createElement("div");
  const words = document.createElement("span");
  tools.className = "table-tools";
  words.textContent = `${figure ? "Figuren" : "Tabellen"} fortsetter mot høyre →`;
  tools.append(words);
  box.before(tools);
  if (figure) return tools;
  const button = document.createElement("button");
  button.className = "button";
  button.type = "button";
  const turn = (cards) => {
    words.hidden = cards;
    button.textContent = cards ? "Vis som tabell" : "Vis som kort";
    button.setAttribute("aria-label", `${button.textContent}: ${box.dataset.name}`);
    if (cards || box.closest(".cards")) showCards(box, cards);
  };
  button.addEventListener("click", () => turn(!box.closest(".cards")));
  tools.append(button);
  turn(box.closest(".answers") !== null && matchMedia("(max-width: 40rem)").matches); // whole sentences in each row
  return tools;
}

// A table in blocks would be no table to a screen reader if its parts didn't say what they are.
function showCards(box, cards) {
  const table = box.querySelector("table");
  const heads = columnHeads(table);
  box.parentElement.classList.toggle("cards", cards);
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    if (cards) part.setAttribute("role", roleOf(part));
    else part.removeAttribute("role");
    if (part.localName === "td") part.dataset.head = heads[part.cellIndex];
  }
  markScrollable(box);
}

function roleOf(part) {
  if (part.localName === "th") return part.closest("thead") ? "columnheader" : "rowheader";
  return { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" }[part.localName];
}

// The head of each column; of two that stand above each other, both.
function columnHeads(table) {
  const lines = [...table.tHead.rows].map(() => []);
  [...table.tHead.rows].forEach((row, line) => {
    for (const cell of row.cells) {
      const first = [...lines[line], undefined].findIndex((taken) => taken === undefined);
      for (let below = 0; below < cell.rowSpan; below += 1) {
        for (let column = 0; column < cell.colSpan; column += 1) lines[line + below][first + column] = cell;
      }
    }
  });
  return lines[0].map((_, column) => [...new Set(lines.map((line) => line[column]))].map((cell) => cell.textContent.trim()).join(", "));
}

const boxes = document.querySelectorAll(".table-scroll, .figure-scroll");
const changes = new ResizeObserver((entries) => new Set(entries.map(({ target }) => target.closest(".table-scroll, .figure-scroll"))).forEach(markScrollable));
for (const box of boxes) for (const part of [box, ...box.children]) changes.observe(part);
