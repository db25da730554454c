/* "Found something": kind, picture of the scale, flags, note, send; three taps at the least.

Its content is fixed with the first try to send it and stays on the screen until it is stored. */

import { el, icon } from "./element.js";
import { markSvg } from "./mark.js";
import { scalePicture } from "./scales.js";
import { lang, t } from "./words.js";

function flags() {
  return [
    ["live_wire", t("Live wire or pole near")], ["cover_missing", t("Manhole cover missing")],
    ["blocked", t("Way blocked")], ["person", t("Somebody in danger")],
  ];
}

function safety(kind, rank, flagged) {
  if (flagged.has("live_wire")) return t("Live wire: keep well away, nobody touches the water. Call the power company, 95598.");
  if (flagged.has("person")) return t("Call 119 or 120 first, then send this.");
  if (kind === "flood_segment" && rank >= 3) return t("Do not go in. Watch from dry ground.");
  if (kind === "leaning_tree" && rank >= 3) return t("Stay out of its reach and keep people away.");
  return "";
}

/** The form in its dialog; `open` fills it for one stop. */
export class FoundForm {
  /** @param {HTMLDialogElement} dialog @param {object[]} kinds as in GET /app/{community}/kinds */
  constructor(dialog, kinds) {
    this.dialog = dialog;
    this.kinds = kinds;
    this.at = (name) => dialog.querySelector(`[data-part="${name}"]`);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.at("close").addEventListener("click", () => dialog.close());
    this.at("note").addEventListener("input", () => (this.said.note = this.at("note").value));
  }

  /**
   * Ask about one stop.
   * @param {object} stop
   * @param {(finding: object) => Promise<{stored: boolean, sentence?: string, refused?: boolean}>} onSend
   *   called with the same finding again for each further try
   */
  open(stop, onSend) {
    this.stop = stop;
    this.onSend = onSend;
    this.fixed = null;
    this.said = { kind: stop.kind, scale: null, flags: new Set(), note: "" };
    this.at("title").textContent = `${stop.code} ${stop.name}`;
    this.at("note").value = "";
    this.show();
    if (!this.dialog.open) this.dialog.showModal();
  }

  get choices() {
    return this.kinds.find((kind) => kind.id === this.said.kind)?.scale?.choices ?? [];
  }

  show(sentence = "") {
    this.showKinds();
    this.showScale();
    this.showFlags();
    const chosen = this.choices.find((choice) => choice.value === this.said.scale);
    const warning = safety(this.said.kind, chosen?.rank ?? 0, this.said.flags);
    this.at("safety").hidden = !warning;
    this.at("safety").replaceChildren(icon("alert"), el("span", null, warning));
    this.at("trouble").hidden = !sentence;
    this.at("trouble").replaceChildren(el("b", null, t("Not stored yet.")), " ", sentence);
    this.at("note").readOnly = Boolean(this.fixed);
    const send = this.at("send");
    send.disabled = this.said.scale === null;
    send.replaceChildren(icon(this.fixed ? "undo" : "send"), this.fixed ? t("Try again") : t("Send"));
  }

  showKinds() {
    this.at("kinds").replaceChildren(...this.kinds.map((kind) =>
      el("button.chip", { type: "button", disabled: Boolean(this.fixed), "data-act": "kind", "data-kind": kind.id, "aria-pressed": String(kind.id === this.said.kind), onclick: () => {
        this.said = { ...this.said, kind: kind.id, scale: null };
        this.show();
      } }, markSvg(kind.id), lang === "en" ? kind.en : kind.zh)));
  }

  showScale() {
    this.at("scale").replaceChildren(...this.choices.map((choice, place) =>
      el(`button.scale-choice.rank-edge-${choice.rank}`, { type: "button", disabled: Boolean(this.fixed), "data-act": "scale", "data-value": choice.value, "aria-pressed": String(choice.value === this.said.scale), onclick: () => {
        this.said.scale = choice.value;
        this.show();
      } }, scalePicture(this.said.kind, choice.rank, place), el("span", null, lang === "en" ? choice.en : choice.zh))));
  }

  showFlags() {
    this.at("flags").replaceChildren(...flags().map(([name, word]) =>
      el("button.chip", { type: "button", disabled: Boolean(this.fixed), "data-act": "flag", "data-flag": name, "aria-pressed": String(this.said.flags.has(name)), onclick: () => {
        if (!this.said.flags.delete(name)) this.said.flags.add(name);
        this.show();
      } }, word)));
  }

  async send() {
    if (this.said.scale === null || this.busy) return;
    this.fixed ??= { kind: this.said.kind, scale: String(this.said.scale), note: this.said.note.trim(), flags: [...this.said.flags] };
    this.busy = true;
    this.show();
    this.at("send").disabled = true;
    const outcome = await this.onSend(this.fixed);
    this.busy = false;
    if (outcome.stored) {
      this.dialog.close();
      return;
    }
    // Refused for good: nothing is stored, so it may be changed and sent under a new key.
    if (outcome.refused) this.fixed = null;
    this.show(outcome.sentence);
  }
}
