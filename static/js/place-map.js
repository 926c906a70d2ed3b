"use strict";
// A map in a form: a click writes latitude and longitude, and what is written moves the mark. The fields are what is
// sent, so everything works without the map. A protected address has no place on it.
(() => {
  const TILES = "/v1/wmts/1.0.0/topograatone/default/webmercator/{z}/{y}/{x}.png";
  const NORWAY = [[58, 4.5], [71.2, 31]];
  const frame = document.querySelector("[data-place-map]");
  const element = document.getElementById("place-map");
  const field = (name) => document.querySelector(`[name="${name}"]`);
  const latitude = field("latitude"), longitude = field("longitude"), village = field("village");
  const hidden = field("protected_address");
  if (!frame || !element || !window.L || !latitude || !longitude) return;
  const spots = JSON.parse(document.getElementById("village-spots").textContent);
  let map = null, mark = null;

  function written() {
    const place = [latitude, longitude].map((input) => Number.parseFloat(input.value.replace(",", ".")));
    return place.every(Number.isFinite) ? place : null;
  }

  function background() {
    if (!element.dataset.tiles) return;
    L.tileLayer(element.dataset.tiles + TILES, { attribution: element.dataset.attribution, maxZoom: 18 }).addTo(map);
  }

  function look() {
    const place = written();
    const near = spots[village && village.value];
    if (place) map.setView(place, Math.max(map.getZoom() || 0, 13));
    else if (near) map.setView(near, 12);
    else map.fitBounds(NORWAY);
  }

  function show() {
    const place = written();
    if (mark) { mark.remove(); mark = null; }
    if (place) mark = L.circleMarker(place, { radius: 8, className: "map-mark map-mark--candidate", interactive: false }).addTo(map);
  }

  function write(place) {
    latitude.value = place.lat.toFixed(5);
    longitude.value = place.lng.toFixed(5);
    for (const input of [latitude, longitude]) input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw() {
    map = L.map(element, { scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false });
    map.attributionControl.setPrefix("Leaflet");
    L.control.scale({ imperial: false }).addTo(map);
    background();
    look();
    show();
    map.on("click", (event) => write(event.latlng));
  }

  function update() {
    frame.hidden = Boolean(hidden && hidden.checked);
    if (frame.hidden) return;
    if (map) map.invalidateSize();
    else draw();
  }

  for (const input of [latitude, longitude]) input.addEventListener("change", () => { if (map) { show(); } });
  if (village) village.addEventListener("change", () => { if (map && !written()) look(); });
  if (hidden) hidden.addEventListener("change", update);
  update();
})();
