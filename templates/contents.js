// The contents of the book on a narrow screen, and those of the page.
"use strict";

// While the menu is open the keyboard stays in it, and nothing behind it can be reached.
const navButton = document.getElementById("nav-toggle");
const bookNav = document.getElementById("book-nav");
const current = bookNav.querySelector("[aria-current]");
const behindMenu = [...document.querySelectorAll("body > *, .site-header > *, .layout > *")].filter(
  (element) => !element.contains(navButton) && !element.contains(bookNav),
);

function openMenu(open) {
  document.body.classList.toggle("nav-open", open);
  navButton.setAttribute("aria-expanded", String(open));
  behindMenu.forEach((element) => { element.inert = open; });
  if (open) (current ?? bookNav.querySelector("a")).focus();
}

function menuIsOpen() { return document.body.classList.contains("nav-open"); }

function closeMenu() {
  if (!menuIsOpen()) return;
  openMenu(false);
  navButton.focus();
}

navButton.addEventListener("click", () => (menuIsOpen() ? closeMenu() : openMenu(true)));
document.addEventListener("keydown", (event) => {
  if (!menuIsOpen()) return;
  if (event.key === "Escape") closeMenu();
  if (event.key !== "Tab") return;
  const stops = [navButton, ...bookNav.querySelectorAll("a")];
  const next = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
  event.preventDefault();
  stops.at(next % stops.length).focus();
});
matchMedia("(min-width: 56.01rem)").addEventListener("change", closeMenu);
addEventListener("pagehide", closeMenu); // the way back finds the page as it was read

// In a long sidebar the current chapter is in sight.
if (current) bookNav.scrollTop = current.offsetTop - bookNav.clientHeight / 2;

// The contents of the page stand open beside the text, are folded above it, and follow the reader.
const pageContents = document.querySelector(".page-nav details");
if (pageContents) {
  const beside = matchMedia("(min-width: 80.01rem)");
  const unfold = () => { pageContents.open = beside.matches; };
  const fold = () => { if (!beside.matches) pageContents.open = false; };
  unfold();
  beside.addEventListener("change", unfold);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".page-nav a") || !event.target.closest(".page-nav")) fold();
  });
  pageContents.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || beside.matches) return;
    fold();
    pageContents.firstElementChild.focus();
  });
  pageContents.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !pageContents.contains(event.relatedTarget)) fold();
  });

  const links = new Map([...pageContents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...document.querySelectorAll("main h2[id]")].filter((heading) => links.has(heading.id));
  const here = pageContents.querySelector(".here");
  const markSection = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 130).at(-1);
    links.forEach((link) => link.removeAttribute("aria-current"));
    if (passed) links.get(passed.id).setAttribute("aria-current", "true");
    here.textContent = passed ? links.get(passed.id).textContent : "";
  };
  addEventListener("scroll", markSection, { passive: true });
  markSection();
}
