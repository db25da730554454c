/* "Save picture", "Send as a file" and the track on the phone: of the round that is shown. */

import { el, toast } from "./element.js";
import { openPicture, sendFile } from "./save_picture.js";
import { t } from "./words.js";

const at = (id) => document.getElementById(id);

/** Calls with the address of the round on the page, or says that there is none. */
function ofRound(act) {
  const { round } = at("passes").dataset;
  if (round) act(`/rounds/${encodeURIComponent(round)}`);
  else toast(t("There is no round to send yet."));
}

at("save-picture").addEventListener("click", () => ofRound((round) => openPicture({
  title: t("Round as a picture"), choices: [{ address: `${round}/picture.svg` }], file: `${round}.html`,
})));
at("send-file").addEventListener("click", () => ofRound((round) => sendFile(`${round}.html`)));
at("take-track").addEventListener("click", () => ofRound((round) => el("a", { href: `${round}.gpx`, download: true }).click()));
