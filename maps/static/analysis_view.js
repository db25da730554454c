// One analysis beside its map: the same rows as a list and as places, legend, table, time slider.
// On the served page and in a saved file alike; all words come as text.

import { TimeSlider } from "./analysis_time.js";
import { el } from "./element.js";
import { markSvg } from "./mark.js";
import { clock, day, named, number, t } from "./words.js";

const NOBODY = { type: "FeatureCollection", features: [] };

function band(row) {
  return row.band === null ? "an-none" : `an-band-${row.band}`;
}

/** The shape that the map draws a place in. */
function shape(place, step) {
  const name = { Point: "spot", LineString: "line", MultiLineString: "line" }[place?.geometry.type] ?? "square";
  return el(`i.an-shape.an-${name}.${band(step)}`, { "aria-hidden": "true" });
}

/** What stands for a place in the list: its mark, or its shape. */
function sign(row, place) {
  return row.mark ? markSvg(row.mark, row.rank) : shape(place, row);
}

export class AnalysisView {
  /** @param {{head: Element, list: Element}} parts @param {L.Map} map @param {object} layer an AnalysisLayer */
  constructor(parts, map, layer) {
    this.parts = parts;
    this.layer = layer;
    this.map = map;
    this.over = el("p.an-over", { "aria-hidden": "true", hidden: true });
    map.getContainer().append(this.over);
    this.view = null;
    layer.on("picked", ({ id }) => this.mark(id, true));
  }

  /** Show an answer of GET /app/{community}/analysis/{kind}. */
  show(answer) {
    const same = this.answer?.kind === answer.kind ? this.view?.id : null;
    this.time?.stop();
    this.answer = answer;
    this.map.closePopup();
    // A map that shows nothing says why.
    this.over.textContent = answer.empty;
    this.over.hidden = !answer.empty;
    this.choose(answer.views.find(({ id }) => id === same) ?? answer.views[0] ?? null);
  }

  choose(view) {
    this.time?.stop();
    this.view = view;
    this.at = 0;
    this.time = view && view.frames.length > 1 ? new TimeSlider(view.frames, (at) => this.frame(at)) : null;
    // A slider opens where most is to be seen.
    const most = (one) => one.rows.reduce((sum, { value }) => sum + (value ?? 0), 0);
    if (this.time) this.at = view.frames.reduce((best, one, at, all) => (most(one) > most(all[best]) ? at : best), 0);
    this.parts.head.replaceChildren(...this.head());
    this.time?.set(this.at);
    this.frame(this.at);
  }

  frame(at) {
    this.at = at;
    const frame = this.view?.frames[at];
    const places = new Map((this.view?.places ?? []).map((place) => [place.id, place]));
    const rows = (frame?.rows ?? []).filter(({ id }) => places.has(id));
    // The list begins with the worst; on the map the worst lies on top.
    this.layer.show({ ...NOBODY, features: [...rows].reverse().map((row) => ({
      ...places.get(row.id), properties: { value: row.value, band: row.band, label: label(row) },
    })) });
    if (this.sentence) this.sentence.textContent = frame?.sentence ?? "";
    this.parts.list.replaceChildren(...this.list(rows, places));
  }

  /** Mark the row of a place; bring: scroll to it. */
  mark(id, bring) {
    for (const button of this.parts.list.querySelectorAll("[data-place]")) {
      const own = button.dataset.place === id;
      if (own) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (own && bring) button.scrollIntoView({ block: "nearest" });
    }
  }

  head() {
    const { answer, view } = this;
    this.sentence = el("p.an-sentence", { role: "status" });
    const when = t("{first} to {last} · {n} nights", { first: answer.from, last: answer.to, n: number(answer.nights) });
    const invented = t("An invented community: no such people or homes.");
    return [
      el("h1", null, answer.title, " ", el("span.an-place", null, named(answer.community))),
      answer.nights ? el("p.quiet.small", { "data-part": "when" }, when) : null,
      el("p.quiet.small", { "data-part": "as-of" }, t("As of {time}", { time: `${answer.as_of.slice(0, 10)} ${clock(answer.as_of)}` }),
        answer.community.invented && !document.querySelector(".banner") ? ` · ${invented}` : ""),
      answer.empty ? el("p.an-sentence", { "data-part": "empty", role: "status" }, answer.empty) : null,
      view && answer.views.length > 1 ? this.choice() : null,
      view ? this.sentence : null,
      view && this.time ? this.time.element : null,
      view?.bands.length ? this.legend() : null,
    ].filter(Boolean);
  }

  choice() {
    return el("div.chips", { role: "group", "aria-label": t("What is shown") }, this.answer.views.map((view) =>
      el("button.chip", { type: "button", "data-view": view.id, "aria-pressed": String(view === this.view), onclick: () => this.choose(view) }, view.word)));
  }

  legend() {
    return el("div.an-legend", null, el("h2", { id: "an-legend" }, this.view.head),
      el("ul", { "aria-labelledby": "an-legend" }, this.view.bands.map((step) =>
        el("li", null, shape(this.view.places[0], step), el("span", null, step.word)))));
  }

  list(rows, places) {
    const { answer } = this;
    return [
      el("ol.list.an-rows", { "aria-label": answer.title }, rows.map((row) => el("li", null, this.item(row, places)))),
      answer.table && table(answer.table),
      el("section.an-rules", null, el("h2", null, t("How it is counted")), answer.counted.map((each) => el("p", null, each))),
    ].filter(Boolean);
  }

  item(row, places) {
    const pick = () => {
      this.layer.pick(row.id);
      this.mark(row.id, false);
    };
    return el("button.item", { type: "button", "data-place": row.id, onclick: pick },
      sign(row, places.get(row.id)),
      el("span.grow", null, el("b", null, row.name),
        row.detail ? el("span.an-detail", null, row.detail) : null,
        row.nights.length ? el("span.an-detail", null, row.nights.map((night) => day(night)).join(" · ")) : null),
      el(`span.an-value.${band(row)}`, null, row.word));
  }
}

function label(row) {
  return [`${row.name}: ${row.word}`, row.detail, row.nights.map((night) => day(night)).join(" · ")].filter(Boolean).join("\n");
}

function table({ title, columns, rows }) {
  return el("section.an-table", null, el("h2", null, title),
    el("div.an-scroll", { tabindex: "0", role: "region", "aria-label": title },
      el("table.table", null,
        el("thead", null, el("tr", null, el("th", { scope: "col" }, t("Night")), columns.map((each) => el("th", { scope: "col" }, each)))),
        el("tbody", null, rows.map(({ night, cells }) => el("tr", null, el("th", { scope: "row" }, day(night)),
          cells.map((cell) => el("td", null, el(`span.an-cell${cell.band === null ? "" : `.an-band-${cell.band}`}`, null, cell.text)))))))));
}
