// The heads of a table's columns are links to its rows in their order. Here the answer's rows come into the table at hand, so that
// the map, the place on the page and the focus stay. What else follows the order (next and previous page, files, the other
// language) is taken from the answer too. Where anything is not as expected the link leads on as it would have.
import { say } from './words.js';

const table = document.querySelector('.rows');
const heads = () => [...table.querySelectorAll('thead th')];
const isFirst = 'first' in table.dataset; // the beginning of a table, on the page of its collection
const said = Object.assign(document.createElement('p'), { className: 'unseen' });
said.setAttribute('aria-live', 'polite');
table.after(said);

async function fetchPage(href) {
  const answer = await fetch(href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error(`rows: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (page.querySelectorAll('.rows thead th').length !== heads().length) throw new Error('rows: another table');
  return page;
}

function takeHeads(page) {
  const theirs = [...page.querySelectorAll('.rows thead th')];
  heads().forEach((th, i) => {
    const order = theirs[i].getAttribute('aria-sort');
    if (order) th.setAttribute('aria-sort', order);
    else th.removeAttribute('aria-sort');
    const [mine, other] = [th.querySelector('a'), theirs[i].querySelector('a')];
    if (mine && other) mine.href = other.getAttribute('href');
  });
}

function takeRows(page) {
  table.querySelector('tbody').replaceWith(document.adoptNode(page.querySelector('.rows tbody')));
  table.scrollTop = 0;
}

// Links that are as many on both pages, by their places.
const FOLLOWING = ['a[hreflang]', 'link[rel=alternate]', 'p > a[type]', '.chips a'];

function takeLinks(page) {
  FOLLOWING.forEach((which) => {
    const theirs = page.querySelectorAll(which);
    document.querySelectorAll(which).forEach((a, i) => { if (theirs[i]) a.href = theirs[i].getAttribute('href'); });
  });
  const [form, other] = [document, page].map((d) => d.querySelector('.filter form'));
  form?.querySelectorAll(':scope > input[type=hidden]').forEach((i) => i.remove());
  form?.prepend(...other?.querySelectorAll(':scope > input[type=hidden]') ?? []);
}

function takePaging(page) {
  ['.pages .go', '.pages [data-range]'].forEach((which) => document.querySelector(which)?.replaceChildren(...page.querySelector(which)?.childNodes ?? []));
}

function announce() {
  const th = table.querySelector('thead th[aria-sort]');
  said.textContent = th ? `${say.sorted} ${th.textContent.trim()}, ${say[th.getAttribute('aria-sort')]}` : say.unsorted;
}

let turn = 0; // of the orders asked for, the last
async function take(href, leave) {
  const mine = ++turn;
  table.setAttribute('aria-busy', 'true');
  try {
    const page = await fetchPage(href);
    if (mine !== turn) return;
    leave?.();
    takeHeads(page);
    takeRows(page);
    if (!isFirst) {
      takeLinks(page);
      takePaging(page);
    }
    announce();
    const items = isFirst ? undefined : page.querySelector('.map')?.dataset.items;
    document.dispatchEvent(new CustomEvent('vigie:rows', { detail: { items } }));
    table.removeAttribute('aria-busy');
  } catch {
    if (mine === turn) location.assign(href);
  }
}

/* --- on the page of a collection: the order is in the fragment, which is ours alone ------------ */

const orderOf = (href) => new URL(href).searchParams.get('sortby');
const inFragment = () => new URLSearchParams(location.hash.slice(1)).get('sortby');

// As many rows as there are, in that order; null: in theirs.
function firstRows(order) {
  const url = new URL(table.querySelector('thead th a').href);
  if (order) url.searchParams.set('sortby', order);
  else url.searchParams.delete('sortby');
  url.searchParams.set('limit', table.dataset.first);
  return url.href;
}

/* --- what leads to another order ---------------------------------------------------------------- */

table.addEventListener('click', (e) => {
  const a = e.target.closest('thead th a');
  if (!a || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  const order = orderOf(a.href);
  if (isFirst) take(firstRows(order), () => history.pushState(null, '', `#${new URLSearchParams({ sortby: order })}`));
  else take(a.href, () => history.pushState(null, '', a.href));
});

const here = () => location.pathname + location.search;
let shown = isFirst ? null : here();
document.addEventListener('vigie:rows', () => { shown = isFirst ? inFragment() : here(); });
addEventListener('popstate', () => {
  const wanted = isFirst ? inFragment() : here();
  if (wanted !== shown && (!isFirst || !location.hash || wanted)) take(isFirst ? firstRows(wanted) : location.href);
});
if (isFirst && inFragment() && table.querySelector('thead th a')) take(firstRows(inFragment()));
