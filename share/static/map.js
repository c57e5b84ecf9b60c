// The map of a page: the items it shows, over the configured base map or over nothing.
//
// Everything is said by data attributes of the .map element: data-items (GeoJSON in lon/lat) or data-tiles
// (vector tiles, with data-layer in them and data-key, the property that is the id), data-extent ([w,s,e,n] of the
// whole collection), data-pages (address of the items, whose pages are below it), data-basemap (a style or
// raster address, or empty); data-raster (map tiles, up to data-zoom) instead of items for a picture alone.
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

const KINDS = { areas: ['Polygon', 'MultiPolygon'], edges: ['Polygon', 'MultiPolygon'], lines: ['LineString', 'MultiLineString'], points: ['Point', 'MultiPoint'] };
const LAYERS = Object.keys(KINDS);
const isState = (name) => ['boolean', ['feature-state', name], false];
const by = (chosen, near, plain) => ['case', isState('chosen'), chosen, isState('near'), near, plain];

// Few items are given as they are; of a large collection there are tiles, whose features bear the id.
function addLayers(map, data) {
  const { tiles, layer, key } = place.dataset;
  const source = data
    ? { type: 'geojson', data, generateId: true }
    : { type: 'vector', tiles: [tiles], maxzoom: 14, ...(key && { promoteId: key }) };
  map.addSource('items', source);
  const add = (id, type, paint, layout = {}) => map.addLayer({ id, type, source: 'items', ...(!data && { 'source-layer': layer }), paint, layout });
  add('areas', 'fill', {});
  add('edges', 'line', { 'line-width': data ? by(3, 2, 0.7) : ['interpolate', ['linear'], ['zoom'], 5, by(2, 1, 0.1), 9, by(3, 2, 0.7)] });
  add('lines', 'line', { 'line-width': by(7, 6, 3) }, { 'line-cap': 'round', 'line-join': 'round' });
  add('points', 'circle', { 'circle-radius': by(9, 8, 5.5), 'circle-stroke-color': by('#000', '#000', '#fff'), 'circle-stroke-width': 1.25 });
  paint(map, null, new Set());
}

// Where colours tell the class, the chosen one is told by its edge.
function paint(map, colouring, hidden) {
  const chosen = colourOf('--chosen');
  const plain = colourOf('--feature');
  const colour = colouring
    ? ['match', colouring.expression, ...colouring.entries.flatMap((e) => [e.key, e.colour]), plain]
    : by(chosen, chosen, plain);
  map.setPaintProperty('areas', 'fill-color', colour);
  map.setPaintProperty('areas', 'fill-opacity', colouring ? by(0.95, 0.9, 0.75) : by(0.75, 0.6, 0.3));
  map.setPaintProperty('edges', 'line-color', by(chosen, chosen, colouring ? colourOf('--edge') : plain));
  map.setPaintProperty('lines', 'line-color', colour);
  map.setPaintProperty('points', 'circle-color', colour);
  LAYERS.forEach((id) => {
    const shown = colouring && hidden.size ? [['!', ['in', colouring.expression, ['literal', [...hidden]]]]] : [];
    map.setFilter(id, ['all', ['match', ['geometry-type'], KINDS[id], true, false], ...shown]);
  });
}

function addExtent(map, box) {
  const [[w, s], [e, n]] = boundsOf(box);
  const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]];
  map.addSource('extent', { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: ring } } });
  map.addLayer({ id: 'extent', type: 'line', source: 'extent', paint: { 'line-color': colourOf('--feature'), 'line-width': 1.5, 'line-dasharray': [4, 3] } });
}

/* --- one feature --------------------------------------------------------------------------- */

function popupOf(id, properties) {
  const body = document.createElement('div');
  body.className = 'popup';
  if (id !== undefined) {
    const link = body.appendChild(document.createElement('a'));
    link.href = `${place.dataset.pages}/${encodeURIComponent(id)}${place.dataset.keep}`;
    link.textContent = id;
  }
  const list = body.appendChild(document.createElement('dl'));
  Object.entries(properties ?? {}).filter(([, v]) => v !== null && v !== '').slice(0, 10).forEach(([name, value]) => {
    list.appendChild(document.createElement('dt')).textContent = name;
    list.appendChild(document.createElement('dd')).textContent = typeof value === 'object' ? JSON.stringify(value) : value;
  });
  return body;
}

// One feature at a time bears a state; undefined is none.
function marker(map, name) {
  const target = (id) => ({ source: 'items', sourceLayer: place.dataset.tiles && place.dataset.layer, id });
  let now;
  return (id) => {
    if (id === now) return;
    if (now !== undefined) map.setFeatureState(target(now), { [name]: false });
    if (id !== undefined) map.setFeatureState(target(id), { [name]: true });
    now = id;
  };
}

// data: null where there are tiles.
function makeAlive(maplibre, map, data, rows) {
  const near = marker(map, 'near');
  const chosen = marker(map, 'chosen');
  const at = (e) => map.queryRenderedFeatures(e.point, { layers: LAYERS })[0];
  const popup = new maplibre.Popup({ maxWidth: '20rem' });
  popup.on('close', () => { chosen(); rows?.choose(); });

  const choose = (id, properties, point, fromMap) => {
    popup.setLngLat(point).setDOMContent(popupOf(data ? data.features[id].id : id, properties)).addTo(map);
    chosen(id);
    rows?.choose(id, fromMap);
  };
  map.on('mousemove', (e) => {
    const id = at(e)?.id;
    map.getCanvas().style.cursor = id === undefined ? '' : 'pointer';
    near(id);
    rows?.near(id);
  });
  map.on('mouseout', () => { near(); rows?.near(); });
  map.on('click', (e) => {
    const f = at(e);
    if (f) choose(f.id, data ? data.features[f.id].properties : f.properties, e.lngLat, true);
  });
  rows?.onNear(near);
  rows?.onChoose((i) => {
    const box = boxOf([data.features[i]]);
    if (!box) return;
    const bounds = boundsOf(box);
    if (!bounds.every((corner) => map.getBounds().contains(corner))) map.fitBounds(bounds, { padding: 60, maxZoom: 14, animate: false });
    place.scrollIntoView({ block: 'nearest' });
    choose(i, data.features[i].properties, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], false);
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

// Of tiles only those in view are known: their values tell which fields are worth a colour.
async function addColours(map, data, rows) {
  const features = data?.features ?? map.querySourceFeatures('items', { sourceLayer: place.dataset.layer });
  if (features.length < 2 || !place.dataset.schema) return;
  const answer = await fetch(place.dataset.schema, { headers: { Accept: 'application/schema+json' } });
  const choices = colourings(features, answer.ok ? await answer.json() : {});
  if (!choices.length) return;
  addLegend(note, choices, Boolean(data), memoryOf(place.dataset.id), (colouring, hidden) => {
    paint(map, colouring, hidden);
    rows?.show((f) => !colouring || !hidden.has(colouring.of(f.properties?.[colouring.field])));
  });
}

async function read() {
  if (place.dataset.tiles) return null;
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

function makeMap(maplibre, box) {
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
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.FullscreenControl());
  map.addControl(new maplibre.ScaleControl());
  place.map = map; // for the browser's console and the tests
  return map;
}

function settled(map) {
  map.triggerRepaint(); // or a map that has nothing left to draw would never say so
  return map.once('idle');
}

async function showPicture() {
  const maplibre = await loadMapLibre();
  const map = makeMap(maplibre, JSON.parse(place.dataset.extent));
  await map.once('load');
  map.addSource('picture', { type: 'raster', tiles: [place.dataset.raster], tileSize: 256, maxzoom: Number(place.dataset.zoom) });
  map.addLayer({ id: 'picture', type: 'raster', source: 'picture', paint: { 'raster-resampling': 'nearest' } });
  addExtent(map, JSON.parse(place.dataset.extent));
  await settled(map);
  place.dataset.shown = 'picture';
}

async function show() {
  if (place.dataset.raster) { await showPicture(); return; }
  const [maplibre, data] = await Promise.all([loadMapLibre(), read()]);
  const extent = place.dataset.extent ? JSON.parse(place.dataset.extent) : null;
  const map = makeMap(maplibre, extent ?? boxOf(data?.features ?? []));
  await map.once('load');
  if (extent) addExtent(map, extent);
  addLayers(map, data);
  const table = document.querySelector('.rows');
  const rows = table && data ? linkRows(table, data.features) : null;
  makeAlive(maplibre, map, data, rows);
  offerBox(map);
  if (!data) await settled(map);
  await addColours(map, data, rows);
  await settled(map);
  place.dataset.shown = data?.features.length ?? 'tiles';
}

show().catch((e) => { // the table has the same data
  place.hidden = true;
  note.textContent = say.noWebgl;
  note.hidden = false;
  place.dataset.failed = e.message;
});
