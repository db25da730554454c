/* "Save picture" on the plan's page: of the whole night, and of one round on its sheet. */

import { el, icon } from "./element.js";
import { community } from "./place.js";
import { addActions } from "./round_sheet.js";
import { openPicture, sendFile } from "./save_picture.js";
import { t } from "./words.js";

const ofNight = `/app/${encodeURIComponent(community)}/picture.svg`;

/* What is on the phones; the draft only where the page shows one, and by its name. */
document.getElementById("night-picture").addEventListener("click", () => {
  const choices = [{ word: t("On the phones"), address: ofNight }];
  if (document.getElementById("plan").dataset.plan === "draft") choices.push({ word: t("The draft"), address: `${ofNight}?draft=true` });
  openPicture({ title: t("The night as a picture"), choices });
});

addActions((host, { round }) => {
  const address = `/rounds/${encodeURIComponent(round.stops.at(-1)?.round_id ?? round.id)}`;
  host.append(
    el("button.button", { type: "button", "data-act": "save-picture", onclick: () => openPicture({
      title: t("Round as a picture"), choices: [{ address: `${address}/picture.svg` }], file: `${address}.html`,
    }) }, icon("picture"), t("Save picture")),
    el("button.button", { type: "button", "data-act": "send-file", onclick: () => sendFile(`${address}.html`) }, icon("file"), t("Send as a file")));
});
