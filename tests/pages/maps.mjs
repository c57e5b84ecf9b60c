// The cases of maps of several collections.
import assert from 'node:assert/strict';

import { drawn } from './browser.mjs';

/* Of each place in the list of layers, how many features are on the screen. */
const shown = (page) => page.$eval('.map', (m) => {
  const n = {};
  m.map.queryRenderedFeatures().forEach((f) => { const at = f.layer.id.split('.')[0]; n[at] = (n[at] ?? 0) + 1; });
  return n;
});

export async function maps({ test, servers, pictures }) {
  await test('a map draws its layers over each other, and hides what is not ticked', async (open) => {
    const page = await open({ url: `${servers.products}/maps/heat`, lang: 'fr' });
    assert.ok(await drawn(page) > 2);
    assert.deepEqual(Object.keys(await shown(page)), ['0', '1']);
    assert.deepEqual(await page.$$eval('.layers h3 a', (all) => all.map((a) => new URL(a.href).pathname)), ['/collections/zones', '/collections/communes']);
    await page.uncheck('.layers li:nth-child(1) input');
    await page.waitForFunction(() => !document.getElementById('map').map.queryRenderedFeatures().some((f) => f.layer.id.startsWith('0.')));
    assert.deepEqual(Object.keys(await shown(page)), ['1']);
    await page.check('.layers li:nth-child(1) input');
    await page.waitForFunction(() => document.getElementById('map').map.queryRenderedFeatures().some((f) => f.layer.id.startsWith('0.')));
    await page.screenshot({ path: `${pictures}/map-of-layers.png` });
  });

  await test('a click on a map tells what lies there, layer by layer', async (open) => {
    const page = await open({ url: `${servers.products}/maps/heat` });
    await drawn(page);
    const place = await page.$eval('.map', (m) => {
      const box = m.getBoundingClientRect();
      const all = [];
      for (let x = 5; x < box.width; x += 10) for (let y = 5; y < box.height; y += 10) all.push([x, y]);
      const [x, y] = all.find((p) => m.map.queryRenderedFeatures(p).some((f) => f.layer.id.startsWith('0.areas')));
      return [box.x + x, box.y + y];
    });
    await page.mouse.click(...place);
    await page.waitForSelector('.popup dl');
    assert.ok((await page.$$('.popup h3')).length >= 1);
    assert.ok((await page.textContent('.popup')).includes('lcz'));
  });

  await test('without a script a map is a list of its layers with their legends', async (open) => {
    const answer = await fetch(`${servers.products}/maps/heat`, { headers: { Accept: 'text/html' } });
    const body = await answer.text();
    assert.match(body, /<img src="[^"]*\/collections\/zones\/styles\/lcz\/legend\?f=svg/);
    assert.match(body, /href="https:\/\/carto\.example\.org\/\?config=heat\.xml"/);
    assert.match(body, /\/maps\/heat\?f=owc/);
    void open;
  });
}
