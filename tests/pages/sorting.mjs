// The cases of sorting a table: in place where there are scripts, by another page where there are none.
import assert from 'node:assert/strict';

import { PHONE, barriers, drawn, follow, rowIds } from './browser.mjs';

const head = (page, name) => page.locator('thead th', { hasText: name });
const orderOf = (page, name) => head(page, name).getAttribute('aria-sort');
const said = (page) => page.textContent('.rows + [aria-live]');
/* A mark that a new page would not bear. */
const mark = (page) => page.evaluate(() => { document.body.dataset.same = 'yes'; });
const isSame = (page) => page.evaluate(() => document.body.dataset.same === 'yes');
const until = (page, first) => page.waitForFunction((id) => document.querySelector('.rows tbody th a')?.textContent === id, first);

export async function sorting({ test, base }) {
  const items = `${base}/collections/stations/items`;

  await test('without scripts columns sort by another page, both ways', async (open) => {
    const page = await open({ url: `${items}?limit=50`, scripts: false });
    await head(page, 'altitude').locator('a').click();
    assert.equal((await rowIds(page))[0], 'reunion');
    assert.equal(await orderOf(page, 'altitude'), 'ascending');
    await head(page, 'altitude').locator('a').click();
    assert.equal((await rowIds(page))[0], 'lorient');
    assert.equal(await orderOf(page, 'altitude'), 'descending');
    await page.goto(`${base}/collections/stations`);
    await head(page, 'altitude').locator('a').click();
    assert.match(page.url(), /\/items\?sortby=altitude/);
    assert.equal((await rowIds(page))[0], 'reunion');
  });

  await test('a column sorts in place: rows, paging, map, files, history and focus go along', async (open) => {
    const page = await open({ url: `${items}?limit=3` });
    await drawn(page);
    await mark(page);
    await head(page, 'altitude').locator('a').focus();
    await page.keyboard.press('Enter');
    await until(page, 'reunion');
    const rising = (await (await fetch(`${items}?limit=3&sortby=altitude&f=json`)).json()).features.map((f) => f.id);
    assert.deepEqual(await rowIds(page), rising);
    assert.equal(new URL(page.url()).search, '?limit=3&sortby=altitude');
    assert.equal(await orderOf(page, 'altitude'), 'ascending');
    assert.equal(await said(page), 'Sorted by altitude, ascending');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'altitude');
    await page.waitForFunction(() => document.querySelector('.map').map.getSource('items').serialize().data.features?.[0]?.id === 'reunion');
    await page.click('.rows tbody tr:first-child td');
    await page.waitForSelector('.popup >> text=reunion');
    for (const link of await page.$$eval('p > a[type], a[hreflang]', (all) => all.map((a) => a.href))) assert.match(link, /sortby=altitude/);
    await head(page, 'altitude').locator('a').click();
    await page.waitForURL(/sortby=-altitude/);
    await until(page, 'lorient');
    assert.equal(await said(page), 'Sorted by altitude, descending');
    await page.goBack();
    await until(page, 'reunion');
    assert.equal(await orderOf(page, 'altitude'), 'ascending');
    await page.goBack();
    await until(page, 'brest');
    assert.equal(new URL(page.url()).search, '?limit=3');
    await page.goForward();
    await until(page, 'reunion');
    assert.ok(await isSame(page), 'the page was loaded anew');
    assert.equal((await barriers(page)).join('\n'), '');
    await follow(page, '[rel=next]');
    assert.equal(await isSame(page), false);
    assert.equal(await orderOf(page, 'altitude'), 'ascending');
    assert.match(await page.textContent('.where'), /4–6/);
    assert.equal(rising.includes((await rowIds(page))[0]), false);
  });

  await test('the order of a collection\'s first rows is in the address', async (open) => {
    const page = await open({ url: `${base}/collections/many?lang=fr`, view: PHONE });
    const before = await rowIds(page);
    await mark(page);
    await head(page, 'half').locator('a').click();
    await page.waitForFunction(() => document.querySelector('thead th[aria-sort] a').textContent === 'half');
    await head(page, 'half').locator('a').click();
    await page.waitForURL(/#sortby=-half$/);
    assert.match(await said(page), /^Trié par half, ordre décroissant$/);
    const falling = (await (await fetch(`${base}/collections/many/items?limit=10&sortby=-half&f=json`)).json()).features.map((f) => String(f.id));
    assert.deepEqual(await rowIds(page), falling);
    assert.ok(await isSame(page));
    await page.reload();
    await until(page, falling[0]);
    assert.equal(await orderOf(page, 'half'), 'descending');
    await page.goBack();
    await page.goBack();
    await until(page, before[0]);
    assert.deepEqual(await rowIds(page), before);
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  });

  await test('where the server does not answer, the link of a column leads on', async (open) => {
    const page = await open({ url: `${items}?limit=3` });
    await mark(page);
    await page.route(/sortby=altitude/, (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()));
    page.removeAllListeners('console');
    await head(page, 'altitude').locator('a').click();
    await until(page, 'reunion');
    assert.equal(await isSame(page), false);
  });
}
