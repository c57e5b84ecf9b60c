// The legend that the server wrote gains boxes that show and hide classes, on the map and in the table, counts where all
// items are at hand, a link to the items of what is ticked, and a choice among the styles.
import { fetchStyle, ruleOf } from './style.js';
import { count, say } from './words.js';

const entriesOf = (legend) => [...legend?.querySelectorAll('li[data-rule]') ?? []];

function memoryOf(id) {
  const key = `style:${id}`;
  return {
    get: () => { try { return sessionStorage.getItem(key); } catch { return null; } },
    set: (v) => { try { sessionStorage.setItem(key, v); } catch { /* it is chosen anew on the next page */ } },
  };
}

function addBox(entry, changed) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
  box.setAttribute('aria-label', `${say.show} ${entry.querySelector('a').textContent}`);
  box.addEventListener('change', changed);
  entry.prepend(box);
  return { rule: Number(entry.dataset.rule), box, condition: entry.dataset.condition };
}

function showCounts(entries, style, features) {
  const counts = new Map();
  features.forEach((f) => { const r = ruleOf(style, f.properties ?? {}); counts.set(r, (counts.get(r) ?? 0) + 1); });
  entries.forEach((entry) => {
    const n = counts.get(Number(entry.dataset.rule)) ?? 0;
    const place = entry.querySelector('.n') ?? entry.appendChild(Object.assign(document.createElement('span'), { className: 'n' }));
    place.textContent = count(n);
    entry.classList.toggle('none', n === 0);
  });
}

// The items of the classes that are ticked, as a question to the server.
function addLink(legend, items, boxes) {
  const link = legend.appendChild(document.createElement('p')).appendChild(Object.assign(document.createElement('a'), { className: 'button', textContent: say.itemsShown }));
  return () => {
    const shown = boxes.filter((b) => b.box.checked);
    link.parentElement.hidden = shown.length === boxes.length || !shown.length;
    const url = new URL(items);
    url.searchParams.set('filter', shown.map((b) => (shown.length > 1 ? `(${b.condition})` : b.condition)).join(' OR '));
    if (link.baseURI && new URLSearchParams(location.search).has('lang')) url.searchParams.set('lang', document.documentElement.lang);
    link.href = url;
  };
}

/* Give the legend its boxes; show(style, hidden) is called after each change with the rules that are not shown. */
function enliven(legend, style, { features, items, show }) {
  const entries = entriesOf(legend);
  if (!entries.length) return;
  const boxes = entries.map((e) => addBox(e, () => refresh()));
  if (features()) showCounts(entries, style, features());
  const lead = addLink(legend, items, boxes);
  const refresh = () => {
    lead();
    show(style, new Set(boxes.filter((b) => !b.box.checked).map((b) => b.rule)));
  };
  lead();
}

// Another style comes with the legend of its own page.
async function fetchLegend(href) {
  const answer = await fetch(href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error(`legend: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('legend');
}

const sheetOf = (href) => { const url = new URL(href); url.searchParams.set('f', 'mapbox'); return url.href; };

function addChoice(styles, options, memory) {
  const links = [...styles.querySelectorAll('a')];
  const label = document.createElement('label');
  label.className = 'choose';
  const select = document.createElement('select');
  select.append(...links.map((a) => new Option(a.textContent, a.href, false, a.hasAttribute('aria-current'))));
  label.append(say.colour, select);
  styles.replaceWith(label);
  const choose = async () => {
    const [style, legend] = await Promise.all([fetchStyle(sheetOf(select.value)), fetchLegend(select.value)]);
    document.getElementById('legend')?.remove();
    if (legend) label.after(legend);
    options.wear(style);
    options.show(style, new Set());
    enliven(legend, style, options);
    label.dataset.shown = select.value;
  };
  select.addEventListener('change', () => { memory.set(select.selectedOptions[0].text); choose(); });
  const wish = memory.get();
  const wished = [...select.options].find((o) => o.text === wish);
  if (!wished || wished.selected) return null;
  wished.selected = true;
  return choose();
}

/* options: id of the collection, features() (null where they are tiles), items (their address), show. What is returned counts
 * other features instead. */
export async function useLegend(first, options) {
  let worn = first;
  enliven(document.getElementById('legend'), worn, options);
  const styles = document.querySelector('.styles');
  if (styles) await addChoice(styles, { ...options, wear: (style) => { worn = style; } }, memoryOf(options.id));
  return (features) => showCounts(entriesOf(document.getElementById('legend')), worn, features);
}
