// What every page gains by a script: suggestions as one types, copying an address, counts of large collections, where one is
// among the pages, and addresses without the inputs that were left empty.
import { count, say } from './words.js';

// What the server suggests: titles of records, or communes, which have a page of their own each.
const suggestionsOf = (body) => body.suggestions?.map((s) => ({ value: s.title }))
  ?? body.territories.map((t) => ({ value: `${t.name} (${t.departement ?? t.code})`, label: t.postcodes?.slice(0, 3).join(', '), href: t.href }));

document.querySelectorAll('[data-suggestions]').forEach((input) => {
  let waiting;
  let known = new Map();
  const suggest = async () => {
    const typed = input.value.trim();
    if (typed.length < 2 || known.has(typed)) return;
    const url = new URL(input.dataset.suggestions);
    url.searchParams.set('q', typed);
    const answer = await fetch(url, { headers: { Accept: 'application/json' } });
    if (!answer.ok || input.value.trim() !== typed) return;
    known = new Map(suggestionsOf(await answer.json()).map((s) => [s.value, s]));
    input.list.replaceChildren(...[...known.values()].map((s) => new Option(s.label ?? s.value, s.value)));
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
  // What was chosen from the list leads to its own page.
  input.form.addEventListener('submit', (e) => {
    const href = known.get(input.value.trim())?.href;
    if (!href) return;
    e.preventDefault();
    location.assign(href);
  });
});

// What is folded away on a phone is open where there is room.
if (matchMedia('(min-width: 62rem)').matches) document.querySelectorAll('details[data-wide]').forEach((d) => { d.open = true; });

document.querySelectorAll('[data-copy]').forEach((button) => {
  const label = button.textContent;
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = say.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
});

document.querySelectorAll('form[data-tidy]').forEach((form) => {
  form.addEventListener('formdata', ({ formData }) => {
    [...formData].forEach(([name, value]) => { if (value === '') formData.delete(name); });
  });
});

document.querySelectorAll('[data-count]').forEach(async (place) => {
  const answer = await fetch(place.dataset.count, { headers: { Accept: 'application/geo+json' } });
  if (!answer.ok) return;
  const text = count((await answer.json()).numberMatched);
  const inner = place.querySelector('span');
  if (inner) inner.textContent = text;
  else place.textContent = `${text} ${say.features}`;
  place.hidden = false;
});

// Pages hold their place by key, so that the server does not know how many rows came before: the
// number travels in the links' fragment.
const where = document.querySelector('.where[data-returned]');
function tellPlace() {
  const returned = Number(where.dataset.returned);
  const from = Number(/^#from=([1-9]\d*)$/.exec(location.hash)?.[1] ?? 0);
  const range = where.querySelector('[data-range]');
  const first = from || (document.querySelector('[rel=prev]') ? 0 : 1);
  if (from) range.textContent = `${count(from)}–${count(from + returned - 1)}`;
  document.querySelectorAll('.pages [rel=next]').forEach((a) => {
    if (first) a.hash = `from=${first + returned}`;
  });
  document.querySelectorAll('.pages [rel=prev]').forEach((a) => {
    const limit = Number(new URLSearchParams(location.search).get('limit')) || returned;
    if (first > 1) a.hash = `from=${Math.max(1, first - limit)}`;
  });
}
if (where) {
  tellPlace();
  document.addEventListener('vigie:rows', tellPlace);
}
