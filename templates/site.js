// The book's page: its theme. Works from a file as from a server.
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

