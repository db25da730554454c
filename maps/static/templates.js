/* The round templates of a community: what each orders, in use or put away, renamed and removed. */

import { ask } from "./ask.js";
import { el, icon, toast } from "./element.js";
import { named, number, t, tn } from "./words.js";

/** The list in its host, drawn anew whenever the night is read. */
export class TemplateList {
  /** @param {{host: HTMLElement, count: HTMLElement}} parts @param {string} community @param {() => void} onChanged another order holds from the next plan on */
  constructor(parts, community, onChanged) {
    Object.assign(this, { ...parts, address: `/app/${community}/templates`, onChanged, teams: [], asked: null });
  }

  async load(night) {
    this.teams = night.teams;
    try {
      this.templates = await ask(this.address);
    } catch (error) {
      this.host.replaceChildren(el("p.wrong", { role: "alert" }, error.message));
      return;
    }
    if (!this.host.contains(document.activeElement)) this.show();
  }

  show() {
    const used = this.templates.filter((each) => each.in_use).length;
    this.count.textContent = used ? t("{n} in use", { n: number(used) }) : "";
    this.host.replaceChildren(this.templates.length
      ? el("ul.stack.templates-list", null, this.templates.map((each) => this.row(each)))
      : el("p.quiet.small", null, t("No templates yet. Open a round and keep it as a template: its team then walks in that order every night.")));
  }

  row(template) {
    const team = this.teams.find((each) => each.id === template.team_id);
    const stops = tn("{n} stop", "{n} stops", template.stops.length);
    const about = t("about {n} min at the stops", { n: number(template.minutes) });
    return el("li.template-row", { "data-template": template.id },
      el("div.row", null,
        el("input.grow", { value: template.name, maxlength: "80", autocomplete: "off", "data-act": "template-name", "aria-label": t("Name of the template"), onchange: (event) => this.rename(template, event.target) }),
        el("label.switch", null,
          el("input", { type: "checkbox", checked: template.in_use, "data-act": "template-used", onchange: (event) => this.change(template, { in_use: event.target.checked }) }),
          el("span", null, template.in_use ? t("In use") : t("Put away")))),
      el("p.small.quiet", null, [named(team), template.word, stops, about].filter(Boolean).join(" · ")),
      el("p.small.code", null, template.stops.flatMap((stop, n) => [n ? " → " : "", el("span.nowrap", null, stop.code)])),
      this.asked === template.id ? this.question(template) : el("button.button", { type: "button", "data-act": "template-remove", onclick: () => this.ask(template.id) }, icon("close"), el("span", null, t("Remove"))));
  }

  question(template) {
    return el("div.row", { role: "group", "aria-label": t("Remove this template for good?") },
      el("button.button.danger", { type: "button", "data-act": "template-gone", onclick: () => this.remove(template) }, t("Remove for good")),
      el("button.button", { type: "button", "data-act": "template-stays", onclick: () => this.ask(null) }, t("Keep it")));
  }

  ask(id) {
    const row = id ?? this.asked;
    this.asked = id;
    this.show();
    this.host.querySelector(`[data-template="${CSS.escape(row)}"] [data-act="${id ? "template-stays" : "template-remove"}"]`)?.focus();
  }

  rename(template, input) {
    this.write(template, { method: "PUT", body: { name: input.value } }, false);
  }

  change(template, body) {
    this.write(template, { method: "PUT", body }, true);
  }

  remove(template) {
    this.asked = null;
    this.write(template, { method: "DELETE" }, template.in_use);
  }

  async write(template, how, orders) {
    try {
      await ask(`${this.address}/${template.id}`, how);
    } catch (error) {
      toast(error.message);
    }
    document.activeElement?.blur();
    await this.load({ teams: this.teams });
    if (orders) this.onChanged();
  }
}
