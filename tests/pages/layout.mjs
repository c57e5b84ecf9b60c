// The cases of what must be seen whole at each width, and said in the words of whoever looks.
import assert from 'node:assert/strict';

import { drawn, PHONE } from './browser.mjs';

const boxes = (page, which) => page.$$eval(which, (all) => all.map((e) => { const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; }));

export async function layout({ test, servers, base }) {
  await test('the head of a page is one row on a desk, and three on a phone', async (open) => {
    const page = await open({ url: `${servers.products}/`, lang: 'fr' });
    const middle = async () => (await boxes(page, '.brand, .search, .bar nav, .lang')).map((b) => Math.round(b.y + b.height / 2));
    assert.ok(Math.max(...await middle()) - Math.min(...await middle()) < 4, `${await middle()}`);
    await page.setViewportSize(PHONE);
    const [brand, search, nav, lang] = await middle();
    assert.ok(Math.abs(brand - lang) < 4 && brand < nav && nav < search);
    const [links] = await boxes(page, '.bar nav');
    assert.ok(links.height < 48, `the menu is ${links.height} high`);
  });

  await test('names of properties keep their words whole on a phone', async (open) => {
    for (const path of ['/collections/catalogue/items/stations', '/collections/stations/items/brest']) {
      const page = await open({ url: base + path, lang: 'fr', view: PHONE });
      await drawn(page);
      for (const { width } of await boxes(page, '.item tbody th')) assert.ok(width > 90, `${path}: ${width}`);
    }
  });

  await test('short values of a table stay on a line', async (open) => {
    const page = await open({ url: `${base}/collections/stations/items?limit=50`, view: PHONE });
    const heights = await page.$$eval('.rows tbody tr', (all) => all.filter((tr) => !tr.querySelector('.long')).map((tr) => tr.getBoundingClientRect().height));
    assert.ok(heights.length > 3 && Math.max(...heights) < 45, heights.join());
  });

  await test('numbers are written as people of the language do', async (open) => {
    const parts = async (lang) => {
      const page = await open({ url: `${base}/collections/many/items?limit=5`, lang, scripts: false });
      return page.$$eval('.rows .number', (all) => all.map((e) => e.textContent).filter((text) => /\d\D\d/.test(text)));
    };
    const english = await parts('en');
    assert.ok(english.length && english.every((text) => /^\d+\.\d+$/.test(text)), english.join());
    assert.deepEqual(await parts('fr'), english.map((text) => text.replace('.', ',')));
  });

  await test('the page of an item tells its own class alone', async (open) => {
    const page = await open({ url: `${servers.products}/collections/zones/items?limit=1` });
    await page.goto(await page.$eval('.rows tbody a', (a) => a.href));
    await drawn(page);
    assert.equal((await page.$$eval('.legend li', (all) => all.filter((li) => li.checkVisibility()).length)), 1);
  });

  await test('a map says where its data is from', async (open) => {
    for (const path of ['/collections/zones', '/maps/heat']) {
      const page = await open({ url: servers.products + path });
      await drawn(page);
      assert.equal((await page.textContent('.maplibregl-ctrl-attrib-inner')).trim(), '© Example & <co>');
    }
  });

  await test('an error says what can be done, and offers no other forms of itself', async (open) => {
    const told = async (path, status) => {
      const page = await open({ url: base + path, status, lang: 'fr' });
      assert.equal(await page.$('.others'), null);
      assert.equal(await page.$('link[rel=alternate][type]'), null);
      return { text: await page.textContent('main'), api: Boolean(await page.$('main a[href*="/api"]')) };
    };
    const missing = await told('/nowhere', 404);
    const wrong = await told('/collections/stations/items?limit=none', 400);
    assert.match(missing.text, /L'adresse est peut-être fausse/);
    assert.match(wrong.text, /corrigez-la dans l'adresse/);
    assert.deepEqual([missing.api, wrong.api], [false, true]);
  });
}
