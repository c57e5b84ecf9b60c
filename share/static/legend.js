// A map coloured by a field that has few values, or by classes of a number; the legend counts each
// and hides what is not ticked, in the table too.
//
// A colouring is {field, title, entries: [{key, name, colour, n}], of, expression}: the key of a value's class, by
// a function of the value and by an expression of MapLibre, which have to agree.
import { around, classes, isZones, nothing, rising, zoneOf } from './palette.js';
import { count, number, say } from './words.js';

const MOST_CLASSES = 12;
const NULL = ''; // the class of rows without a value
const NO_DATA = -9999;

const isNothing = (v) => v === null || v === undefined || v === '' || v === NO_DATA;

function tally(values) {
  const counts = new Map();
  values.forEach((v) => { const k = isNothing(v) ? NULL : String(v); counts.set(k, (counts.get(k) ?? 0) + 1); });
  return counts;
}

const inOrder = (a, b) => a.localeCompare(b, undefined, { numeric: true });

const titleOf = (meaning, value) => meaning.oneOf?.find((code) => String(code.const) === value)?.title;

function byValue(field, counts, meaning) {
  const keys = [...counts.keys()].filter((k) => k !== NULL).sort(inOrder);
  const zoned = isZones(field) && keys.every(zoneOf);
  if (zoned) keys.sort((a, b) => zoneOf(a).order - zoneOf(b).order);
  return {
    field,
    zoned,
    of: (v) => (isNothing(v) ? NULL : String(v)),
    expression: ['let', 'v', ['to-string', ['get', field]], ['case', ['==', ['var', 'v'], String(NO_DATA)], NULL, ['var', 'v']]],
    entries: keys.map((k, i) => ({ key: k, n: counts.get(k), ...(zoned ? zoneOf(k) : { name: titleOf(meaning, k) ?? k, colour: classes[i % classes.length] }) })),
  };
}

// Five classes with as many rows each, or classes that part at zero.
function byNumber(field, values) {
  const sorted = values.filter((v) => !isNothing(v)).sort((a, b) => a - b);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  let breaks;
  let colours = rising;
  if (low < 0 && high > 0) {
    const most = Math.max(-sorted[Math.floor(sorted.length * 0.05)], sorted[Math.floor(sorted.length * 0.95)]);
    breaks = [-most * 0.5, -most * 0.1, 0, most * 0.1, most * 0.5];
    colours = around;
  } else {
    breaks = [0.2, 0.4, 0.6, 0.8].map((q) => sorted[Math.floor(sorted.length * q)]);
  }
  breaks = [...new Set(breaks)];
  const of = (v) => (isNothing(v) ? NULL : String(breaks.filter((b) => v >= b).length));
  const counts = tally(values.map((v) => (isNothing(v) ? null : of(v))));
  const edges = [low, ...breaks, high];
  const entries = edges.slice(1).map((edge, i) => ({
    key: String(i), n: counts.get(String(i)) ?? 0, name: `${number(edges[i])} – ${number(edge)}`, colour: colours[i],
  }));
  const value = ['get', field];
  const expression = ['case', ['any', ['!=', ['typeof', value], 'number'], ['==', value, NO_DATA]], NULL,
    ['step', ['to-number', value], '0', ...breaks.flatMap((b, i) => [b, String(i + 1)])]];
  return { field, of, expression, entries: entries.filter((e) => e.n) };
}

// Whole numbers that are all different number the rows: there is nothing to see in them.
const isNumbering = (values) => new Set(values).size === values.length && values.every(Number.isInteger);

function classify(field, values, meaning) {
  const counts = tally(values);
  const missing = counts.get(NULL) ?? 0;
  const distinct = counts.size - (missing ? 1 : 0);
  const numeric = values.every((v) => isNothing(v) || typeof v === 'number');
  const zoned = isZones(field) && distinct <= 17;
  let found = null;
  if (distinct >= 2 && (distinct <= MOST_CLASSES || zoned)) found = byValue(field, counts, meaning);
  else if (numeric && distinct > MOST_CLASSES && !isNumbering(values)) found = byNumber(field, values);
  if (found && missing) found.entries.push({ key: NULL, n: missing, name: say.none, colour: nothing });
  if (!found || found.entries.length < 2) return null;
  const unit = meaning['x-ogc-unit'];
  return { ...found, title: (meaning.title ?? field) + (unit ? ` (${unit})` : '') };
}

/* The fields worth colouring by, each with its classes; schema tells what fields and codes are called. */
export function colourings(features, schema) {
  const fields = new Set();
  features.forEach((f) => Object.keys(f.properties ?? {}).forEach((name) => fields.add(name)));
  return [...fields].map((field) => classify(field, features.map((f) => f.properties?.[field]), schema.properties?.[field] ?? {})).filter(Boolean);
}

function addEntry(list, entry, counted, changed) {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = true;
  box.addEventListener('change', changed);
  const swatch = document.createElement('span');
  swatch.className = 'swatch';
  swatch.style.background = entry.colour;
  const label = document.createElement('label');
  label.append(box, swatch, entry.name);
  if (counted) label.append(Object.assign(document.createElement('span'), { className: 'n', textContent: count(entry.n) }));
  list.appendChild(document.createElement('li')).append(label);
  return box;
}

/* A legend below `after`; counted: the features are all there are. show(colouring or null, hidden keys) is
   called at once and after each change. */
export function addLegend(after, choices, counted, remembered, show) {
  const panel = document.createElement('div');
  panel.className = 'legend';
  const label = panel.appendChild(document.createElement('label'));
  const select = document.createElement('select');
  select.append(new Option(say.plain, ''), ...choices.map((c) => new Option(c.title, c.field)));
  label.append(say.colour, select);
  const list = panel.appendChild(document.createElement('ul'));

  const choose = () => {
    const chosen = choices.find((c) => c.field === select.value) ?? null;
    list.replaceChildren();
    list.hidden = !chosen;
    const boxes = (chosen?.entries ?? []).map((e) => [e.key, addEntry(list, e, counted, () => refresh())]);
    const refresh = () => show(chosen, new Set(boxes.filter(([, box]) => !box.checked).map(([key]) => key)));
    refresh();
  };
  select.addEventListener('change', () => { remembered.set(select.value); choose(); });
  const zoned = choices.find((c) => c.zoned);
  const start = remembered.get() ?? zoned?.field ?? '';
  select.value = choices.some((c) => c.field === start) ? start : '';
  after.after(panel);
  choose();
}
