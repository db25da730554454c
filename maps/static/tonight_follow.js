/* The position button: shows where you are and follows you; says why when it cannot. */

import { positionMark, watchPosition } from "./position.js";

const CLOSE_ZOOM = 17;

/** Own position on a map; `fix` is the last one, or null. */
export class Follow {
  /**
   * @param {L.Map} map
   * @param {{button: HTMLElement, trouble: HTMLElement}} parts
   * @param {() => void} onFix
   */
  constructor(map, { button, trouble }, onFix) {
    Object.assign(this, { map, button, trouble, onFix, fix: null, following: false, stop: null });
    this.mark = positionMark(map);
    button.addEventListener("click", () => this.pressed());
    map.on("dragstart", () => this.setFollowing(false));
  }

  pressed() {
    if (this.stop && this.fix) {
      this.setFollowing(!this.following);
      return;
    }
    this.stop?.();
    this.say("");
    this.setFollowing(true);
    this.button.classList.add("is-asking");
    this.stop = watchPosition((fix) => this.found(fix), (sentence) => this.failed(sentence));
  }

  found(fix) {
    const first = this.fix === null;
    this.fix = fix;
    this.button.classList.remove("is-asking");
    this.say("");
    this.mark.show(fix);
    if (this.following) this.centre(first);
    this.onFix();
  }

  failed(sentence) {
    this.button.classList.remove("is-asking");
    this.setFollowing(false);
    this.say(sentence);
  }

  setFollowing(following) {
    this.following = following;
    this.button.setAttribute("aria-pressed", String(following));
    if (following && this.fix) this.centre(false);
  }

  centre(first) {
    const [lon, lat] = this.fix.point;
    if (first && this.map.getZoom() < CLOSE_ZOOM) this.map.setView([lat, lon], CLOSE_ZOOM);
    else this.map.panTo([lat, lon]);
  }

  say(sentence) {
    this.trouble.hidden = !sentence;
    this.trouble.textContent = sentence;
  }
}
