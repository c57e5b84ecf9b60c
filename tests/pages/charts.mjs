// The cases of charts, and of the table on a collection's page.
import assert from 'node:assert/strict';

import { PHONE, barriers, drawn, follow, rowIds } from './browser.mjs';

/* Where a feature of the map's is on the screen: the middle of its first ring or line, or itself. */
export const placeOf = (page, id) => page.$eval('.map', (m, wanted) => {
  const f = m.map.queryRenderedFeatures({ layers: m.worn }).find((x) => x.id === wanted);
  const flat = f.geometry.coordinates.flat(Infinity);
  const ring = f.geometry.type === 'Point' ? [flat] : [f.geometry.coordinates].flat(f.geometry.type === 'MultiPolygon' ? 2 : 1)[0];
  const sum = ring.reduce((n, c) => [n[0] + c[0], n[1] + c[1]], [0, 0]);
  const at = m.map.project(sum.map((v) => v / ring.length));
  const box = m.getBoundingClientRect();
  return [box.x + at.x, box.y + at.y];
}, id);
const chartBars = (page) => page.$$eval('#chart svg rect[fill]', (all) => all.map((r) => Math.round(r.getBBox().height)));

export async function charts({ test, servers, base, pictures }) {
  await test('a click on the map draws the values of the place over time', async (open) => {
    const page = await open({ url: `${servers.products}/collections/radiance` });
    assert.equal(await drawn(page), 2);
    assert.ok(await page.isVisible('#chart .hint'));
    await page.mouse.click(...await placeOf(page, 1));
    await page.waitForSelector('#chart[data-shown="44007"] svg');
    assert.match(await page.textContent('#chart desc'), /f: 2023: –; November 2023: 1; December 2023: 2; January 2024: 3/);
    assert.equal(await page.textContent('#chart figcaption strong'), 'Avessac (44007)');
    await page.mouse.click(...await placeOf(page, 0));
    await page.waitForSelector('#chart[data-shown="35236"]');
    assert.match(await page.textContent('#chart desc'), /f: 2023: –; November 2023: 12.5; December 2023: 3; January 2024: –/);
    assert.deepEqual(await page.$$eval('#chart figcaption a', (all) => all.map((a) => new URL(a.href).pathname)), ['/collections/radiance/series', '/territories/35236']);
    const csv = await (await fetch(await page.$eval('#chart figcaption a', (a) => a.href))).text();
    assert.match(csv, /^step,f,g\r\n/);
    assert.equal((await barriers(page)).join('\n'), '');
    await page.screenshot({ path: `${pictures}/chart-series.png` });
  });

  await test('a click on the map tells in which class a place is, and how much that is of all', async (open) => {
    const page = await open({ url: `${servers.products}/collections/zones`, lang: 'fr' });
    const n = await drawn(page);
    assert.ok(n > 3);
    const all = await page.$eval('#chart img', async (img) => { img.scrollIntoView(); await img.decode(); return img.naturalWidth; });
    assert.equal(all, 420);
    const id = await page.$eval('.map', (m) => m.map.queryRenderedFeatures({ layers: m.worn }).find((f) => f.properties.lcz === '6').id);
    await page.mouse.click(...await placeOf(page, id));
    await page.waitForSelector('#chart svg text[font-weight=bold]');
    await page.waitForSelector('#chart[data-shown="6"]'); // by the class, not by the id
    const share = await (await fetch(`${servers.products}/collections/zones/aggregate?class=lcz`)).json();
    const six = 100 * share.groups.find((g) => g.class === '6').share;
    const told = await page.textContent('#chart figcaption strong');
    assert.match(told, /^6 – Ensemble de maisons espacées\u00a0: /);
    assert.ok(Math.abs(Number(told.match(/: (\d+(,\d+)?)/)[1].replace(',', '.')) - six) < 0.1, `${told}, not ${six}`);
    const faint = await page.$$eval('#chart svg > rect[stroke]', (bars) => bars.map((b) => b.getAttribute('opacity')));
    assert.equal(faint.filter((o) => o === null).length, 1);
    assert.ok(faint.length > 1);
    await page.screenshot({ path: `${pictures}/chart-shares.png` });
  });

  await test('a row draws its place over time, be its map there yet or not', async (open) => {
    const page = await open({ url: `${servers.products}/collections/eclairage`, view: PHONE });
    await page.click('.rows.clickable tbody tr:nth-child(2) td'); // no script moves the row any more
    await page.waitForSelector('#chart[data-shown] svg');
    const key = await page.getAttribute('.rows tbody tr:nth-child(2)', 'data-key');
    assert.equal(await page.getAttribute('#chart', 'data-shown'), key);
    assert.ok(await page.$('.rows tbody tr:nth-child(2).chosen'));
    assert.ok((await chartBars(page)).some((h) => h > 100));
    const forms = await page.$$eval('section:has(> .rows) a[type]', (all) => all.map((a) => a.href));
    assert.ok(forms.length > 5);
    for (const form of forms) assert.equal((await fetch(form)).status, 200, form);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });

  if (servers.real) {
    await test('real: a row of a table without a map is found among the shares', async (open) => {
      const page = await open({ url: `${servers.real}/collections/pratiques`, lang: 'fr' });
      assert.equal(await page.$('.map'), null);
      assert.ok(await page.isVisible('#chart .hint'));
      await page.focus('.rows tbody tr:nth-child(3) a');
      await page.keyboard.press('Space');
      const code = await page.getAttribute('.rows tbody tr:nth-child(3)', 'data-key');
      await page.waitForSelector(`#chart[data-shown="${code}"] svg`);
      assert.ok((await page.textContent('#chart figcaption strong')).startsWith(`${code} – `));
      assert.ok(await page.$('.rows tbody tr:nth-child(3).chosen'));
      await page.screenshot({ path: `${pictures}/chart-table.png` });
    });
  }

  await test('the words of charts can be read on a phone', async (open) => {
    const page = await open({ url: `${servers.products}/territories/35236`, view: PHONE });
    const words = () => page.$$eval('svg.chart text', (all) => all.map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a));
    const small = (await words()).filter((size) => !(size >= 11));
    assert.ok((await words()).length > 10);
    assert.deepEqual(small, []);
    const shares = await page.$$eval('svg.chart', (all) => all.map((s) => s.getBoundingClientRect().width / innerWidth));
    assert.ok(Math.min(...shares) > 0.85, shares.join());
    const beyond = await page.$$eval('svg.chart text', (all) => all.filter((t) => {
      const [own, whole] = [t.getBoundingClientRect(), t.ownerSVGElement.getBoundingClientRect()];
      return own.left < whole.left - 1 || own.right > whole.right + 1;
    }).map((t) => t.textContent));
    assert.deepEqual(beyond, []);
    await page.goto(`${servers.products}/collections/radiance`);
    await page.locator('.rows tbody tr:nth-child(2) td').first().click();
    await page.waitForSelector('#chart[data-shown] svg');
    assert.deepEqual((await words()).filter((size) => !(size >= 11)), []);
    await page.screenshot({ path: `${pictures}/chart-phone.png`, fullPage: true });
  });

  await test('without scripts charts are pictures, and links lead to those of items', async (open) => {
    const page = await open({ url: `${servers.products}/collections/zones`, scripts: false });
    const pictured = async () => (await page.locator('figure img').elementHandle()).evaluate(async (img) => { img.scrollIntoView(); await img.decode(); return img.naturalHeight; });
    assert.ok(await pictured() > 40);
    await follow(page, '#chart p a');
    assert.ok(await page.$$eval('svg.chart > rect[stroke]', (bars) => bars.length) > 1);
    await page.goto(`${servers.products}/collections/radiance`);
    assert.equal(await page.isVisible('#chart .hint'), false);
    await follow(page, '.rows tbody tr:nth-child(2) a');
    assert.equal(await pictured(), 300);
    assert.match(await page.getAttribute('figure img', 'src'), /\/series\?.*key=44007/);
  });

  for (const scripts of [true, false]) {
    await test(`the table of a collection filters and can be taken away ${scripts ? 'with' : 'without'} scripts`, async (open) => {
      const page = await open({ url: `${base}/collections/stations`, scripts });
      if (scripts) await drawn(page);
      const first = ['brest', 'cherbourg', 'dunkerque', 'lorient', 'marseille', 'nulle-part', 'reunion', 'saint-malo'];
      assert.deepEqual(await rowIds(page), first);
      const forms = await page.$$eval('section:has(> .rows) a[type]', (all) => all.map((a) => a.href));
      assert.ok(forms.length > 5);
      // One of the stations lies nowhere, and FlatGeobuf cannot hold that.
      for (const form of forms) assert.equal((await fetch(form)).status, /f=fgb/.test(form) ? 400 : 200, form);
      await page.goto(`${base}/collections/stations?lang=fr`);
      await page.click('.filter > summary');
      await page.selectOption('#q-kind', 'tide');
      await follow(page, '.filter button[type=submit]');
      await page.waitForURL(/\/items\?.*kind=tide/);
      assert.deepEqual((await rowIds(page)).slice(0, 2), ['brest', 'cherbourg']);
      assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    });
  }

  await test('a collection whose table is long shows its beginning', async (open) => {
    const page = await open({ url: `${base}/collections/many` });
    await drawn(page);
    assert.equal((await rowIds(page)).length, 10);
  });

  await test('values that a style draws by ranges are a bar for each range', async (open) => {
    const page = await open({ url: `${base}/collections/many/aggregate?class=half&f=html` });
    const bars = await page.$$eval('svg.chart > rect[stroke]', (all) => all.map((r) => r.getAttribute('fill')));
    assert.equal(bars.length, 5);
    assert.equal(new Set(bars).size, 5);
    const told = await page.$$eval('svg.chart text:not(.name)', (all) => all.map((e) => parseFloat(e.textContent)));
    assert.ok(Math.abs(told.reduce((n, v) => n + v) - 100) < 0.5, told.join());
  });
}
