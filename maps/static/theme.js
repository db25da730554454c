// Light or dark: by the switch, else dark while it is night in the community, else as the
// system says. The switch is kept in a cookie, so that the server sends the page right at once.

import { t } from "./words.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const ORDER = ["auto", "light", "dark"];
const PICTURES = { auto: "auto", light: "sun", dark: "night" };
let choice = root.dataset.switch || "auto";
let night = choice === "auto" && root.dataset.theme === "dark";

/** Whether the page is dark now. */
export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

/** Call back with isDark() whenever it changes. */
export function onTheme(callback) {
  addEventListener("yuxun-theme", () => callback(isDark()));
}

/** Say whether it is night in the community; matters while the switch is on auto. */
export function setNight(dark) {
  night = Boolean(dark);
  show();
}

function show() {
  const before = isDark();
  const shade = choice === "auto" ? (night ? "dark" : "") : choice;
  if (shade) root.dataset.theme = shade;
  else delete root.dataset.theme;
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", isDark() ? "#131b24" : "#ffffff");
  if (before !== isDark()) dispatchEvent(new Event("yuxun-theme"));
}

function next() {
  choice = ORDER[(ORDER.indexOf(choice) + 1) % ORDER.length];
  document.cookie = `theme=${choice}; path=/; max-age=31536000; SameSite=Lax`;
  show();
  label();
}

function label() {
  const button = document.getElementById("theme-switch");
  if (!button) return;
  button.querySelector("use")?.setAttribute("href", `#i-${PICTURES[choice]}`);
  const words = { auto: t("Light by day, dark by night"), light: t("Light"), dark: t("Dark") };
  button.title = words[choice];
  button.setAttribute("aria-label", words[choice]);
}

system.addEventListener?.("change", () => { if (!root.dataset.theme) dispatchEvent(new Event("yuxun-theme")); });
document.getElementById("theme-switch")?.addEventListener("click", next);
document.getElementById("place-choice")?.addEventListener("change", (event) => event.target.form.submit());
