// The cases of the pages of communes: how one is found, what each section holds, what paper shows.
import assert from 'node:assert/strict';

import { PHONE, barriers, follow, weigh } from './browser.mjs';

const MOST_BYTES = 100000;

/* Of each section: its title, and what of a whole one it lacks. */
const lacking = (page) => page.$$eval('section.product', (all) => all.map((s) => ({
  title: s.querySelector('h2').textContent,
  lacks: Object.entries({
    sentence: [...s.querySelectorAll(':scope > p:not([class])')].some((p) => p.textContent.trim().length > 10),
    map: s.querySelectorAll('svg.plan path').length > 0,
    chart: s.querySelectorAll('svg.chart rect, svg.chart path').length > 0,
    data: s.querySelectorAll('p.data a[type]').length >= 4,
    licence: /: \S/.test(s.querySelector('p.licence')?.textContent.replaceAll('\u00a0', ' ') ?? ''),
  }).filter(([, there]) => !there).map(([what]) => what),
})));

async function lookAtPlace(open, url, lang, sections) {
  const page = await open({ url, lang });
  const found = await lacking(page);
  assert.equal(found.length, sections, found.map((s) => s.title).join());
  assert.deepEqual(found.filter((s) => s.lacks.length), []);
  for (const href of await page.$$eval('p.data a', (all) => all.map((a) => a.href))) assert.equal((await fetch(href)).status, 200, href);
  assert.equal((await barriers(page)).join('\n'), '');
  assert.ok(!page.asked.some((u) => /maplibre/.test(u)), 'the library of maps is loaded');
  const bytes = await weigh(page);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  await page.setViewportSize(PHONE);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways on a phone');
}

export async function places({ test, servers, pictures }) {
  await test('a commune is found from the landing page, and its page shows maps, charts and sentences', async (open) => {
    const page = await open({ url: `${servers.products}/` });
    await page.fill('#place', 'REDON');
    await follow(page, () => page.press('#place', 'Enter'));
    await follow(page, 'main li a');
    assert.equal(await page.textContent('h1'), 'Redon');
    const zones = page.locator('section.product', { hasText: 'zones' });
    assert.match(await zones.locator('p').first().textContent(), /13.ha are mapped here; most of it, 62 %, is 6/);
    assert.deepEqual(await zones.locator('svg.chart > text').allTextContents(), ['2 – Compact mid-rise', '38.5\u00a0%', '6 – Open low-rise', '61.5\u00a0%']);
    assert.equal(await zones.locator('svg.plan path').count(), 5);   // ground, border, and the zones in the commune's box
    const bars = page.locator('section.product', { hasText: 'eclairage' }).locator('svg.chart rect');
    assert.deepEqual(await bars.evaluateAll((all) => all.map((r) => Math.round(r.getBBox().height))), [0, 142, 212]);
    assert.match(await page.locator('section.product', { hasText: 'eclairage' }).locator('svg.chart desc').textContent(), /2022: 4.5/);
  });

  await test('a page of a commune says the same without scripts', async (open) => {
    const page = await open({ url: `${servers.products}/territories/35236`, lang: 'fr', scripts: false });
    const said = await page.$$eval('section.product p', (all) => all.map((p) => p.textContent));
    assert.ok(said.some((s) => /13.ha sont cartographiés ici/.test(s)));
    assert.deepEqual((await lacking(page)).filter((s) => s.lacks.length), []);
  });

  for (const lang of ['en', 'fr']) {
    await test(`products: every section of a commune is whole in ${lang}`, (open) => lookAtPlace(open, `${servers.products}/territories/35236`, lang, 6));
  }
  for (const [code, sections] of servers.real ? [['35236', 3], ['74083', 2], ['06004', 2]] : []) {
    await test(`real: every section of ${code} is whole`, (open) => lookAtPlace(open, `${servers.real}/territories/${code}`, 'fr', sections));
  }

  await test('of areas without classes it is told how much of the commune they take', async (open) => {
    const page = await open({ url: `${servers.products}/territories/35236` });
    const section = page.locator('section.product', { hasText: 'quartiers' });
    assert.deepEqual(await section.locator('svg.chart > text').allTextContents(), ['quartiers', '100 %', 'Elsewhere in the commune', '0 %']);
  });

  for (const typed of ['redo', '3560']) {
    await test(`communes are suggested for ${typed}, and the one chosen is shown at once`, async (open) => {
      const page = await open({ url: `${servers.products}/`, lang: 'fr' });
      await page.locator('#place').pressSequentially(typed);
      await page.waitForFunction(() => [...document.querySelectorAll('#places option')].some((o) => o.value === 'Redon (Ille-et-Vilaine)'));
      await page.fill('#place', 'Redon (Ille-et-Vilaine)');
      await page.press('#place', 'Enter');
      await page.waitForURL(/\/territories\/35236$/);
      assert.equal(await page.textContent('h1'), 'Redon');
    });
  }

  await test('a commune on paper: a sheet for each section, and nothing to click', async (open) => {
    const page = await open({ url: `${servers.products}/territories/35236` });
    await page.emulateMedia({ media: 'print' });
    for (const gone of ['body > header', '.crumbs', '.others', 'p.data', '.copy button']) assert.equal(await page.isVisible(gone), false, gone);
    assert.ok(await page.isVisible('svg.plan') && await page.isVisible('svg.chart') && await page.isVisible('p.licence'));
    const pdf = await page.pdf({ path: `${pictures}/territory.pdf`, format: 'A4' });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
    assert.equal(sheets, await page.locator('section.product').count());
  });

  if (servers.real) {
    await test('real: a class is compared with the communes of the département', async (open) => {
      const filter = encodeURIComponent("code_insee LIKE '74%'");
      const all = await (await fetch(`${servers.real}/collections/pratiques/aggregate?class=pratique&filter=${filter}`)).json();
      const one = await (await fetch(`${servers.real}/collections/pratiques/items?code_insee=74083&f=json`)).json();
      const share = 100 * all.groups.find((g) => g.class === one.features[0].properties.pratique).share;
      const page = await open({ url: `${servers.real}/territories/74083`, lang: 'fr' });
      const section = page.locator('section.product', { hasText: 'Pratiques' });
      assert.match(await section.locator('p').nth(1).textContent(), new RegExp(`^Dans le département, ${Math.round(share)}.% des communes sont dans le même cas`));
      const own = await section.locator('svg.chart rect[fill="#0b6e99"]').evaluateAll((bars) => bars.map((b) => b.nextElementSibling.textContent));
      assert.equal(own.length, 1);
      assert.ok(Math.abs(parseFloat(own[0].replace(',', '.')) - share) < 0.1, `${own}, not ${share}`);
    });
  }
}
