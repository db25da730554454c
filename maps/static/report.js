// The report: everything is on the page without this; here are print, copy, and links to a number.

import "./theme.js";
import { t } from "./words.js";

const print = document.getElementById("print");
const copy = document.getElementById("copy");

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// A page opened by plain http from another machine has no clipboard.
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const place = document.querySelector(".report-place").textContent;
    const when = document.querySelector(".report-when").textContent;
    try {
      await navigator.clipboard.writeText(`${place} ${when}\n${document.getElementById("sentence").textContent}`);
      copy.textContent = t("Copied");
    } catch {
      copy.textContent = t("Could not copy");
    }
  });
}

/** Open the list that the address names: /report#patrols. */
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches("details.number")) {
    named.open = true;
    named.scrollIntoView();
  }
}

addEventListener("hashchange", openNamed);
openNamed();
