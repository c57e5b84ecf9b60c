// The map of a page: the items it shows, over the configured base map or over nothing.
//
// Everything is said by data attributes of the .map element: data-items (GeoJSON in lon/lat),
// data-extent ([w,s,e,n] of the whole collection), data-pages (address of the items, whose pages
// are below it), data-basemap (a style or raster address, or empty).
import { addLegend, colourings } from './legend.js';
import { linkRows } from './rows.js';
import { say } from './words.js';

const place = document.getElementById('map');
const note = document.getElementById('map-note');
const colourOf = (name) => getComputedStyle(place).getPropertyValue(name).trim();

/* --- boxes --------------------------------------------------------------------------------- */

// Over the antimeridian where that makes the narrower box.
function boxOf(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const turned = [Infinity, -Infinity];
  const grow = (c) => {
    if (typeof c[0] !== 'number') { c.forEach(grow); return; }
    const [x, y] = c;
    const east = x < 0 ? x + 360 : x;
    [box[0], box[1], box[2], box[3]] = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
    [turned[0], turned[1]] = [Math.min(turned[0], east), Math.max(turned[1], east)];
  };
  const visit = (g) => {
    if (g?.geometries) g.geometries.forEach(visit);
    else if (g?.coordinates) grow(g.coordinates);
  };
  features.forEach((f) => visit(f.geometry));
  if (box[0] > box[2]) return null;
  return box[2] - box[0] > 180 && turned[1] - turned[0] < box[2] - box[0] ? [turned[0], box[1], turned[1], box[3]] : box;
}

// MapLibre draws what lies within Web Mercator; a box over the antimeridian goes on past 180.
function boundsOf(box) {
  const y = (v) => Math.max(-85, Math.min(85, v));
  return [[box[0], y(box[1])], [box[2] < box[0] ? box[2] + 360 : box[2], y(box[3])]];
}

/* --- what is drawn ------------------------------------------------------------------------- */

function styleOf(url, attribution) {
  if (url && !url.includes('{z}')) return url; // a style document
  const style = { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': colourOf('--ground') } }] };
  if (url) {
    style.sources.base = { type: 'raster', tiles: [url], tileSize: 256, attribution };
    style.layers.push({ id: 'base', type: 'raster', source: 'base' });
  }
  return style;
}

const LAYERS = ['areas', 'edges', 'lines', 'points'];
const isState = (name) => ['boolean', ['feature-state', name], false];
const by = (chosen, near, plain) => ['case', isState('chosen'), chosen, isState('near'), near, plain];
const kind = (...names) => ['match', ['geometry-type'], names, true, false];

function addLayers(map, data) {
  map.addSource('items', { type: 'geojson', data, generateId: true });
  map.addLayer({ id: 'areas', type: 'fill', source: 'items', filter: kind('Polygon', 'MultiPolygon'), paint: { 'fill-opacity': by(0.75, 0.6, 0.35) } });
  map.addLayer({ id: 'edges', type: 'line', source: 'items', filter: kind('Polygon', 'MultiPolygon'), paint: { 'line-width': by(3, 2, 0.7) } });
  map.addLayer({ id: 'lines', type: 'line', source: 'items', filter: kind('LineString', 'MultiLineString'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': by(7, 6, 3) } });
  map.addLayer({ id: 'points', type: 'circle', source: 'items', filter: kind('Point', 'MultiPoint'), paint: { 'circle-radius': by(9, 8, 5.5), 'circle-stroke-color': by('#000', '#000', '#fff'), 'circle-stroke-width': 1.25 } });
  paint(map, null, new Set());
}

// Each feature knows its class under this name; the chosen one is told by its edge, not its colour.
const CLASS = '\u0001class';

function paint(map, colouring, hidden) {
  const chosen = colourOf('--chosen');
  const plain = colouring
    ? ['match', ['get', CLASS], ...colouring.entries.flatMap((e) => [e.key, e.colour]), colourOf('--feature')]
    : by(chosen, chosen, colourOf('--feature'));
  map.setPaintProperty('areas', 'fill-color', plain);
  map.setPaintProperty('edges', 'line-color', by(chosen, chosen, colouring ? colourOf('--edge') : colourOf('--feature')));
  map.setPaintProperty('areas', 'fill-opacity', colouring ? by(0.95, 0.9, 0.75) : by(0.75, 0.6, 0.35));
  map.setPaintProperty('lines', 'line-color', plain);
  map.setPaintProperty('points', 'circle-color', plain);
  const shown = ['!', ['in', ['coalesce', ['get', CLASS], ''], ['literal', [...hidden]]]];
  const kinds = { areas: ['Polygon', 'MultiPolygon'], edges: ['Polygon', 'MultiPolygon'], lines: ['LineString', 'MultiLineString'], points: ['Point', 'MultiPoint'] };
  LAYERS.forEach((id) => map.setFilter(id, ['all', kind(...kinds[id]), shown]));
}

function addExtent(map, box) {
  const [[w, s], [e, n]] = boundsOf(box);
  const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]];
  map.addSource('extent', { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: ring } } });
  map.addLayer({ id: 'extent', type: 'line', source: 'extent', paint: { 'line-color': colourOf('--feature'), 'line-width': 1.5, 'line-dasharray': [4, 3] } });
}

/* --- one feature --------------------------------------------------------------------------- */

function popupOf(feature) {
  const body = document.createElement('div');
  body.className = 'popup';
  if (place.dataset.pages && feature.id !== undefined) {
    const link = body.appendChild(document.createElement('a'));
    link.href = `${place.dataset.pages}/${encodeURIComponent(feature.id)}${place.dataset.keep}`;
    link.textContent = feature.id;
  }
  const list = body.appendChild(document.createElement('dl'));
  Object.entries(feature.properties ?? {}).filter(([, v]) => v !== null && v !== '').slice(0, 10).forEach(([name, value]) => {
    list.appendChild(document.createElement('dt')).textContent = name;
    list.appendChild(document.createElement('dd')).textContent = typeof value === 'object' ? JSON.stringify(value) : value;
  });
  return body;
}

// One feature at a time bears a state; -1 is none.
function marker(map, name) {
  let now = -1;
  return (i) => {
    if (i === now) return;
    if (now >= 0) map.setFeatureState({ source: 'items', id: now }, { [name]: false });
    if (i >= 0) map.setFeatureState({ source: 'items', id: i }, { [name]: true });
    now = i;
  };
}

function makeAlive(maplibre, map, features, rows) {
  const near = marker(map, 'near');
  const chosen = marker(map, 'chosen');
  const at = (e) => map.queryRenderedFeatures(e.point, { layers: LAYERS })[0]?.id ?? -1;
  const popup = new maplibre.Popup({ maxWidth: '20rem', locale: say });
  popup.on('close', () => { chosen(-1); rows?.choose(-1); });

  const choose = (i, point, fromMap) => {
    popup.setLngLat(point).setDOMContent(popupOf(features[i])).addTo(map);
    chosen(i);
    rows?.choose(i, fromMap);
  };
  map.on('mousemove', (e) => {
    const i = at(e);
    map.getCanvas().style.cursor = i < 0 ? '' : 'pointer';
    near(i);
    rows?.near(i);
  });
  map.on('mouseout', () => { near(-1); rows?.near(-1); });
  map.on('click', (e) => { const i = at(e); if (i >= 0) choose(i, e.lngLat, true); });
  rows?.onNear(near);
  rows?.onChoose((i) => {
    const box = boxOf([features[i]]);
    if (!box) return;
    const bounds = boundsOf(box);
    if (!map.getBounds().contains(bounds[0]) || !map.getBounds().contains(bounds[1])) map.fitBounds(bounds, { padding: 60, maxZoom: 14, animate: false });
    choose(i, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], false);
  });
}

/* --- the whole ----------------------------------------------------------------------------- */

function offerBox(map) {
  const button = document.getElementById('take-box');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const b = map.getBounds();
    const edge = (v, most) => Math.max(-most, Math.min(most, v)).toFixed(5);
    document.getElementById('q-bbox').value = [edge(b.getWest(), 180), edge(b.getSouth(), 90), edge(b.getEast(), 180), edge(b.getNorth(), 90)].join(',');
  });
}

function memoryOf(id) {
  const key = `colour:${id}`;
  return {
    get: () => { try { return sessionStorage.getItem(key); } catch { return null; } },
    set: (v) => { try { sessionStorage.setItem(key, v); } catch { /* it is chosen anew on the next page */ } },
  };
}

function addColours(map, data, rows) {
  const choices = colourings(data.features);
  if (!choices.length || data.features.length < 2) return;
  addLegend(note, choices, memoryOf(place.dataset.id), (colouring, hidden) => {
    const classOf = (f) => (colouring ? colouring.of(f.properties?.[colouring.field]) : '');
    const classed = { ...data, features: data.features.map((f) => ({ ...f, properties: { ...f.properties, [CLASS]: classOf(f) } })) };
    map.getSource('items').setData(classed);
    paint(map, colouring, hidden);
    rows?.show((f) => !hidden.has(classOf(f)));
  });
}

async function read() {
  const answer = await fetch(place.dataset.items, { headers: { Accept: 'application/geo+json' } });
  if (!answer.ok) throw new Error(`items: ${answer.status}`);
  const body = await answer.json();
  return body.type === 'Feature' ? { type: 'FeatureCollection', features: [body] } : body;
}

async function loadMapLibre() {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL('./maplibre-gl.css', import.meta.url);
  const styled = new Promise((done) => { sheet.onload = sheet.onerror = done; });
  document.head.prepend(sheet); // ours has the last word
  const maplibre = await import('./maplibre-gl.mjs');
  await styled;
  return maplibre;
}

async function show() {
  const [maplibre, data] = await Promise.all([loadMapLibre(), read()]);
  const extent = place.dataset.extent ? JSON.parse(place.dataset.extent) : null;
  const box = extent ?? boxOf(data.features);
  const map = new maplibre.Map({
    container: place,
    style: styleOf(place.dataset.basemap, place.dataset.attribution),
    bounds: box ? boundsOf(box) : undefined,
    fitBoundsOptions: { padding: 30, maxZoom: 14 },
    attributionControl: place.dataset.basemap ? {} : false,
    cooperativeGestures: true,
    locale: { ...say, 'Map.Title': place.dataset.label },
    canvasContextAttributes: { preserveDrawingBuffer: true }, // for printing
  });
  place.map = map; // for the browser's console and the tests
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.FullscreenControl());
  map.addControl(new maplibre.ScaleControl());
  await map.once('load');

  if (extent) addExtent(map, extent);
  addLayers(map, data);
  const table = document.querySelector('.rows');
  const rows = table && linkRows(table, data.features);
  makeAlive(maplibre, map, data.features, rows);
  addColours(map, data, rows);
  offerBox(map);
  if (extent && data.links?.some((l) => l.rel === 'next')) {
    note.textContent = say.drawn(data.features.length);
    note.hidden = false;
  }
  map.once('idle', () => { place.dataset.shown = data.features.length; });
}

show().catch((e) => { // the table has the same data
  place.hidden = true;
  note.textContent = say.noWebgl;
  note.hidden = false;
  place.dataset.failed = e.message;
});
