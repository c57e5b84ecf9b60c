// The style that the server gives of a collection, on a map of its items: layers of rule n are named "areas-n", "lines-n"…
// Their filters are of MapLibre's older form, which is read here too, so that a table knows the class of a row.

const isOwn = (id) => /^(areas|edges|lines|points)-\d+$/.test(id);
export const ruleOfLayer = (id) => (isOwn(id) ? Number(id.split('-')[1]) : -1);

export async function fetchStyle(href) {
  const answer = await fetch(href, { headers: { Accept: 'application/vnd.mapbox.style+json' } });
  if (!answer.ok) throw new Error(`style: ${answer.status}`);
  return answer.json();
}

/* Where there is no style, records for one. */
export function plainStyle(colour) {
  const layer = (name, type, shape, paint) => ({ id: `${name}-0`, type, filter: ['==', '$type', shape], paint });
  return {
    layers: [
      layer('areas', 'fill', 'Polygon', { 'fill-color': colour, 'fill-opacity': 0.25 }),
      layer('edges', 'line', 'Polygon', { 'line-color': colour, 'line-width': 1 }),
      layer('lines', 'line', 'LineString', { 'line-color': colour, 'line-width': 3 }),
      layer('points', 'circle', 'Point', { 'circle-color': colour, 'circle-radius': 5.5, 'circle-stroke-color': '#fff', 'circle-stroke-width': 1.25 }),
    ],
  };
}

/* Its layers, over another source: the items themselves, or their tiles. */
export function layersOver(style, source, layer) {
  return style.layers.map((l) => ({ ...l, source, 'source-layer': layer })).map((l) => {
    if (!layer) delete l['source-layer'];
    return l;
  });
}

const tests = {
  all: (of, ...parts) => parts.every((p) => holds(p, of)),
  any: (of, ...parts) => parts.some((p) => holds(p, of)),
  none: (of, ...parts) => !parts.some((p) => holds(p, of)),
  has: (of, name) => of[name] !== undefined && of[name] !== null,
  '!has': (of, name) => of[name] === undefined || of[name] === null,
  in: (of, name, ...values) => values.includes(of[name]),
  '!in': (of, name, ...values) => !values.includes(of[name]),
  '>=': (of, name, least) => typeof of[name] === 'number' && of[name] >= least,
  '>': (of, name, below) => typeof of[name] === 'number' && of[name] > below,
  '<=': (of, name, most) => typeof of[name] === 'number' && of[name] <= most,
  '<': (of, name, end) => typeof of[name] === 'number' && of[name] < end,
  '==': (of, name, value) => name === '$type' || of[name] === value,
};
function holds([op, ...rest], of) {
  return tests[op](of, ...rest);
}

/* The rule that takes an item with these properties; -1: none. */
export function ruleOf(style, properties) {
  const layer = style.layers.find((l) => holds(l.filter, properties));
  return layer ? ruleOfLayer(layer.id) : -1;
}
