// The book's page: theme, search. Works from a file as from a server.
"use strict";

const root = document.documentElement;
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
};

// Theme: the system's until the reader chooses.
const dark = matchMedia("(prefers-color-scheme: dark)");
const themeButton = document.getElementById("theme-toggle");
function showTheme(theme) {
  root.dataset.theme = theme;
  themeButton.firstChild.data = theme === "dark" ? "Lys" : "Mørk";
}
showTheme(store.get("theme") || (dark.matches ? "dark" : "light"));
dark.addEventListener("change", (event) => { if (!store.get("theme")) showTheme(event.matches ? "dark" : "light"); });
themeButton.addEventListener("click", () => {
  const theme = root.dataset.theme === "dark" ? "light" : "dark";
  store.set("theme", theme);
  showTheme(theme);
});


// Search in the whole book: every word has to be part of the section, so «størrelse» finds «kommunestørrelse».
const input = document.getElementById("search");
const results = document.getElementById("search-results");
const status = document.getElementById("search-status");
let index = null;

function loadIndex() {
  if (index !== null) return;
  index = [];
  const script = document.createElement("script");
  script.src = input.dataset.index;
  script.onload = () => { index = window.searchIndex; search(); };
  document.head.append(script);
}

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter((word) => word.length > 1);
  results.replaceChildren();
  results.hidden = !words.length;
  if (!words.length || !index) { status.textContent = ""; return; }
  const found = index
    .map((section) => ({ section, score: score(section, words) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 20);
  for (const { section } of found) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = input.dataset.base + section.href;
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = section.page;
    const title = document.createElement("strong");
    title.textContent = section.title;
    link.append(where, title, document.createElement("br"), ...snippet(section.text, words));
    item.append(link);
    results.append(item);
  }
  if (!found.length) {
    const item = document.createElement("li");
    item.className = "none";
    item.textContent = "Ingen treff";
    results.append(item);
  }
  status.textContent = found.length ? `${found.length} treff` : "Ingen treff";
}

function score(section, words) {
  const title = section.title.toLowerCase();
  const text = section.text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (title.includes(word)) sum += 10;
    else if (text.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

function snippet(text, words) {
  const lower = text.toLowerCase();
  const at = Math.max(0, lower.indexOf(words[0]));
  const start = Math.max(0, at - 60);
  const end = Math.min(text.length, at + 100);
  if (!lower.includes(words[0])) return [document.createTextNode(text.slice(0, 120))];
  const mark = document.createElement("mark");
  mark.textContent = text.slice(at, at + words[0].length);
  return [
    document.createTextNode((start ? "… " : "") + text.slice(start, at)),
    mark,
    document.createTextNode(text.slice(at + words[0].length, end) + (end < text.length ? " …" : "")),
  ];
}

input.addEventListener("focus", loadIndex);
input.addEventListener("input", search);
document.addEventListener("click", (event) => {
  if (!event.target.closest(".search") || event.target.closest("#search-results a")) results.hidden = true;
});
document.querySelector(".search").addEventListener("keydown", (event) => {
  const items = [input, ...results.querySelectorAll("a")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") { results.hidden = true; input.focus(); }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    items.at((at + (event.key === "ArrowDown" ? 1 : -1)) % items.length)?.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input")) { event.preventDefault(); input.focus(); }
});
