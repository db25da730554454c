// The report's list of rounds that nobody ended: the office says why, and they are patrols.

import { ask } from "./ask.js";

const sheet = document.getElementById("why");
const trouble = sheet?.querySelector("[role=alert]");
let roundId = "";

/** Keep why the round ended, and read the numbers again with that list open. */
async function end(reason) {
  const buttons = [...sheet.querySelectorAll("button")];
  for (const each of buttons) each.disabled = true;
  try {
    await ask(`/rounds/${encodeURIComponent(roundId)}/end`, { method: "POST", body: { reason } });
    location.hash = "patrols";
    location.reload();
  } catch (error) {
    trouble.textContent = error.message;
    trouble.hidden = false;
    for (const each of buttons) each.disabled = false;
  }
}

if (sheet) {
  for (const button of document.querySelectorAll("button[data-end]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      roundId = button.dataset.end;
      sheet.querySelector("[data-part=what]").textContent = button.dataset.what;
      trouble.hidden = true;
      sheet.showModal();
    });
  }
  sheet.querySelector("[data-act=close]").addEventListener("click", () => sheet.close());
  for (const button of sheet.querySelectorAll("[data-reason]")) {
    button.addEventListener("click", () => end(button.dataset.reason));
  }
}
