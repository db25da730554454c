/* What a round can be taken along as: its sheet on paper, its track for other apps. */

import { el, icon } from "./element.js";
import { addActions } from "./round_sheet.js";
import { t } from "./words.js";

/** The part of a round that is still walked; the parts before it have sheets of their own. */
const lastPart = (round) => encodeURIComponent(round.stops.at(-1)?.round_id ?? round.id);

addActions((host, { round }) => {
  host.append(
    el("a.button", { href: `/rounds/${lastPart(round)}/print`, target: "_blank", rel: "noopener", "data-act": "print-round" }, icon("print"), t("Print the sheet")),
    el("a.button", { href: `/rounds/${lastPart(round)}.gpx`, download: true, "data-act": "gpx" }, icon("route"), t("Track (GPX)")));
});
