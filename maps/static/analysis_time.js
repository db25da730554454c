// A slider over the frames of an analysis: by hand, by key, or playing by itself until the end.

import { el, svg } from "./element.js";
import { day, t } from "./words.js";

const STEP_MS = 900;
const PLAY = "M7 4.5v15l12-7.5z";
const PAUSE = "M7 4.5h3.5v15H7zM13.5 4.5H17v15h-3.5z";

/** What a frame is called: its night, or its hours. */
export function frameWord({ night, hours }) {
  return night ? day(night) : hours;
}

export class TimeSlider {
  /** @param {object[]} frames @param {(at: number) => void} onFrame called with the place of the frame */
  constructor(frames, onFrame) {
    this.frames = frames;
    this.onFrame = onFrame;
    this.timer = null;
    this.path = svg("path", { d: PLAY });
    this.button = el("button.button.icon.an-play", { type: "button", "data-act": "play", onclick: () => (this.timer ? this.stop() : this.play()) },
      svg("svg", { class: "i", viewBox: "0 0 24 24", "aria-hidden": "true" }, this.path));
    this.range = el("input.an-range", { type: "range", min: 0, max: frames.length - 1, step: 1, "aria-label": t("Time") });
    this.range.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.range.value));
    });
    this.word = el("output.an-when");
    this.element = el("div.an-time", null, this.button, this.range, this.word);
    this.named();
  }

  /** Show a frame without telling. */
  set(at) {
    this.range.value = String(at);
    const word = frameWord(this.frames[at]);
    this.word.textContent = word;
    this.range.setAttribute("aria-valuetext", word);
  }

  go(at) {
    this.set(at);
    this.onFrame(at);
  }

  play() {
    const last = this.frames.length - 1;
    const at = Number(this.range.value);
    this.timer = setInterval(() => {
      const next = Number(this.range.value) + 1;
      if (next > last) this.stop();
      else this.go(next);
    }, STEP_MS);
    this.named();
    this.go(at < last ? at : 0);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.named();
  }

  named() {
    const word = this.timer ? t("Pause") : t("Play");
    this.path.setAttribute("d", this.timer ? PAUSE : PLAY);
    this.button.setAttribute("aria-label", word);
    this.button.title = word;
  }
}
