// The chart beside a map or a table: whatever is chosen there is shown here. A place with values over time has its series
// drawn, anything else its class marked among the shares of all. The server draws; this puts the drawing into the page.
import { onSpace } from './rows.js';
import { say } from './words.js';

const panel = document.getElementById('chart');
const { series, shares, sharesOf, key: keyField, territories, keep } = panel.dataset;
const drawing = panel.querySelector('.drawing');
const caption = panel.querySelector('figcaption');
const parts = new Map(); // what was drawn once
const PATIENCE = 20;

/* What is being made is asked for again; null: there is none. */
async function ask(href, accept) {
  for (let tries = 0; tries < PATIENCE; tries++) {
    const answer = await fetch(href, { headers: { Accept: accept } });
    if (answer.ok) return answer;
    if (answer.status !== 503) return null;
    await new Promise((done) => { setTimeout(done, 1000 * Number(answer.headers.get('Retry-After') ?? 2)); });
  }
  return null;
}

async function fetchDrawing(href) {
  if (!parts.has(href)) {
    const answer = await ask(href, 'image/svg+xml');
    if (!answer) return null;
    const root = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement;
    if (root.localName !== 'svg') return null;
    parts.set(href, root);
  }
  return document.importNode(parts.get(href), true);
}

const link = (href, text) => Object.assign(document.createElement('a'), { href, textContent: text });

/* A place's values over time; false: it has fewer than two. */
async function showSeries(key) {
  const href = (form) => `${series}&f=${form}&key=${encodeURIComponent(key)}`;
  const told = await (await ask(href('json'), 'application/json'))?.json();
  if (!told || told.steps.length < 2) return false;
  const drawn = await fetchDrawing(href('svg'));
  if (!drawn) return false;
  drawing.replaceChildren(drawn);
  caption.replaceChildren(Object.assign(document.createElement('strong'), { textContent: told.title }), ' · ', link(href('csv'), 'CSV'));
  if (territories) caption.append(' · ', link(`${territories}/${encodeURIComponent(key)}${keep}`, say.commune));
  return true;
}

// The bars have their names above them, shortened where they are long.
const isNamed = (label, name) => label === name || (label.endsWith('…') && name.startsWith(label.slice(0, -1)));

// One is told by its class's name, as legends tell it, or by the value that tells the class, as rows have it.
async function showShares(name, key) {
  const drawn = shares && await fetchDrawing(shares);
  if (!drawn) return;
  const bars = [...drawn.querySelectorAll('svg > rect[stroke]')];
  const labels = [...drawn.querySelectorAll('text.name')];
  const marked = labels.findIndex((l) => (name ? isNamed(l.textContent, name) : l.dataset.key === String(key)));
  bars.forEach((bar, i) => { if (marked >= 0 && i !== marked) bar.setAttribute('opacity', '0.3'); });
  if (marked >= 0) {
    const share = labels[marked].nextElementSibling.nextElementSibling;
    share.setAttribute('font-weight', 'bold');
    caption.replaceChildren(`${sharesOf} — `, Object.assign(document.createElement('strong'), { textContent: `${name ?? labels[marked].textContent}${say.colon}${share.textContent}` }));
  } else {
    caption.textContent = sharesOf;
  }
  drawing.replaceChildren(drawn);
}

let turn = 0; // of those that were chosen, the last
async function show(key, className) {
  const mine = ++turn;
  const other = () => turn !== mine; // something else was chosen meanwhile
  const drawn = series && key !== undefined && key !== null && key !== '' && await showSeries(String(key));
  if (!drawn && !other()) await showShares(className, series ? undefined : key);
  if (!other()) panel.dataset.shown = key ?? className ?? '';
}

/* Where the server is away, what was drawn stays. */
const tryToShow = (key, className) => show(key, className).catch(() => {});

panel.querySelector('.hint').hidden = false;
/* The map tells of what is chosen on it: {id, properties, className}. */
document.addEventListener('vigie:chosen', ({ detail }) => {
  tryToShow(keyField ? detail.properties?.[keyField] : detail.id, detail.className);
});
/* A table that no map is linked to. */
const table = document.querySelector('.rows');
table?.classList.add('clickable');
const chooseRow = (row) => {
  if (table.classList.contains('linked')) return;
  row.parentElement.querySelector('.chosen')?.classList.remove('chosen');
  row.classList.add('chosen');
  tryToShow(row.dataset.key);
};
table?.addEventListener('click', (e) => {
  const row = e.target.closest('tbody tr');
  if (row && !e.target.closest('a')) chooseRow(row);
});
if (table) onSpace(table, chooseRow);
