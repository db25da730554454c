/* The demo banner's button: leave the demo night and plan the real tonight, or go back to it. */

import { ask } from "./ask.js";
import { toast } from "./element.js";
import { t } from "./words.js";

/** Make the banner's button work, where the page has one. */
export function onDemo(community) {
  const leave = document.getElementById("real-night");
  leave?.addEventListener("click", () => turn(leave, `/app/${community}/real-night`, t("Planning the real tonight…")));
  const back = document.getElementById("demo-night");
  back?.addEventListener("click", () => turn(back, `/app/${community}/demo-night`, t("Planning the demo night…")));
}

async function turn(button, address, meanwhile) {
  const usual = button.textContent;
  button.disabled = true;
  button.textContent = meanwhile;
  try {
    await ask(address, { method: "POST", body: {} });
    location.reload();
  } catch (error) {
    button.disabled = false;
    button.textContent = usual;
    toast(error.message);
  }
}
