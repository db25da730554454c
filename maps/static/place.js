// The community that the page is about, as the server wrote it on <body>.

const { community: id = "", bounds = "" } = document.body?.dataset ?? {};
const [west, south, east, north] = bounds.split(",").map(Number);

/** The community's id, or "" on a page without one. */
export const community = id;

/** Its box [[south, west], [north, east]], or null. */
export const box = Number.isFinite(north) ? [[south, west], [north, east]] : null;

/** An address of the page's community: "/app/{community}/ground" filled in. */
export function address(template) {
  return template.replaceAll("{community}", encodeURIComponent(community));
}

/** Where the map may be seen past bars and sheets: Leaflet's paddings in pixels. */
export function paddings(element) {
  const style = getComputedStyle(element);
  const of = (name) => parseFloat(style.getPropertyValue(name)) || 0;
  return {
    paddingTopLeft: [of("--clear-left") + 16, of("--clear-top") + 16],
    paddingBottomRight: [of("--clear-right") + 16, of("--clear-bottom") + 16],
  };
}

const MARK_PX = 24;

/** The paddings of a map that may be low: above a share of its height a bar covers a corner, rather than squeeze the box. */
export function edges(element, share = 0.4) {
  const { paddingTopLeft: [left, top], paddingBottomRight } = paddings(element);
  const room = Math.max(MARK_PX, share * element.clientHeight - paddingBottomRight[1]);
  return { paddingTopLeft: [left, Math.min(top, room)], paddingBottomRight };
}

/** Open the map at the community or another box, inside the part that no sheet covers, with room around it. */
export function openAt(map, at = box) {
  if (!at) return void map.setView([39.9, 116.4], 12);
  map.fitBounds(at, { ...paddings(map.getContainer()), animate: false });
  map.setMaxBounds(L.latLngBounds(at).pad(1.5));
}
