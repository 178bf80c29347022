// The ground of the map without a tile server: outlines of the departments, names of towns, rings that tell distances.
import { roomFor } from "./near-cluster.js";

const RINGS = [0.5, 1, 2, 5, 10, 20, 50, 100]; // kilometres
const SEEN = [50, 900]; // pixels: a ring smaller or larger tells nothing

/** Draw the departments. */
export function outlines(map, land) {
  for (const flat of Object.values(land.departments).flat()) {
    let [x, y] = [0, 0];
    const line = [];
    for (let n = 0; n < flat.length; n += 2) {
      [x, y] = [x + flat[n], y + flat[n + 1]];
      line.push([y / land.scale, x / land.scale]);
    }
    L.polygon(line, { className: "map-land", interactive: false, smoothFactor: 1.5 }).addTo(map);
  }
}

/** Write the names of towns, as many as find room. */
export function names(map, towns) {
  const layer = L.layerGroup().addTo(map);
  const write = () => {
    layer.clearLayers();
    const inside = towns.filter((town) => map.getBounds().contains(town.at));
    for (const town of roomFor(inside, (at) => map.latLngToLayerPoint(at), 17)) {
      const text = document.createElement("span");
      text.textContent = town.name;
      const icon = L.divIcon({ className: "near-town", html: text, iconSize: null });
      L.marker(town.at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layer);
    }
  };
  map.on("moveend", write);
  write();
}

/** Draw rings around where the person looks from: how far, without a street to follow. */
export function rings(map, centre) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const middle = map.latLngToLayerPoint(centre);
    for (const km of RINGS) {
      const top = L.latLng(centre[0] + km / 111.195, centre[1]);
      const pixels = middle.y - map.latLngToLayerPoint(top).y;
      if (pixels < SEEN[0] || pixels > SEEN[1]) continue;
      L.circle(centre, { radius: km * 1000, className: "map-ring", interactive: false }).addTo(layer);
      const text = document.createElement("span");
      text.textContent = km < 1 ? `${km * 1000}\u00a0m` : `${km}\u00a0km`;
      const icon = L.divIcon({ className: "near-town near-far", html: text, iconSize: null });
      L.marker(top, { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(layer);
    }
  };
  map.on("zoomend", draw);
  draw();
}
