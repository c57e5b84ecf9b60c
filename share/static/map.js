// The map of a page: the items it shows, over the configured base map or over nothing.
//
// Everything is said by data attributes of the .map element: data-items (GeoJSON in lon/lat),
// data-bbox ([w,s,e,n]), data-basemap (a style or raster address, or empty), data-base, data-lang.
const COLOUR = '#0b6e99';
const place = document.querySelector('.map');

function baseStyle(url, attribution) {
  if (url && !url.includes('{z}')) return url; // a style document
  const style = {
    version: 8,
    sources: {},
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#e8eef2' } }],
  };
  if (url) {
    style.sources.base = { type: 'raster', tiles: [url], tileSize: 256, attribution: attribution || '' };
    style.layers.push({ id: 'base', type: 'raster', source: 'base' });
  }
  return style;
}

function grow(box, coordinates) {
  if (typeof coordinates[0] === 'number') {
    box[0] = Math.min(box[0], coordinates[0]);
    box[1] = Math.min(box[1], coordinates[1]);
    box[2] = Math.max(box[2], coordinates[0]);
    box[3] = Math.max(box[3], coordinates[1]);
  } else {
    coordinates.forEach((c) => grow(box, c));
  }
}

function boxOf(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (g) => {
    if (!g) return;
    if (g.geometries) g.geometries.forEach(visit);
    else if (g.coordinates && g.coordinates.length) grow(box, g.coordinates);
  };
  features.forEach((f) => visit(f.geometry));
  return box[0] <= box[2] ? box : null;
}

function addLayers(map, data) {
  map.addSource('items', { type: 'geojson', data });
  map.addLayer({ id: 'areas', type: 'fill', source: 'items', filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': COLOUR, 'fill-opacity': 0.25 } });
  map.addLayer({ id: 'lines', type: 'line', source: 'items', filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': COLOUR, 'line-width': 1.5 } });
  map.addLayer({ id: 'points', type: 'circle', source: 'items', filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-color': COLOUR, 'circle-radius': 5, 'circle-stroke-color': '#fff', 'circle-stroke-width': 1 } });
}

function popupOf(properties) {
  const list = document.createElement('dl');
  list.className = 'popup';
  Object.entries(properties).slice(0, 12).forEach(([name, value]) => {
    if (value === null || value === '') return;
    list.appendChild(document.createElement('dt')).textContent = name;
    list.appendChild(document.createElement('dd')).textContent = value;
  });
  return list;
}

async function show() {
  const maplibre = await import('./maplibre-gl.mjs');
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = `${place.dataset.base}/assets/maplibre-gl.css`;
  document.head.appendChild(sheet);

  const answer = await fetch(place.dataset.items, { headers: { Accept: 'application/geo+json' } });
  if (!answer.ok) throw new Error(`items: ${answer.status}`);
  const body = await answer.json();
  const data = body.type === 'Feature' ? { type: 'FeatureCollection', features: [body] } : body;
  const box = place.dataset.bbox ? JSON.parse(place.dataset.bbox) : boxOf(data.features);

  const map = new maplibre.Map({
    container: place,
    style: baseStyle(place.dataset.basemap, place.dataset.attribution),
    bounds: box ? [[box[0], box[1]], [box[2] < box[0] ? box[2] + 360 : box[2], box[3]]] : undefined,
    fitBoundsOptions: { padding: 30, maxZoom: 15 },
    attributionControl: place.dataset.attribution ? {} : false,
    cooperativeGestures: true,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl());
  map.on('load', () => {
    addLayers(map, data);
    place.dataset.shown = String(data.features.length);
  });
  ['areas', 'lines', 'points'].forEach((layer) => {
    map.on('click', layer, (e) => new maplibre.Popup().setLngLat(e.lngLat)
      .setDOMContent(popupOf(e.features[0].properties)).addTo(map));
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  });
}

if (place && place.dataset.items) {
  show().catch(() => { place.hidden = true; }); // the table has the same data
}
