// The places of the list on the map: numbered pins, and one round mark where several stand on one spot of the screen.
import { group, ring } from "./near-cluster.js";

const APART = 60; // pixels: nearer markers become one
const PIN = "M20 47s17-15 17-28A17 17 0 0 0 3 19c0 13 17 28 17 28z";

/** The places as numbered pins; several on one spot of the screen are one, pressed to see nearer. */
export class Markers {
  constructor(map, points, word, many) {
    Object.assign(this, { map, points, word, many, layer: L.layerGroup().addTo(map), of: new Map(), pressed: null, next: null });
    map.on("zoomend", () => this.show());
    this.show();
  }

  show() {
    this.layer.clearLayers();
    this.of.clear();
    const last = this.map.getZoom() >= this.map.getMaxZoom();
    const groups = group(this.points, (at) => this.map.latLngToLayerPoint(at), APART);
    for (const one of groups) {
      if (one.points.length === 1) this.pin(one.points[0]);
      else if (last) ring(one, (p) => this.map.layerPointToLatLng(p), APART).forEach((point) => this.pin(point));
      else this.crowd(one);
    }
    if (this.next) this.of.get(this.next)?.getElement().focus();
    this.next = null;
  }

  pin(point) {
    const svg = `<svg viewBox="0 0 40 48" aria-hidden="true" focusable="false"><path d="${PIN}"/><text x="20" y="26" text-anchor="middle">${point.n}</text></svg>`;
    this.add(point.at, [point], `${point.n}, ${point.name}`, "near-pin", svg, [40, 48], [20, 47], () => this.pressed?.(point));
  }

  crowd(one) {
    const label = `${one.points.length} ${this.word}, ${this.many}`;
    this.add(one.at, one.points, label, "near-crowd", `<span>${one.points.length} ${this.word}</span>`, [84, 44], [42, 22], () => {
      this.next = one.points[0].id;
      this.map.fitBounds(L.latLngBounds(one.points.map((point) => point.at)).pad(0.2), { animate: false, maxZoom: this.map.getMaxZoom() });
      if (this.next) this.map.zoomIn(1, { animate: false }); // the frame was that near already
    });
  }

  add(at, points, label, className, html, iconSize, iconAnchor, press) {
    const marker = L.marker(at, { icon: L.divIcon({ className, html, iconSize, iconAnchor }), title: label, riseOnHover: true });
    marker.addTo(this.layer).on("click", press);
    const element = marker.getElement();
    element.setAttribute("aria-label", label);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    });
    element.addEventListener("focus", () => this.focused?.(points));
    for (const point of points) this.of.set(point.id, marker);
  }
}
