// A layer whose picture is drawn in steps, each a task of its own, so that fingers and frames
// come between them; what is drawn is turned into pixels at the end of its task. The picture is
// made on a sheet aside and shown when it is finished; until then the one before stays, and moves
// and scales with the map.
//
// A layer gives: _sheet() → a new canvas; _wanted(frame), whether the picture is to be made anew;
// *_drawn(ctx, frame), which draws and yields often. Fires "update" when a picture is shown.

const STEP_MS = 12; // a task's share of a frame on a slow phone
const MOST_UNITS = 64;
const MOST_DPR = 2; // three device pixels a point are more canvas than a cheap phone can carry

let units = 4; // between two yields; as many in one task as this machine draws in its share

export const SteppedLayer = L.Renderer.extend({
  _initContainer() {
    this._container = this._sheet();
    this._aside = null;
  },

  _destroyContainer() {
    this._stop();
    for (const sheet of [this._container, this._aside]) sheet?.remove();
    this._container = this._aside = this._pictured = null;
  },

  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), zoomstart: this._stop };
  },

  _updatePaths() {},

  _reset() {
    this._update();
    this._updateTransform(this._map.getCenter(), this._map.getZoom());
  },

  _update() {
    const map = this._map;
    if (!map || !this._container || (map._animatingZoom && this._bounds)) return;
    const frame = this._frame();
    // Leaflet moves and scales the sheet by these from where it was drawn.
    if (!this._pictured) this._place(frame);
    if (this._wanted(frame)) this._start(frame);
  },

  /** The view to draw: its bounds in layer points, with room around what is seen. */
  _frame() {
    const map = this._map;
    const size = map.getSize();
    const { padding } = this.options;
    const min = map.containerPointToLayerPoint(size.multiplyBy(-padding)).round();
    const bounds = L.bounds(min, min.add(size.multiplyBy(1 + padding * 2)).round());
    const seen = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(size));
    return { bounds, seen, size: bounds.getSize(), center: map.getCenter(), zoom: map.getZoom(), dpr: Math.min(devicePixelRatio || 1, MOST_DPR) };
  },

  _place({ bounds, center, zoom }) {
    [this._bounds, this._center, this._zoom] = [bounds, center, zoom];
  },

  _start(frame) {
    this._stop();
    const sheet = this._pictured ? this._otherSheet() : this._container;
    const job = (this._job = { steps: this._steps(sheet, frame), done: () => this._show(sheet, frame) });
    soon(() => run(job));
  },

  *_steps(sheet, frame) {
    const ctx = fitted(sheet, frame);
    yield;
    yield* this._drawn(ctx, frame);
  },

  _stop() {
    if (this._job) this._job.stopped = true;
    this._job = null;
  },

  _otherSheet() {
    if (!this._aside) {
      this._aside = this._sheet();
      this._aside.classList.add("leaflet-zoom-animated");
      this._aside.style.visibility = "hidden";
      this._container.after(this._aside);
    }
    return this._aside;
  },

  _show(sheet, frame) {
    this._job = null;
    this._pictured = frame;
    this._place(frame);
    L.DomUtil.setPosition(sheet, frame.bounds.min);
    if (sheet !== this._container) {
      [this._container, this._aside] = [sheet, this._container];
      this._container.style.visibility = "";
      this._aside.style.visibility = "hidden";
    }
    this.fire("update");
  },
});

/** The sheet's context in CSS pixels from the corner of the frame, nothing drawn yet. */
function fitted(sheet, { size, dpr }) {
  const ctx = sheet.getContext("2d", { alpha: sheet.dataset.opaque !== "true" });
  const [w, h] = [Math.round(size.x * dpr), Math.round(size.y * dpr)];
  if (sheet.width !== w || sheet.height !== h) {
    // Empty with its new size.
    sheet.width = w; sheet.height = h;
    sheet.style.width = `${size.x}px`; sheet.style.height = `${size.y}px`;
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    return ctx;
  }
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.clearRect(0, 0, size.x, size.y);
  return ctx;
}

// While fingers are on the glass the frames are theirs: one unit between two of them.
let fingers = 0;
for (const kind of ["touchstart", "touchend", "touchcancel"]) {
  addEventListener(kind, ({ touches }) => { fingers = touches.length; }, { capture: true, passive: true });
}

function run(job) {
  if (job.stopped) return;
  const began = performance.now();
  const calm = !fingers;
  for (let i = 0; i < (calm ? units : 1); i += 1) {
    if (job.steps.next().done) return void job.done();
  }
  soon(() => {
    if (calm) adapt(performance.now() - began);
    run(job);
  });
}

/** took: with the pixels, which are made when the task has ended, and whatever came between. */
function adapt(took) {
  if (took > STEP_MS * 1.5) units = Math.max(1, units >> 1);
  else if (took < STEP_MS / 2) units = Math.min(MOST_UNITS, units * 2);
}

const waiting = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => waiting.shift()();

/** In a task of its own, without the four milliseconds that timers wait. */
function soon(work) {
  waiting.push(work);
  if (fingers) requestAnimationFrame(() => port2.postMessage(0));
  else port2.postMessage(0);
}
