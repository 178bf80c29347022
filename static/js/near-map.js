// The map of the list: the same places, the same numbers. Loaded when the person asks for it; all of it by keyboard.
import { names, outlines, rings } from "./near-ground.js";
import { Markers } from "./near-markers.js";

const NEAREST = 15; // nearer, our own outlines show nothing more
const NEAREST_TILES = 18;

/** Load the map into its box. Fails when a part of it cannot be had: the caller says so. */
export async function open(root) {
  const [, data, land] = await Promise.all([leaflet(root.dataset.css), json(root.dataset.points), json(root.dataset.outlines)]);
  const map = draw(root, data, land);
  const markers = new Markers(map, data.points, root.dataset.wordsPlaces, root.dataset.wordsMany);
  inStep(root, map, markers);
  map.getContainer().focus();
}

async function leaflet(css) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: css });
  const styled = new Promise((done, failed) => Object.assign(sheet, { onload: done, onerror: failed }));
  document.head.append(sheet);
  await Promise.all([styled, import("../vendor/leaflet/leaflet.js")]);
}

async function json(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function draw(root, data, land) {
  const words = root.dataset;
  const box = root.querySelector("[data-near-map-box]");
  const ground = Object.assign(document.createElement("div"), { className: "near-ground" });
  ground.setAttribute("role", "region");
  ground.setAttribute("aria-label", words.wordsMap);
  box.replaceChildren(ground);
  // Nothing moves by itself, and the wheel scrolls the page.
  const still = { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false };
  const map = L.map(ground, { ...still, scrollWheelZoom: false, zoomControl: false, maxZoom: words.tiles ? NEAREST_TILES : NEAREST });
  L.control.zoom({ zoomInTitle: words.wordsZoomIn, zoomOutTitle: words.wordsZoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const here = [...document.querySelectorAll("[data-near-place]")].map((card) => Number(card.dataset.nearPlace));
  const shown = data.points.filter((point) => here.includes(point.id));
  map.fitBounds(L.latLngBounds([data.centre, ...shown.map((point) => point.at)]).pad(0.15), { maxZoom: 14, animate: false });
  map.attributionControl.setPrefix("");
  if (words.tiles) {
    const credit = document.createElement("span");
    credit.textContent = words.credit || "";
    L.tileLayer(words.tiles, { attribution: credit.innerHTML, maxZoom: 19 }).addTo(map);
  } else {
    map.attributionControl.addAttribution(words.outlinesCredit || "");
    outlines(map, land);
    names(map, data.towns);
  }
  rings(map, data.centre);
  L.circleMarker(data.centre, { radius: 9, className: "map-here", interactive: false }).addTo(map);
  return map;
}

/** A card that takes the focus lights its pin up; a pin lights its card up, and pressed it leads to it. */
function inStep(root, map, markers) {
  const card = (id) => document.querySelector(`[data-near-place="${Number(id)}"]`);
  const light = (ids) => {
    document.querySelectorAll(".is-shown").forEach((one) => one.classList.remove("is-shown"));
    for (const id of ids) {
      card(id)?.classList.add("is-shown");
      markers.of.get(id)?.getElement()?.classList.add("is-shown");
    }
  };
  document.querySelectorAll("[data-near-place]").forEach((one) => {
    const id = Number(one.dataset.nearPlace);
    const answer = () => {
      light([id]);
      const marker = markers.of.get(id);
      if (marker) map.panInside(marker.getLatLng(), { padding: [60, 60], animate: false });
    };
    one.addEventListener("focusin", answer);
    one.addEventListener("pointerenter", answer);
  });
  markers.focused = (points) => light(points.map((point) => point.id));
  markers.pressed = (point) => {
    const link = card(point.id)?.querySelector("h3 a");
    if (link) link.focus();
    else location.assign(point.url);
  };
}
