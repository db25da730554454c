// The panel beside the map: on a phone a sheet with three heights, pulled by its head.

const DETENTS = ["full", "half", "peek"];
const phone = matchMedia("(max-width: 47.99rem)");

/** Make the panel's head pull it up and down. Returns {to(detent), at()}. */
export function panel(element, head, grip) {
  let pull = null;

  function to(detent) {
    element.dataset.detent = detent;
    grip.setAttribute("aria-expanded", String(detent !== "peek"));
  }

  function heightOf(detent) {
    const all = element.clientHeight;
    return { full: 0, half: all * 0.45, peek: all - 136 }[detent];
  }

  head.addEventListener("pointerdown", (event) => {
    if (!phone.matches) return;
    pull = { from: event.clientY, by: 0, at: performance.now() };
    head.setPointerCapture(event.pointerId);
    element.classList.add("dragging");
  });
  head.addEventListener("pointermove", (event) => {
    if (!pull) return;
    pull.by = event.clientY - pull.from;
    const least = -heightOf(element.dataset.detent);
    element.style.setProperty("--drag", `${Math.max(least, pull.by)}px`);
  });
  const drop = () => {
    if (!pull) return;
    const { by, at } = pull;
    pull = null;
    element.classList.remove("dragging");
    element.style.removeProperty("--drag");
    if (Math.abs(by) < 6) return;
    const speed = by / Math.max(1, performance.now() - at);
    const end = heightOf(element.dataset.detent) + by + speed * 180;
    const far = (detent) => Math.abs(heightOf(detent) - end);
    to([...DETENTS].sort((a, b) => far(a) - far(b))[0]);
    grip.dataset.pulled = "true";
  };
  head.addEventListener("pointerup", drop);
  head.addEventListener("pointercancel", drop);
  // After a pull the browser still sends a click: it is not another wish.
  grip.addEventListener("click", () => {
    if (grip.dataset.pulled) return void delete grip.dataset.pulled;
    to(element.dataset.detent === "peek" ? "half" : "peek");
  });
  return { to, at: () => element.dataset.detent, isSheet: () => phone.matches };
}
