// The cases of hands: slider, legend and chart by keyboard alone and by touch; and what stays on paper.
import assert from 'node:assert/strict';

import { barriers, drawn, PHONE, rowIds, seen } from './browser.mjs';
import { placeOf } from './charts.mjs';

const counted = (page) => page.$$eval('.legend .n', (all) => all.reduce((n, e) => n + Number(e.textContent), 0));
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

async function colourBy(page, style) {
  const href = await page.$eval('.choose select', (e, wanted) => [...e.options].find((o) => o.text === wanted).value, style);
  await page.selectOption('.choose select', { label: style });
  await page.waitForSelector(`.choose[data-shown="${href}"]`);
}

export async function hands({ test, servers, base, pictures }) {
  await test('the legend and the table follow the slider', async (open) => {
    const page = await open({ url: `${base}/collections/stations` });
    await drawn(page);
    await colourBy(page, 'kind');
    assert.equal(await counted(page), 8);
    await page.focus('#step');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('.map[data-moment="1800-01-01/1809-12-31"]');
    assert.equal(await counted(page), 2); // one of them lies nowhere
    assert.equal(await page.getAttribute('#step', 'aria-valuetext'), '1800 – 1809');
    assert.equal(await focused(page), 'step');
    await page.click('.rows tbody tr:first-child td');
    await page.waitForSelector('.popup >> text=brest');
    await page.focus('#step');
    await page.keyboard.press('Home');
    await page.waitForSelector('.map[data-moment=""]');
    assert.equal(await page.$('.popup'), null);
    assert.equal(await counted(page), 8);
  });

  await test('by keyboard a class of the legend is hidden, on the map and in the table', async (open) => {
    const page = await open({ url: `${base}/collections/stations/items?limit=50` });
    await drawn(page);
    await colourBy(page, 'kind');
    const all = (await rowIds(page)).length;
    const before = (await seen(page)).length;
    await page.focus('.legend li:first-child input');
    const gone = Number(await page.textContent('.legend li:first-child .n'));
    await page.keyboard.press('Space');
    await page.waitForFunction((n) => { const m = document.querySelector('.map'); return m.map.queryRenderedFeatures({ layers: m.worn }).length < n; }, before);
    assert.equal((await rowIds(page)).length, all - gone);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.matches('.legend li:nth-child(2) input')), true);
  });

  await test('by keyboard a row is chosen from its link, and its chart drawn', async (open) => {
    const page = await open({ url: `${servers.products}/collections/radiance`, lang: 'fr' });
    await drawn(page);
    assert.match(await page.textContent('#chart .hint'), /la barre d'espace sur son lien/);
    const link = page.locator('.rows tbody tr:nth-child(2) a').first();
    const id = await link.textContent();
    await link.focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('#chart[data-shown="44007"] svg');
    assert.ok(await page.$('.rows tbody tr:nth-child(2).chosen'));
    assert.equal(await focused(page), id);
    assert.ok(await page.isVisible('.popup'));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/items/${id}`));
  });

  await test('by keyboard a row draws its chart, be its map there yet or not', async (open) => {
    const page = await open({ url: `${servers.products}/collections/eclairage` });
    await page.focus('.rows tbody tr:nth-child(2) a');
    await page.keyboard.press('Space');
    await page.waitForSelector('#chart[data-shown] svg');
    assert.equal(await page.getAttribute('#chart', 'data-shown'), await page.getAttribute('.rows tbody tr:nth-child(2)', 'data-key'));
  });

  await test('a row that lies nowhere is chosen, and what was chosen is not', async (open) => {
    const page = await open({ url: `${base}/collections/stations` });
    await drawn(page);
    await page.click('.rows tbody tr:has-text("brest") td');
    await page.waitForSelector('.popup');
    const nowhere = await page.evaluate(() => document.querySelector('.map').dataset.items);
    const { features } = await (await fetch(nowhere, { headers: { Accept: 'application/geo+json' } })).json();
    const { id } = features.find((f) => !f.geometry);
    await page.locator('.rows tbody tr', { has: page.locator(`th a:text-is("${id}")`) }).locator('td').first().click();
    await page.waitForSelector('.popup', { state: 'detached' });
    assert.deepEqual(await page.$$eval('.rows .chosen th a', (all) => all.map((a) => a.textContent)), [String(id)]);
  });

  await test('by touch a place on the map has its chart drawn', async (open) => {
    const page = await open({ url: `${servers.products}/collections/radiance`, view: PHONE, touch: true });
    await drawn(page);
    await page.$eval('.map', (m) => m.scrollIntoView({ block: 'center' }));
    await page.touchscreen.tap(...await placeOf(page, 1));
    await page.waitForSelector('#chart[data-shown="44007"] svg');
  });

  await test('by touch the legend and the slider answer', async (open) => {
    const page = await open({ url: `${base}/collections/stations`, view: PHONE, touch: true });
    await drawn(page);
    await colourBy(page, 'kind');
    const all = (await seen(page)).length;
    const box = await page.$eval('.legend li:first-child input', (e) => { e.scrollIntoView({ block: 'center' }); const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; });
    assert.ok(box.width >= 24 && box.height >= 24, 'the boxes of the legend are small for a finger');
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForFunction((n) => { const m = document.querySelector('.map'); return m.map.queryRenderedFeatures({ layers: m.worn }).length < n; }, all);
    const track = await page.$eval('#step', (e) => { e.scrollIntoView({ block: 'center' }); const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; });
    await page.touchscreen.tap(track.x + track.width - 4, track.y + track.height / 2);
    await page.waitForSelector('.map[data-moment]:not([data-moment=""])');
    assert.equal(await page.textContent('.steps-bar output'), await page.$eval('#step', (e) => e.getAttribute('aria-valuetext')));
    assert.equal((await barriers(page)).join('\n'), '');
    await page.screenshot({ path: `${pictures}/touched.png` });
  });

  await test('on paper a map of layers shows its map, what is ticked, and no boxes', async (open) => {
    const page = await open({ url: `${servers.products}/maps/heat` });
    await drawn(page);
    await page.uncheck('.layers li:nth-child(1) input');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.isVisible('.map canvas.printed'));
    assert.equal(await page.isVisible('.layers li:nth-child(1)'), false);
    assert.ok(await page.isVisible('.layers li:nth-child(2) h3'));
    assert.equal(await page.isVisible('.layers input'), false);
  });

  await test('on paper the page of the API lists its operations', async (open) => {
    const page = await open({ url: `${base}/api` });
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.isVisible('.operation summary'));
  });
}
