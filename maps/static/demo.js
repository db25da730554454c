/* The demo banner's button: leave the demo night and plan the real tonight. */

import { ask } from "./ask.js";
import { toast } from "./element.js";
import { t } from "./words.js";

/** Make the banner's button work, where the page has one. */
export function onDemo(community) {
  const button = document.getElementById("real-night");
  button?.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = t("Planning the real tonight…");
    try {
      await ask(`/app/${community}/real-night`, { method: "POST", body: {} });
      location.reload();
    } catch (error) {
      button.disabled = false;
      button.textContent = t("Plan the real tonight");
      toast(error.message);
    }
  });
}
