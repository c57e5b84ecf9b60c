// The cases of the landing page and of the page that searches the catalogue.
import assert from 'node:assert/strict';

import { PHONE, drawn, follow, rowIds, seen } from './browser.mjs';

const titles = (page) => page.$$eval('.card.record h3, .cards.records h3', (all) => all.map((e) => e.textContent.trim()));

/* What Tab reaches, until the predicate says so: the elements' ids, or their texts. */
async function tabTo(page, wanted, most = 40) {
  const reached = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim()));
    if (reached.at(-1) === wanted) return reached;
  }
  throw new Error(`${wanted} is not reached: ${reached.join(', ')}`);
}

export async function search({ test, servers, base }) {
  for (const [lang, words] of [['en', ['Data', 'Communes', 'Catalogue', 'Maps', 'API', 'Français']], ['fr', ['Données', 'Communes', 'Catalogue', 'Cartes', 'API', 'English']]]) {
    await test(`the landing page leads to communes and data first, by keyboard too, in ${lang}`, async (open) => {
      const page = await open({ url: `${servers.products}/`, lang });
      assert.deepEqual(await page.$$eval('header nav a, header .lang', (all) => all.map((a) => a.textContent)), words);
      const reached = await tabTo(page, 'words');
      assert.ok(reached.indexOf('place') > 0 && reached.indexOf('place') < reached.indexOf('words'));
      await page.keyboard.type('zones');
      await page.keyboard.press('Enter');
      await page.waitForURL(/catalogue\/items\?.*q=zones/);
      assert.ok((await titles(page)).includes('zones'));
      await follow(page, `header nav a:has-text("${words[1]}")`);
      assert.ok(await page.isVisible('#place'));
      await follow(page, `header nav a:has-text("${words[2]}")`);
      await drawn(page);
      assert.ok((await titles(page)).length > 3);
    });
  }

  await test('the language chosen stays on the way to a commune', async (open) => {
    const page = await open({ url: `${servers.products}/?lang=fr`, lang: 'en' });
    await page.fill('#place', 'redon');
    await page.press('#place', 'Enter');
    await page.waitForURL(/territories\?lang=fr&q=redon|territories\/35236\?lang=fr/);
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  });

  for (const [server, name, code] of [['gpkg', 'Jeu de données', 'dataset'], ['real', 'Table sans géométrie', 'nonGeographicDataset']].filter(([k]) => servers[k])) {
    await test(`${server}: the search page calls codes by their names, and narrows by them`, async (open) => {
      const page = await open({ url: `${servers[server]}/collections/catalogue/items`, lang: 'fr' });
      await drawn(page);
      const said = await page.$$eval('.facet a, .meta li', (all) => all.map((e) => e.textContent));
      assert.ok(!said.includes('dataset') && !said.includes('nonGeographicDataset'), 'a code is shown as it is');
      const narrow = page.locator('.facet li', { hasText: name });
      const n = Number(await narrow.locator('span').textContent());
      await narrow.locator('a').click();
      await page.waitForURL(new RegExp(`type=${code}`));
      assert.deepEqual(await page.$$eval('.chips a', (all) => all.map((a) => a.textContent)), [name]);
      assert.match(await page.textContent('.where'), new RegExp(`^${n} `));
      await follow(page, '.chips a');
      await page.waitForURL((url) => !/type=/.test(url));
      assert.equal(await page.isVisible('.chips'), false);
    });
  }

  await test('the search page takes the place that its map shows', async (open) => {
    const page = await open({ url: `${base}/collections/catalogue/items` });
    await drawn(page);
    const before = await titles(page);
    await page.click('.find summary');
    await page.$eval('.map', (m) => m.map.jumpTo({ center: [-170, -20], zoom: 5 }));
    await page.click('#take-box');
    await follow(page, '.find button[type=submit]');
    await page.waitForURL(/bbox=/);
    const after = await titles(page);
    assert.ok(after.length < before.length && !after.includes('Communes'), after.join());
    assert.ok(await page.isVisible('#q-bbox'));
  });

  await test('on a phone map and facets come before the records, folded away', async (open) => {
    const page = await open({ url: `${base}/collections/catalogue/items`, view: PHONE, lang: 'fr' });
    await drawn(page);
    const top = (selector) => page.$eval(selector, (e) => e.getBoundingClientRect().top + scrollY);
    assert.ok(await top('.map') < await top('.facets') && await top('.facets') < await top('.cards'));
    assert.equal(await page.isVisible('.facet'), false);
    await page.click('.facet-group summary');
    assert.ok(await page.isVisible('.facet'));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });

  await test('without scripts the facets are there', async (open) => {
    const page = await open({ url: `${base}/collections/catalogue/items?q=stations`, scripts: false });
    await page.click('.facet-group summary');
    assert.ok(await page.isVisible('.facet a'));
  });

  await test('the legend of a collection page filters its map and its table', async (open) => {
    const page = await open({ url: `${servers.products}/collections/zones` });
    await drawn(page);
    const [all, rows] = [await seen(page), await rowIds(page)];
    const two = page.locator('.legend li', { hasText: '2 – Compact mid-rise' });
    const n = Number(await two.locator('.n').textContent());
    assert.ok(n > 0 && n < rows.length);
    await two.locator('input').click();
    assert.equal((await rowIds(page)).length, rows.length - n);
    await page.waitForFunction((most) => new Set(document.querySelector('.map').map.queryRenderedFeatures({ layers: document.querySelector('.map').worn }).map((f) => f.id)).size < most, all.length);
    await page.waitForFunction(() => document.querySelector('.map').map.queryRenderedFeatures({ layers: document.querySelector('.map').worn }).every((f) => f.properties.lcz !== '2'));
  });
}
