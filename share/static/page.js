// What every page gains by a script: suggestions as one types, copying an address, counts of large collections, where one is
// among the pages, and addresses without the inputs that were left empty.
import { count, say } from './words.js';

document.querySelectorAll('[data-suggestions]').forEach((input) => {
  let waiting;
  const suggest = async () => {
    const typed = input.value.trim();
    if (typed.length < 2) return;
    const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || input.value.trim() !== typed) return;
    const titles = new Set((await answer.json()).suggestions.map((s) => s.title));
    input.list.replaceChildren(...[...titles].map((title) => new Option(title, title)));
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
});

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
if (where) {
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
