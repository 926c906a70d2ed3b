"use strict";
// The map of a page: points from #map-data, on Kartverket's tiles where the policy has them, else on a plain ground
// with the names of villages. The table below has the same rows, for everybody who cannot use a map.
(() => {
  const TILES = "/v1/wmts/1.0.0/topograatone/default/webmercator/{z}/{y}/{x}.png";
  const SHAPES = { free: 8, candidate: 9, full: 5, supervisor: 6, waiting: 8, visit: 7, base: 9, "wanted-home": 9, "wanted-supervisor": 7 };
  const NORWAY = [[58, 4.5], [71.2, 31]];
  let map = null;

  function popup(mark) {
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = mark.url;
    link.textContent = mark.name;
    const line = document.createElement("div");
    line.textContent = [mark.village, mark.note].filter(Boolean).join(", ");
    box.append(link, line);
    return box;
  }

  // Several stand in one village: spread them a little, so that each can be reached.
  function spread(marks) {
    const seen = new Map();
    return marks.map((mark) => {
      const key = `${mark.latitude},${mark.longitude}`;
      const number = seen.get(key) || 0;
      seen.set(key, number + 1);
      const angle = number * 2.4;
      const reach = 0.0012 * Math.sqrt(number);
      return [mark.latitude + reach * Math.cos(angle), mark.longitude + 2 * reach * Math.sin(angle)];
    });
  }

  function label(village) {
    const icon = L.divIcon({ className: "map-village", html: "", iconSize: null });
    const marker = L.marker([village.latitude, village.longitude], { icon, interactive: false, keyboard: false });
    marker.on("add", () => { marker.getElement().textContent = village.name; });
    return marker;
  }

  // Names that would lie on each other wait until one comes closer.
  function names(villages) {
    const layer = L.layerGroup();
    function place() {
      layer.clearLayers();
      const taken = [];
      for (const village of villages) {
        const at = map.latLngToLayerPoint([village.latitude, village.longitude]);
        if (taken.some((other) => Math.abs(other.x - at.x) < 90 && Math.abs(other.y - at.y) < 16)) continue;
        taken.push(at);
        layer.addLayer(label(village));
      }
    }
    map.on("zoomend", place);
    layer.on("add", place);
    return layer;
  }

  function background(element, villages) {
    const plain = names(villages);
    if (!element.dataset.tiles) return plain.addTo(map);
    const tiles = L.tileLayer(element.dataset.tiles + TILES, { attribution: element.dataset.attribution, maxZoom: 18 });
    tiles.once("tileerror", () => plain.addTo(map));
    return tiles.addTo(map);
  }

  function draw() {
    const element = document.getElementById("map");
    const source = document.getElementById("map-data");
    if (!element || !source) return;
    if (map) map.remove();
    const data = JSON.parse(source.textContent);
    const places = spread(data.marks);
    const near = places.filter((place, index) => data.marks[index].near);
    map = L.map(element, { scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false });
    map.fitBounds(near.length ? near : places.length ? places : NORWAY, { padding: [24, 24], maxZoom: 12 });
    map.attributionControl.setPrefix("Leaflet");
    L.control.scale({ imperial: false }).addTo(map);
    background(element, data.villages);
    // Tours lie under the marks: each is a line from the base through its visits and back.
    (data.lines || []).forEach((line) => L.polyline(line, { className: "map-tour", interactive: false }).addTo(map));
    data.marks.forEach((mark, index) => {
      const circle = L.circleMarker(places[index], { radius: SHAPES[mark.layer], className: `map-mark map-mark--${mark.layer}` });
      circle.bindPopup(() => popup(mark)).addTo(map);
    });
  }

  draw();
  document.addEventListener("htmx:afterSettle", draw);
})();
