// Before the page is drawn: that scripts run, so that what needs one is shown, and the theme that the reader has chosen.
"use strict";

document.documentElement.classList.add("scripted");

try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* private window */ }
