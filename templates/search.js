// A search box: a combobox with its list of hits (ARIA), and the hits marked on the page that a reader opens.
// It serves every input[data-search], whose value is the way to the book's top folder; of the page it knows no more.
"use strict";

(() => {
  const SHOWN = 30;
  const MARKED = "treff"; // the name of the words to mark in a page's address
  const KIND = { t: "Tabell", f: "Figur" };
  let book; // the prepared index, asked for when somebody begins to search

  function made(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  }

  function loaded(address) {
    return new Promise((done) => {
      const script = made("script", { src: address });
      script.onload = done;
      document.head.append(script);
    });
  }

  function prepared(top) {
    book ||= Promise.all(["search-engine.js", "search-index.js"].map((file) => loaded(`${top}assets/${file}`)))
      .then(() => { Object.assign(KIND, window.searchIndex.words); return window.bookSearch.prepare(window.searchIndex); });
    return book;
  }

  // Whole words in any of these forms, a word that may be divided too.
  function pattern(forms) {
    const escaped = forms.map((form) => [...form].map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\u00ad?"));
    escaped.sort((a, b) => b.length - a.length);
    return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  }

  function withMarks(text, forms) {
    if (!forms.length) return [text];
    const parts = [];
    let at = 0;
    for (const { 0: found, index } of text.matchAll(pattern(forms))) {
      parts.push(text.slice(at, index), made("mark", {}, found));
      at = index + found.length;
    }
    return [...parts, text.slice(at)];
  }

  function excerpt({ kind, title, text, forms }) {
    if (kind === "r") return text.split(" · ")[0];
    if (kind === "t" && forms.length && pattern(forms).test(title)) return ""; // its cells would say less
    const first = forms.length ? Math.max(0, text.search(pattern(forms))) : 0;
    const start = first < 70 ? 0 : text.indexOf(" ", first - 60) + 1;
    const end = text.length - start < 180 ? text.length : text.lastIndexOf(" ", start + 170);
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  function heading({ kind, number, title }) {
    if (kind === "t" || kind === "f") return `${KIND[kind]}\u00a0${number}. ${title}`;
    return kind !== "r" && number ? `${number} ${title}` : title;
  }

  function option(hit, top, id) {
    const [file, anchor] = hit.href.split("#");
    const marks = hit.forms.slice(0, 20).map((form) => `${MARKED}=${encodeURIComponent(form)}`).join("&");
    const where = hit.kind === "r" ? `${KIND.t}\u00a0${hit.number} · ${hit.page}` : hit.page;
    return made("a", { role: "option", "aria-selected": "false", tabindex: "-1", id, href: top + file + (marks && `?${marks}`) + (anchor ? `#${anchor}` : "") },
      made("span", { class: "where" }, where),
      made("span", { class: "title" }, ...withMarks(heading(hit), hit.forms)),
      made("span", { class: "excerpt" }, ...withMarks(excerpt(hit), hit.forms)));
  }

  function told(found) {
    if (!found) return "Ingen treff. Prøv færre ord, eller et annet ord.";
    return found > SHOWN ? `${found} treff. De ${SHOWN} beste er vist.` : `${found} treff`;
  }

  function mount(input) {
    const top = input.dataset.search;
    const list = made("div", { role: "listbox", id: `${input.id}-list`, "aria-label": "Treff" });
    const count = made("p", { class: "search-count", role: "status", id: `${input.id}-status` });
    const box = made("div", { class: "search-results", id: `${input.id}-results`, tabindex: "0", role: "region", "aria-label": "Søkeresultater", hidden: "" }, count, list);
    const attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocapitalize: "off", spellcheck: "false" };
    Object.entries(attributes).forEach(([key, value]) => input.setAttribute(key, value));
    input.after(box);
    let active = -1;

    function show(open) {
      box.hidden = !open;
      input.setAttribute("aria-expanded", String(open && list.childElementCount > 0));
      choose(-1);
    }

    function choose(at) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = at;
      const chosen = list.children[at];
      if (chosen) {
        chosen.setAttribute("aria-selected", "true");
        chosen.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", chosen.id);
      } else input.removeAttribute("aria-activedescendant");
    }

    async function search() {
      const known = await prepared(top);
      const query = input.value.trim();
      const found = query.length > 1 || /\d/.test(query) ? window.bookSearch.find(known, query) : [];
      list.replaceChildren(...found.slice(0, SHOWN).map((hit, at) => option(hit, top, `${list.id}-${at}`)));
      list.hidden = !found.length;
      show(query.length > 1 || found.length > 0);
      count.textContent = query ? told(found.length) : "";
    }

    function pressed(event) {
      const size = list.childElementCount;
      const open = !box.hidden;
      if (event.key === "Escape") {
        if (!open) input.value = "";
        show(false);
        event.stopPropagation();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && size) {
        event.preventDefault();
        if (!open) show(true);
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(active < 0 ? (step > 0 ? 0 : size - 1) : (active + step + size) % size);
      } else if (event.key === "Enter" && open && size) {
        event.preventDefault();
        list.children[Math.max(active, 0)].click();
      } else if (event.key === "Tab") show(false);
    }

    input.addEventListener("focus", () => prepared(top), { once: true });
    input.addEventListener("input", search);
    input.addEventListener("keydown", pressed);
    input.addEventListener("click", () => { if (box.hidden && list.childElementCount) show(true); });
    document.addEventListener("click", (event) => { if (!event.target.closest(".search") || event.target.closest("[role=option]")) show(false); });
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const address = new URL(link.href);
      if (address.pathname !== location.pathname) return;
      event.preventDefault(); // the page is open already
      location.hash = address.hash;
      mark(address.searchParams.getAll(MARKED));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, textarea, select")) { event.preventDefault(); input.focus(); }
    });
  }

  // The words that were found, where they stand on this page. A highlight changes no element; older browsers get <mark>.
  function places(forms) {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("main") || document.body, NodeFilter.SHOW_TEXT);
    const wanted = pattern(forms);
    while (walker.nextNode()) {
      for (const { 0: word, index } of walker.currentNode.data.matchAll(wanted)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, index);
        range.setEnd(walker.currentNode, index + word.length);
        found.push(range);
      }
    }
    return found;
  }

  function unmark() {
    globalThis.CSS?.highlights?.delete("search-hits");
    document.querySelectorAll("mark.search-hit").forEach((one) => one.replaceWith(...one.childNodes));
    document.querySelector(".search-clear")?.remove();
  }

  function mark(forms) {
    unmark();
    const found = forms.length ? places(forms) : [];
    if (!found.length) return;
    if (globalThis.CSS?.highlights) CSS.highlights.set("search-hits", new Highlight(...found));
    else found.reverse().forEach((range) => range.surroundContents(made("mark", { class: "search-hit" })));
    const button = made("button", { class: "search-clear", type: "button" }, `${found.length} treff på siden. Fjern merkingen`);
    button.addEventListener("click", unmark);
    document.body.append(button);
  }

  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unmark(); });
  document.querySelectorAll("input[data-search]").forEach(mount);
  mark(new URLSearchParams(location.search).getAll(MARKED));
})();
