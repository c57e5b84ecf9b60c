// The map of a page: the items it shows, over the configured base map or over nothing.
//
// Everything is said by data attributes of the .map element: data-items (GeoJSON in lon/lat) or data-tiles
// (vector tiles, with data-layer in them and data-key, the property that is the id), data-style (how they are drawn),
// data-extent ([w,s,e,n] of the whole collection), data-pages (address of the items, whose pages are below it),
// data-basemap (a style or raster address, or empty); data-raster (map tiles, up to data-zoom) instead of items for a
// picture alone, or data-sheet (a style of several collections) instead of all that.
import { useLegend } from './legend.js';
import { linkRows } from './rows.js';
import { drawSheet } from './sheet.js';
import { fetchStyle, layersOver, plainStyle, ruleOf, ruleOfLayer } from './style.js';
import { useSteps } from './steps.js';
import { escaped, say, written } from './words.js';

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

const isState = (name) => ['boolean', ['feature-state', name], false];
const by = (chosen, near, otherwise) => ['case', isState('chosen'), chosen, isState('near'), near, otherwise];

// Few items are given as they are; of a large collection there are tiles, whose features bear the id.
function addSource(map, data) {
  const { tiles, key } = place.dataset;
  map.addSource('items', data
    ? { type: 'geojson', data: withoutNulls(data), generateId: true }
    : { type: 'vector', tiles: [tiles], maxzoom: 14, ...(key && { promoteId: key }) });
}

// As in tiles, where what is null is not there.
function withoutNulls(data) {
  const bare = (properties) => Object.fromEntries(Object.entries(properties ?? {}).filter(([, v]) => v !== null));
  return { ...data, features: data.features.map((f) => ({ ...f, properties: bare(f.properties) })) };
}

// What is chosen, or under the pointer, is told by its edge, over the style whichever it is.
function addMarks(map, layer) {
  const colour = by(colourOf('--chosen'), colourOf('--ink'), 'transparent');
  const add = (id, type, shape, paint) => map.addLayer({ id, type, source: 'items', ...(layer && { 'source-layer': layer }), filter: ['==', '$type', shape], paint });
  add('mark-areas', 'line', 'Polygon', { 'line-color': colour, 'line-width': by(3, 2, 0) });
  add('mark-lines', 'line', 'LineString', { 'line-color': colour, 'line-width': by(7, 5, 0) });
  add('mark-points', 'circle', 'Point', { 'circle-color': 'transparent', 'circle-radius': by(9, 8, 0), 'circle-stroke-color': colour, 'circle-stroke-width': by(3, 2, 0) });
}

// The layers of a style below the marks, in the place of those of another.
function paint(map, style, hidden) {
  if (style !== map.worn) {
    (map.worn?.layers ?? []).forEach((l) => map.removeLayer(l.id));
    layersOver(style, 'items', place.dataset.tiles && place.dataset.layer).forEach((l) => map.addLayer(l, 'mark-areas'));
    map.worn = style;
  }
  style.layers.forEach((l) => map.setLayoutProperty(l.id, 'visibility', hidden.has(ruleOfLayer(l.id)) ? 'none' : 'visible'));
  place.worn = style.layers.map((l) => l.id); // for the tests
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
    list.appendChild(document.createElement('dd')).textContent = written(value);
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

// Whoever listens learns what is chosen, and what class the legend puts it in.
function tell(map, id, properties) {
  const rule = ruleOf(map.worn, properties ?? {});
  const className = document.querySelector(`#legend li[data-rule="${rule}"] a`)?.textContent;
  document.dispatchEvent(new CustomEvent('vigie:chosen', { detail: { id, properties, className } }));
}

// state.data: null where there are tiles.
function makeAlive(maplibre, map, state, rows) {
  const near = marker(map, 'near');
  const chosen = marker(map, 'chosen');
  const at = (e) => map.queryRenderedFeatures(e.point, { layers: map.worn.layers.map((l) => l.id) })[0];
  const popup = new maplibre.Popup({ maxWidth: '20rem' });
  popup.on('close', () => { chosen(); rows?.choose(); });

  const choose = (id, properties, point, fromMap) => {
    popup.options.focusAfterOpen = fromMap; // who is in the table stays there
    popup.setLngLat(point).setDOMContent(popupOf(state.data ? state.data.features[id].id : id, properties)).addTo(map);
    chosen(id);
    rows?.choose(id, fromMap);
    tell(map, state.data ? state.data.features[id].id : id, properties);
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
    if (f) choose(f.id, state.data ? state.data.features[f.id].properties : f.properties, e.lngLat, true);
  });
  rows?.onNear(near);
  rows?.onChoose((i) => {
    const { id, properties } = state.data.features[i];
    const box = boxOf([state.data.features[i]]);
    if (!box) { // it lies nowhere, and has its chart all the same
      popup.remove();
      rows.choose(i);
      tell(map, id, properties);
      return;
    }
    const bounds = boundsOf(box);
    if (!bounds.every((corner) => map.getBounds().contains(corner))) map.fitBounds(bounds, { padding: 60, maxZoom: 14, animate: false });
    place.scrollIntoView({ block: 'nearest' });
    choose(i, properties, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], false);
  });
  return () => { near(); popup.remove(); };
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

const during = (href, datetime) => {
  if (!datetime) return href;
  return `${href}${href.includes('?') ? '&' : '?'}datetime=${encodeURIComponent(datetime)}`;
};

// Paper has another width than the screen, and what WebGL drew is gone by then: a copy of the map stands in for it.
function printable(map) {
  const copy = document.createElement('canvas');
  copy.className = 'printed';
  addEventListener('beforeprint', () => {
    map.redraw();
    const { width, height } = map.getCanvas();
    Object.assign(copy, { width, height });
    copy.getContext('2d').drawImage(map.getCanvas(), 0, 0);
    place.append(copy);
  });
  addEventListener('afterprint', () => copy.remove());
}

async function read(datetime) {
  if (place.dataset.tiles) return null;
  const answer = await fetch(during(place.dataset.items, datetime), { headers: { Accept: 'application/geo+json' } });
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
    attributionControl: { customAttribution: escaped(place.dataset.source) },
    cooperativeGestures: true,
    locale: { ...say, 'Map.Title': place.dataset.label },
    canvasContextAttributes: { preserveDrawingBuffer: true }, // for printing
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.FullscreenControl());
  map.addControl(new maplibre.ScaleControl());
  printable(map);
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

async function showSheet() {
  const maplibre = await loadMapLibre();
  const map = makeMap(maplibre, place.dataset.extent && JSON.parse(place.dataset.extent));
  await map.once('load');
  const layers = await drawSheet(maplibre, map, place);
  await settled(map);
  place.dataset.shown = layers;
}

// The same map of other rows: those of another moment, or those that came into the table.
async function refresh(map, state) {
  const { items, tiles } = place.dataset;
  state.forget(); // places among the features, which are others now
  if (tiles) {
    map.getSource('items').setTiles([during(tiles, state.moment)]);
  } else {
    const data = await read(state.moment);
    if (items !== place.dataset.items) return; // meanwhile other rows came
    state.data = data;
    map.getSource('items').setData(withoutNulls(data));
  }
  state.relink();
  await settled(map);
  place.dataset.shown = state.data?.features.length ?? 'tiles';
  place.dataset.moment = state.moment;
}

async function show() {
  if (place.dataset.raster) { await showPicture(); return; }
  if (place.dataset.sheet) { await showSheet(); return; }
  const { style: sheet, extent: box, tiles, layer, id, items, pages } = place.dataset;
  const [maplibre, data, style] = await Promise.all([loadMapLibre(), read(), sheet ? fetchStyle(sheet) : plainStyle(colourOf('--feature'))]);
  const extent = box ? JSON.parse(box) : null;
  const table = document.querySelector('.rows');
  const rows = table && data ? linkRows(table) : null;
  const state = { data, moment: '', visible: () => true, recount: () => {} };
  state.relink = () => {
    rows?.link(state.data.features);
    rows?.show(state.visible);
    if (state.data) state.recount(state.data.features);
  };
  const map = makeMap(maplibre, extent ?? boxOf(data?.features ?? []));
  await map.once('load');
  if (extent) addExtent(map, extent);
  addSource(map, data);
  addMarks(map, tiles && layer);
  paint(map, style, new Set());
  state.forget = makeAlive(maplibre, map, state, rows);
  offerBox(map);
  state.recount = await useLegend(style, {
    id,
    features: () => state.data?.features,
    items: pages,
    show: (worn, hidden) => {
      paint(map, worn, hidden);
      state.visible = (f) => !hidden.has(ruleOf(worn, f.properties ?? {}));
      rows?.show(state.visible);
    },
  });
  state.relink();
  const keep = () => {}; // where the server is away, what was drawn stays
  useSteps((datetime) => { state.moment = datetime; refresh(map, state).catch(keep); });
  document.addEventListener('vigie:rows', ({ detail }) => {
    if (!tiles && detail.items) place.dataset.items = detail.items;
    if (detail.items) refresh(map, state).catch(keep);
    else state.relink();
  });
  await settled(map);
  place.dataset.shown = data?.features.length ?? 'tiles';
  if (place.dataset.items !== items) await refresh(map, state); // the rows changed before the map was there
}

// The library is large: whoever never comes to the map never loads it.
function inView() {
  return new Promise((done) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      watch.disconnect();
      done();
    }, { rootMargin: '200px' });
    watch.observe(place);
  });
}

inView().then(show).catch((e) => { // the table has the same data
  place.hidden = true;
  note.textContent = say.noWebgl;
  note.hidden = false;
  place.dataset.failed = e.message;
});
