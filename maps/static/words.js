// Words in the page's language. The keys are the English sentences; a missing word is shown in
// English rather than not at all.

export const lang = document.documentElement.dataset.lang || "zh_CN";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let catalogue = {};

// A file that needs no server brings its words inside.
const inside = document.getElementById("words");

/** Settles when t() knows the page's language; never rejects: words must not stop a page. */
export const ready = (inside ? Promise.resolve(JSON.parse(inside.textContent)) : fetched())
  .then((words) => { catalogue = words; }, () => {});

async function fetched() {
  const answer = await fetch(new URL(`words/${lang}.json`, import.meta.url));
  return answer.ok ? answer.json() : {};
}

/** The sentence in the page's language, {name} filled from values. Plain text, not markup. */
export function t(sentence, values = {}) {
  return fill(catalogue[sentence] || sentence, values);
}

/** The sentence for n things: one or many as the language asks; {n} is the number. */
export function tn(one, many, n, values = {}) {
  const known = catalogue[one];
  return fill(known || (n === 1 ? one : many), { n: number(n), ...values });
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** 9812 → "9,812". By hand, as is the day: the browser's own formats take a cheap phone a fifth
 *  of a second before the first one is there. */
export function number(n, digits = 0) {
  const [whole, rest] = Math.abs(n).toFixed(digits).split(".");
  const part = rest?.replace(/0+$/, "");
  return `${n < 0 ? "-" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${part ? `.${part}` : ""}`;
}

/** "…T20:35:00+08:00" → "20:35": the community's own clock, whatever the phone's zone is. */
export function clock(moment) {
  return moment ? moment.slice(11, 16) : "";
}

/** "2026-07-22T20:35:00+08:00" → "7月22日 20:35", in the community's own zone. */
export function day(moment) {
  if (!moment) return "";
  const [month, day_] = [Number(moment.slice(5, 7)), Number(moment.slice(8, 10))];
  const date = lang === "en" ? `${MONTHS[month - 1]} ${day_}` : `${month}月${day_}日`;
  return moment.length > 10 ? `${date} ${clock(moment)}` : date;
}

/** 850 → "850 m", 1240 → "1.2 km". */
export function metres(m) {
  if (m < 995) return t("{n} m", { n: number(m < 95 ? m : m / 10 >= 1 ? Math.round(m / 10) * 10 : m) });
  return t("{n} km", { n: number(m / 1000, 1) });
}

/** 450 s → "8 min", 7500 s → "2 h 5 min". */
export function minutes(seconds) {
  const all = Math.max(1, Math.round(seconds / 60));
  if (all < 60) return t("{n} min", { n: all });
  return t("{h} h {n} min", { h: Math.floor(all / 60), n: all % 60 });
}

/** Of a thing with name and name_en, the one for this language. */
export function named(thing) {
  if (!thing) return "";
  return (lang === "en" && (thing.name_en || thing.e)) || thing.name || thing.n || "";
}
