// A map of several collections: one style sheet has them all, each layer named after its place ("2.areas-0"), and the list
// of the page gains a box for each that shows and hides it.
import { fetchStyle } from './style.js';
import { escaped, say, written } from './words.js';

const placeOf = (layer) => Number(layer.id.split('.')[0]);

function addBox(map, entry, layers) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
  box.setAttribute('aria-label', `${say.show} ${entry.querySelector('a').textContent}`);
  box.addEventListener('change', () => {
    layers.forEach((l) => map.setLayoutProperty(l.id, 'visibility', box.checked ? 'visible' : 'none'));
  });
  entry.querySelector('h3').prepend(box);
}

// Of what lies under the pointer, layer by layer.
function popupOf(features, titles) {
  const body = document.createElement('div');
  body.className = 'popup';
  features.forEach((f) => {
    body.appendChild(document.createElement('h3')).textContent = titles.get(placeOf(f.layer));
    const list = body.appendChild(document.createElement('dl'));
    Object.entries(f.properties).filter(([, v]) => v !== '').slice(0, 6).forEach(([name, value]) => {
      list.appendChild(document.createElement('dt')).textContent = name;
      list.appendChild(document.createElement('dd')).textContent = written(value);
    });
  });
  return body;
}

function tellWhatIsClicked(maplibre, map, layers, titles) {
  const drawn = layers.filter((l) => l.type !== 'raster').map((l) => l.id);
  map.on('click', (e) => {
    const seen = new Map(); // the topmost of each layer
    map.queryRenderedFeatures(e.point, { layers: drawn }).forEach((f) => { if (!seen.has(placeOf(f.layer))) seen.set(placeOf(f.layer), f); });
    if (seen.size) new maplibre.Popup({ maxWidth: '20rem' }).setLngLat(e.lngLat).setDOMContent(popupOf([...seen.values()], titles)).addTo(map);
  });
}

export async function drawSheet(maplibre, map, place) {
  const sheet = await fetchStyle(place.dataset.sheet);
  Object.entries(sheet.sources).forEach(([id, source]) => map.addSource(`of-${id}`, { ...source, attribution: escaped(source.attribution) }));
  sheet.layers.forEach((l) => map.addLayer({ ...l, source: `of-${l.source}` }));
  const titles = new Map();
  document.querySelectorAll('.layers > li[data-place]').forEach((entry) => {
    const n = Number(entry.dataset.place);
    titles.set(n, entry.querySelector('a').textContent);
    addBox(map, entry, sheet.layers.filter((l) => placeOf(l) === n));
  });
  tellWhatIsClicked(maplibre, map, sheet.layers, titles);
  return sheet.layers.length;
}
