/* "Save picture" on the plan's page: of the whole night, and of one round on its sheet. */

import { ask } from "./ask.js";
import { el, icon } from "./element.js";
import { community } from "./place.js";
import { addActions } from "./round_sheet.js";
import { openPicture, sendFile } from "./save_picture.js";
import { t } from "./words.js";

const ofNight = `/app/${encodeURIComponent(community)}/picture.svg?draft=true`;

/** A night too long for one picture is sent as one for each team. */
async function ofTeams() {
  const night = await ask(`/app/${encodeURIComponent(community)}/night?draft=true`);
  const walking = night.teams.filter((team) => night.rounds.some((round) => round.team_id === team.id));
  return walking.map((team) => `${ofNight}&team=${encodeURIComponent(team.id)}`);
}

document.getElementById("night-picture").addEventListener("click", () => {
  openPicture({ title: t("The night as a picture"), addresses: [ofNight], parts: ofTeams });
});

addActions((host, { round }) => {
  const address = `/rounds/${encodeURIComponent(round.stops.at(-1)?.round_id ?? round.id)}`;
  host.append(
    el("button.button", { type: "button", "data-act": "save-picture", onclick: () => openPicture({
      title: t("Round as a picture"), addresses: [`${address}/picture.svg`], file: `${address}.html`,
    }) }, icon("picture"), t("Save picture")),
    el("button.button", { type: "button", "data-act": "send-file", onclick: () => sendFile(`${address}.html`) }, icon("file"), t("Send as a file")));
});
