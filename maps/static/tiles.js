// Somebody else's map tiles under our own layers. While none can be had, our own base map is
// drawn whole, as without them; the map says so by `overTiles` and fires "overtiles".

const NATIVE_ZOOM = 18;

/** Put tiles on the map, before its layers. url: with {z}, {x}, {y}; credit: whom to name. */
export function tiled(map, { url, credit }) {
  let [got, lost] = [0, 0];
  const say = (over) => {
    if (over === map.overTiles) return;
    map.overTiles = over;
    map.fire("overtiles");
  };
  map.overTiles = false;
  map.tiles = L.tileLayer(url, { maxZoom: 20, maxNativeZoom: NATIVE_ZOOM, zIndex: 1 })
    .on("loading", () => { [got, lost] = [0, 0]; })
    .on("tileload", () => { got += 1; say(true); })
    .on("tileerror", () => { lost += 1; })
    .on("load", () => { if (lost && !got) say(false); })
    .addTo(map);
  if (!credit) return;
  const line = document.createElement("small");
  line.className = "credit tiles-credit";
  line.textContent = credit;
  line.style.bottom = "1.25rem"; // above the credit of our own streets
  map.getContainer().append(line);
}
