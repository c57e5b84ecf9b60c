// The steps in time that the server lists become a slider: the first place is all of it.
import { say } from './words.js';

export function useSteps(turn) {
  const list = document.getElementById('steps');
  const links = [...list?.querySelectorAll('a[data-datetime]') ?? []];
  if (links.length < 2) return;
  const panel = document.createElement('div');
  panel.className = 'steps-bar';
  const label = Object.assign(document.createElement('label'), { htmlFor: 'step', textContent: say.moment });
  const slider = Object.assign(document.createElement('input'), { type: 'range', id: 'step', min: 0, max: links.length, value: 0, step: 1 });
  const now = Object.assign(document.createElement('output'), { htmlFor: 'step' });
  const items = Object.assign(document.createElement('a'), { className: 'button', textContent: say.itemsThen });
  panel.append(label, slider, now, items);
  const tell = () => {
    const link = links[slider.value - 1];
    now.textContent = link?.textContent ?? say.allTime;
    slider.setAttribute('aria-valuetext', now.textContent);
    items.hidden = !link;
    if (link) items.href = link.href;
    return link?.dataset.datetime ?? '';
  };
  slider.addEventListener('input', tell);
  slider.addEventListener('change', () => turn(tell()));
  tell();
  list.replaceWith(panel);
}
