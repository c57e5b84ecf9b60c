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

  await test('the tab of a page names it by what is most telling first', async (open) => {
    const titles = async (path) => (await (await open({ url: base + path, lang: 'fr', scripts: false })).title()).split(' – ');
    const [site, ...more] = await titles('/');
    assert.deepEqual(more, [], 'the landing page is named once');
    const collection = (await titles('/collections/stations'))[0];
    assert.deepEqual(await titles('/collections/stations/items'), ['Objets', collection, site]);
    assert.deepEqual(await titles('/collections/stations/items/brest'), ['brest', collection, site]);
    assert.deepEqual(await titles('/collections/catalogue/items?q=station'), ['station', 'Catalogue', site]);
    assert.deepEqual(await titles('/collections/catalogue/items?q='), ['Catalogue', site]);
    assert.deepEqual(await titles('/collections/catalogue/items/stations'), [collection, 'Catalogue', site]);
  });

  await test('the path to a record ends in its title', async (open) => {
    const page = await open({ url: `${base}/collections/catalogue/items/stations`, scripts: false });
    assert.equal(await page.textContent('.crumbs li:last-child'), await page.textContent('h1'));
  });

  await test('results of a search are counted and dated in words', async (open) => {
    const told = async (lang, q) => {
      const page = await open({ url: `${base}/collections/catalogue/items?q=${q}`, lang, scripts: false });
      return { count: await page.textContent('.where'), days: await page.$$eval('.records .meta li:last-child', (all) => all.map((e) => e.textContent)) };
    };
    assert.equal((await told('fr', 'zzzz')).count, '0 fiche');
    assert.equal((await told('en', 'zzzz')).count, '0 records');
    const { count, days } = await told('fr', 'station');
    assert.match(count, /^\d+ fiches?$/);
    assert.ok(days.length > 0 && days.every((day) => /^\d+(er)? \p{L}+ \d{4}$/u.test(day)), days.join());
  });

  await test('what the box of the search is for can be read beside a long name of the service, and its ring be seen', async (open) => {
    for (const lang of ['en', 'fr']) {
      const page = await open({ url: `${servers.products}/`, lang });
      await page.$eval('.brand', (a) => { a.lastChild.data = ' Observatoire du climat et du littoral'; });
      const [wanted, room] = await page.$eval('.search input', (input) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(input);
        const ink = document.createElement('canvas').getContext('2d');
        ink.font = font;
        return [ink.measureText(input.placeholder).width, input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)];
      });
      assert.ok(wanted > 0 && wanted <= room, `${lang}: ${wanted} of ${room}`);
      await page.focus('.search input');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Shift+Tab');
      assert.equal(await page.$eval('.search input', (e) => getComputedStyle(e).zIndex), '1');
    }
  });

  await test('without scripts no empty map stands in the way', async (open) => {
    for (const path of ['/collections/stations', '/collections/stations/items', '/collections/stations/items/brest']) {
      const page = await open({ url: base + path, scripts: false });
      assert.deepEqual((await boxes(page, '.map')).map((b) => b.height), [0], path);
      assert.match(await page.textContent('noscript'), /JavaScript/);
    }
  });

  await test('an error is a sentence, and what it quotes stays as it was written', async (open) => {
    const told = async (path, status, lang) => (await (await open({ url: base + path, status, lang, scripts: false })).textContent('.lead')).trim();
    assert.match(await told('/nowhere', 404, 'fr'), /^Il n'y a rien/);
    assert.match(await told('/nowhere', 404, 'en'), /^[A-Z]/);
    assert.match(await told('/collections/stations/items?limit=none', 400, 'fr'), /^'none' n'est pas/);
  });

  await test('an address without end does not make the page of a record wider than a phone', async (open) => {
    const page = await open({ url: `${base}/collections/catalogue/items/stations`, view: PHONE });
    await drawn(page);
    const long = `https://example.org/${'a'.repeat(120)}`;
    await page.$eval('h1', (e, text) => e.insertAdjacentHTML('afterend', `<p class="lead">${text}</p>`), long);
    await page.$eval('.plain li a', (e, text) => { e.textContent = text; }, long);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  });

  await test('who asks for a commune that is not there can look for another on the spot', async (open) => {
    const page = await open({ url: `${servers.products}/territories/99999`, status: 404, lang: 'fr', scripts: false });
    assert.match(await page.textContent('main'), /Cherchez la commune par son nom/);
    await page.fill('main input[name=q]', 'redon');
    await Promise.all([page.waitForURL(/\/territories\?/), page.click('main .place button')]);
    assert.match(await page.textContent('main'), /Redon/);
  });

  await test('lists, and a yes or no, are told in words where a place is pointed at too', async (open) => {
    const page = await open({ url: `${base}/collections/villes/items`, lang: 'fr' });
    await drawn(page);
    await page.locator('.rows.linked tbody tr').first().locator('td').first().click();
    await page.waitForSelector('.popup dd');
    const values = await page.$$eval('.popup dd', (all) => all.map((e) => e.textContent));
    assert.ok(values.includes('1, 2') && values.includes('oui'), values.join(' | '));
  });
}
