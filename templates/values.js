// Where the numbers of the text come from: pointing at one, reaching it with the keyboard or pressing it opens a panel.
// In each paragraph one number is a tab stop, and the arrow keys go to the others; so a page is not two hundred stops.
"use strict";

(() => {
  const source = document.currentScript.dataset.panels; // what the panels say, which few readers ask for
  let known = null;
  const OTHER = "a:not(.value), button, summary, label"; // a number in or around one of these is no button as well
  const values = [...document.querySelectorAll("main .value")].filter((value) => !value.closest(OTHER) && !value.querySelector(OTHER));
  const panel = element("div", "value-panel");
  let open = null; // the number whose panel is shown
  let held = false; // whether it stays until it is closed
  let timer = 0;

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  function link(text, href) {
    const made = element("a", "", text);
    made.href = href;
    return made;
  }

  Object.assign(panel, { id: "value-panel", tabIndex: -1, hidden: true });
  panel.setAttribute("role", "dialog");
  const hint = element("span", "visually-hidden", "Vis hvor tallet kommer fra. Piltastene går til de andre tallene.");
  hint.id = "value-hint";
  hint.hidden = true;
  document.body.append(hint, panel);

  function load(then) {
    const script = document.getElementById("value-panels") || element("script", "");
    script.addEventListener("load", () => { known = window.valuePanels; then(); });
    if (!script.id) document.head.append(Object.assign(script, { id: "value-panels", src: source }));
  }
  for (const sign of ["pointerover", "keydown", "touchstart"]) {
    document.addEventListener(sign, () => known || load(() => {}), { once: true, passive: true });
  }

  // Each number is a button that says what pressing it does; the first of a paragraph can be reached with Tab.
  const blockOf = (value) => value.closest("p, li, td, th, dd, blockquote, figcaption, caption") || value.parentElement;
  const first = new Map();
  for (const value of values) {
    value.setAttribute("role", "button");
    value.setAttribute("aria-haspopup", "dialog");
    value.setAttribute("aria-expanded", "false");
    value.setAttribute("aria-describedby", hint.id);
    value.tabIndex = first.has(blockOf(value)) ? -1 : 0;
    if (value.tabIndex === 0) first.set(blockOf(value), value);
  }

  function enter(value) {
    const block = blockOf(value);
    first.get(block).tabIndex = -1;
    value.tabIndex = 0;
    first.set(block, value);
    value.focus();
  }

  // What the panel says
  function question(id) {
    const asked = known.questions?.[id];
    if (!asked) return [];
    const text = `«${asked.text}»`;
    const words = element("p", "", known.asking ? link(text, known.asking + id) : text);
    words.append(` Stilt til ${asked.of}.`);
    if (asked.short) words.append(" (Her i kort form.)");
    return [words];
  }

  function place([number, cell]) {
    const found = known.exhibits[number];
    const words = element("p", "", cell ? "Står i " : "Se ", link(found.name, found.href));
    if (cell) words.append(`, ${cell}`);
    words.append(". ", link("Tallene (CSV)", found.file));
    words.lastChild.download = "";
    return words;
  }

  function test(number) {
    const words = element("p", "", `Test: ${known.tests[number]} `);
    if (known.method) words.append(link("Alle testene", known.method), ".");
    return words;
  }

  function part(title, content) {
    return content.length ? [element("h2", "", title), ...content] : [];
  }

  function content(value) {
    const found = known.values[value.dataset.value];
    const told = (found.told || []).map((words) => element("p", "", words));
    const code = element("details", "", element("summary", "", "Koden"));
    const lines = found.code.map((place) => known.codes[place]).join("\n");
    code.append(element("pre", "", element("code", "", lines)));
    const close = element("button", "value-close", "Lukk");
    close.type = "button";
    close.addEventListener("click", () => shut(true));
    const asked = (found.questions || []).flatMap(question);
    return [
      element("p", "value-title", value.textContent),
      ...told,
      ...part(asked.length > 1 ? "Spørsmålene" : "Spørsmålet", asked),
      ...part("I boken", (found.places || []).map(place)),
      ...part("Sikkerhet", (found.tests || []).map(test)),
      code,
      close,
    ];
  }

  // Where and when it is shown
  function show(value, hold, enter = false) {
    clearTimeout(timer);
    if (!known) { load(() => show(value, hold, enter)); return; }
    held = hold || (held && open === value);
    if (open !== value) fill(value);
    if (hold || value === document.activeElement) value.scrollIntoView({ block: "nearest" }); // a narrow panel covers its place
    if (enter) panel.focus({ preventScroll: true });
  }

  function fill(value) {
    if (open) open.setAttribute("aria-expanded", "false");
    open = value;
    value.setAttribute("aria-expanded", "true");
    panel.setAttribute("aria-label", `Hvor ${value.textContent} kommer fra`);
    panel.replaceChildren(...content(value));
    panel.hidden = false;
    const box = [...value.getClientRects()].at(-1);
    const left = Math.min(Math.max(box.left, 12), document.documentElement.clientWidth - panel.offsetWidth - 12);
    const below = box.bottom + 8 + panel.offsetHeight <= innerHeight || box.top < panel.offsetHeight + 72;
    const top = below ? box.bottom + 8 : box.top - panel.offsetHeight - 8;
    panel.style.left = `${Math.max(left, 12) + scrollX}px`;
    panel.style.top = `${top + scrollY}px`;
  }

  function shut(back) {
    clearTimeout(timer);
    if (!open) return;
    const value = open;
    open = null;
    held = false;
    value.setAttribute("aria-expanded", "false");
    panel.hidden = true;
    if (back) { quiet = true; value.focus({ preventScroll: true }); quiet = false; }
  }

  // The panel stands last in the page: who leaves it with Tab goes on from its number.
  function leave(event) {
    const stops = [panel, ...panel.querySelectorAll("a, summary, button")];
    const here = stops.indexOf(document.activeElement);
    if (event.shiftKey ? here !== 0 && here !== 1 : here !== stops.length - 1) return;
    if (event.shiftKey) event.preventDefault();
    shut(true);
  }

  const later = (what, wait) => { clearTimeout(timer); timer = setTimeout(what, wait); };
  let quiet = false; // the focus comes back and opens nothing
  let pressed = false; // the focus comes from a finger or the mouse, whose click follows
  const valueOf = (event) => event.target.closest?.("main .value[role=button]");

  document.addEventListener("pointerover", (event) => {
    const value = valueOf(event);
    if (event.pointerType === "touch" || held) return;
    if (value) later(() => show(value, false), 200);
    else if (event.target.closest?.("#value-panel")) clearTimeout(timer);
    else if (open && document.activeElement !== open) later(() => shut(false), 300);
    else if (!open) clearTimeout(timer);
  });
  document.addEventListener("pointerdown", (event) => { pressed = Boolean(valueOf(event)); });
  document.addEventListener("focusin", (event) => {
    const value = valueOf(event);
    if (value && !quiet && !pressed) show(value, false);
    else if (open && !value && !event.target.closest("#value-panel")) shut(false);
    pressed = false;
  });
  document.addEventListener("click", (event) => {
    const value = valueOf(event);
    if (value && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const again = open === value && held;
      if (again) shut(true);
      else show(value, true, event.detail === 0);
    } else if (!event.target.closest("#value-panel")) shut(false);
  });
  document.addEventListener("keydown", (event) => {
    const value = valueOf(event);
    if (event.key === "Escape" && open) { event.stopPropagation(); shut(panel.contains(document.activeElement) || held); }
    if (event.key === "Tab") leave(event);
    if (!value) return;
    if (event.key === " " || (event.key === "Enter" && !value.href)) { event.preventDefault(); value.click(); }
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const other = event.key in steps && values[values.indexOf(value) + steps[event.key]];
    if (other) { event.preventDefault(); enter(other); }
  });

  // What is copied has the words alone.
  document.addEventListener("copy", (event) => {
    const selected = getSelection();
    if (!selected.rangeCount || event.target.closest?.("input, textarea")) return;
    const copied = element("div", "");
    for (let i = 0; i < selected.rangeCount; i += 1) copied.append(selected.getRangeAt(i).cloneContents());
    const marked = copied.querySelectorAll(".value");
    if (!marked.length) return;
    marked.forEach((value) => value.replaceWith(...value.childNodes));
    event.clipboardData.setData("text/html", copied.innerHTML);
    event.clipboardData.setData("text/plain", selected.toString());
    event.preventDefault();
  });
})();
