/* A round or a night to send on: the picture drawn here as a PNG, or the file of HTML.

The server draws SVG; chat groups take PNG. Where the phone can share files it does, else it
downloads. WeChat's own browser can do neither: there the picture is shown to be long-pressed. */

import { el, icon, toast } from "./element.js";
import { lang, t } from "./words.js";

const WIDE_PX = 1080;
const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

/**
 * Open the sheet with a picture, made at once; what is too tall for a phone comes in several.
 * @param {{title: string, choices: {word: string, address: string}[], file?: string}} what
 *   choices: addresses of SVGs to choose from, the first shown unless there is none; file: of the HTML
 */
export function openPicture({ title, choices, file = "" }) {
  const sheet = pictureSheet(title, file);
  const pick = (choice) => drawInto(sheet, choice, () => choices[choices.indexOf(choice) + 1], pick);
  if (choices.length > 1) sheet.offer(choices, pick);
  document.body.append(sheet.dialog);
  sheet.dialog.showModal();
  return pick(choices[0]);
}

async function drawInto(sheet, choice, another, pick) {
  const mine = sheet.begin(choice);
  try {
    const pngs = await pieces(choice.address, mine);
    if (mine()) await show(sheet, pngs);
  } catch (error) {
    if (!mine()) return;
    // Nothing was published yet: then it is the draft or nothing.
    if (error.status === 404 && another()) await pick(another());
    else sheet.say(error.message, true);
  }
}

/** Send or download the file of HTML at an address; say: how to tell the reader what came of it. */
export async function sendFile(address, say = (sentence) => toast(sentence)) {
  try {
    const { blob, name } = await fetched(address, "text/html");
    await hand([new File([blob], name, { type: "text/html" })], say);
  } catch (error) {
    say(error.message, true);
  }
}

/** Every piece of a picture, one canvas at a time: phones have little memory. */
async function pieces(address, wanted) {
  const pngs = [];
  let next = new URL(address, location.href);
  next.searchParams.set("part", 1);
  while (next && wanted()) {
    const made = await png(next);
    pngs.push(made);
    next = made.next;
  }
  return pngs;
}

function pictureSheet(title, file) {
  const status = el("p.picture-status", { role: "status" }, t("Drawing the picture…"));
  const preview = el("div.picture-preview", { hidden: true });
  const save = el("button.button.big.main", { type: "button", "data-act": "picture-out", disabled: true, hidden: inWeChat }, icon("send"), el("span", null, t("Save picture")));
  const other = file && !inWeChat ? el("button.button.big", { type: "button", "data-act": "file-out", onclick: () => sendFile(file, say) }, icon("file"), el("span", null, t("Send as a file"))) : null;
  const group = el("div.picture-choice", { role: "group", "aria-label": t("Which plan the picture shows"), hidden: true });
  const dialog = el("dialog.sheet.picture-sheet", { "aria-labelledby": "picture-title", "data-testid": "picture-sheet" },
    el("header.row", null,
      el("h2.grow", { id: "picture-title" }, title),
      el("button.button.icon", { type: "button", "data-act": "close", "aria-label": t("Close"), onclick: () => dialog.close() }, icon("close"))),
    group, preview, status, el("footer.picture-out", null, save, other));
  dialog.addEventListener("close", () => dialog.remove());
  const say = (sentence, bad = false) => {
    status.textContent = sentence;
    status.classList.toggle("wrong", bad);
    status.hidden = !sentence;
  };
  const offer = (choices, pick) => {
    group.append(...choices.map((each) => el("button.button", { type: "button", "data-choice": each.address, onclick: () => pick(each) }, each.word)));
    group.hidden = false;
  };
  let turn = 0;
  /** A choice's turn begins; the answer says whether it still is. */
  const begin = (choice) => {
    const mine = (turn += 1);
    for (const each of group.children) each.setAttribute("aria-pressed", String(each.dataset.choice === choice.address));
    save.disabled = true;
    preview.hidden = true;
    say(t("Drawing the picture…"));
    return () => turn === mine && dialog.isConnected;
  };
  return { dialog, preview, save, say, offer, begin };
}

async function show({ dialog, preview, save, say }, pngs) {
  // Long-pressing saves no blob: address in WeChat, a data: address it does.
  const shown = await Promise.all(pngs.map(({ blob }) => (inWeChat ? asData(blob) : URL.createObjectURL(blob))));
  preview.replaceChildren(...shown.map((src, i) => el("img", { src, alt: pngs[i].name, "data-testid": "picture" })));
  preview.hidden = false;
  dialog.addEventListener("close", () => shown.forEach((src) => URL.revokeObjectURL(src)));
  const files = pngs.map(({ blob, name }) => new File([blob], name, { type: "image/png" }));
  say(inWeChat ? t("Press and hold the picture to save it or send it on.") : "");
  save.disabled = false;
  if (!canShare(files) && canShare(files.slice(0, 1))) oneByOne(save, files, say);
  else {
    save.lastElementChild.textContent = canShare(files) ? t("Save or send picture") : t("Save picture");
    save.onclick = () => hand(files, say);
  }
}

/** A phone that shares one file at a time: a tap for each, as it wants a tap before it shares. */
function oneByOne(save, files, say) {
  let next = 0;
  const name = () => (save.lastElementChild.textContent = t("Send picture {n} of {all}", { n: next + 1, all: files.length }));
  save.onclick = async () => {
    await hand([files[next]], say);
    next = (next + 1) % files.length;
    name();
  };
  name();
}

function canShare(files) {
  try { return Boolean(navigator.canShare?.({ files })); } catch { return false; }
}

/** Share the files where the phone can, else download them and say so. */
async function hand(files, say) {
  if (canShare(files)) {
    try {
      return void (await navigator.share({ files }));
    } catch (error) {
      if (error.name === "AbortError") return; // somebody thought better of it
    }
  }
  for (const file of files) {
    const url = URL.createObjectURL(file);
    const link = el("a", { href: url, download: file.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
  say(t("Saved to the downloads of this device."));
}

async function png(address) {
  const { blob, name, next } = await fetched(address, "image/svg+xml");
  const url = URL.createObjectURL(blob);
  try {
    return { next, name: name.replace(/\.svg$/, ".png"), blob: await drawn(await loaded(url)) };
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(url) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.addEventListener("load", () => done(image));
    image.addEventListener("error", () => failed(cannotDraw()));
    image.src = url;
  });
}

async function drawn(image) {
  const high = Math.round((image.naturalHeight * WIDE_PX) / image.naturalWidth);
  const canvas = el("canvas", { width: WIDE_PX, height: high });
  const ink = canvas.getContext("2d");
  if (!ink) throw cannotDraw();
  ink.drawImage(image, 0, 0, WIDE_PX, high);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  canvas.width = canvas.height = 0; // Safari keeps a canvas's memory until then
  if (!blob) throw cannotDraw();
  return blob;
}

function cannotDraw() {
  return new Error(t("This browser cannot draw the picture. Send the file instead, or open the page in another browser."));
}

async function fetched(address, type) {
  const url = new URL(address, location.href);
  url.searchParams.set("lang", lang);
  let answer;
  try {
    answer = await fetch(url, { credentials: "same-origin" });
  } catch {
    throw new Error(t("No connection to the server. Check the network and try again."));
  }
  if (!answer.ok) {
    const said = await answer.json().catch(() => null);
    const sentence = said?.detail || t("The server could not do that ({status}).", { status: answer.status });
    throw Object.assign(new Error(sentence), { status: answer.status });
  }
  // A captive portal says 200 with a page of its own; ours comes with a name.
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1];
  if (!name || !(answer.headers.get("Content-Type") || "").startsWith(type)) {
    throw new Error(t("This network asks you to sign in first. Open a browser page, then try again."));
  }
  const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") || "")?.[1];
  return { blob: await answer.blob(), name, next: link ? new URL(link, url) : null };
}

function asData(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.addEventListener("error", () => failed(cannotDraw()));
    reader.readAsDataURL(blob);
  });
}
