// A list that is long can be narrowed: what has the typed words, in itself or in the heading above it, stays.
"use strict";

for (const input of document.querySelectorAll("[data-filter]")) {
  const list = document.getElementById(input.dataset.filter);
  const count = document.querySelector(".filter-count");
  const plain = (text) => text.toLowerCase().replace(/aa/g, "å").normalize("NFKD").replace(/\p{M}/gu, "").replace(/ø/g, "o").replace(/æ/g, "ae");
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of list.querySelectorAll("section")) {
      const heading = plain(section.querySelector("h2").textContent);
      let here = 0;
      for (const item of section.querySelectorAll("li")) {
        const text = `${plain(item.textContent)} ${heading}`;
        item.hidden = !words.every((word) => text.includes(word));
        here += !item.hidden;
      }
      section.hidden = !here;
      shown += here;
    }
    count.textContent = words.length ? `${shown} treff` : "";
  });
}
