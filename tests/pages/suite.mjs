// The cases. tests/pages/run starts the servers: suite.mjs FOLDER-OF-PICTURES gpkg=URL postgis=URL real=URL [WORD...]
import assert from 'node:assert/strict';

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

import { PHONE, barriers, drawn, end, follow, rowIds, seen, test as always, weigh } from './browser.mjs';
import { charts } from './charts.mjs';
import { hands } from './hands.mjs';
import { layout } from './layout.mjs';
import { maps } from './maps.mjs';
import { places } from './places.mjs';
import { search } from './search.mjs';
import { sorting } from './sorting.mjs';

const [pictures, ...rest] = process.argv.slice(2);
const servers = Object.fromEntries(rest.filter((a) => a.includes('=')).map((a) => a.split(/=(.*)/s).slice(0, 2)));
const words = rest.filter((a) => !a.includes('='));
const test = (name, run) => ((!words.length || words.some((w) => name.includes(w))) ? always(name, run) : null);
const base = servers.gpkg;

const texts = {
  en: { skip: 'Skip to the content', data: 'Data', other: 'Français' },
  fr: { skip: 'Aller au contenu', data: 'Données', other: 'English' },
};

/* --- every page ---------------------------------------------------------------------------- */

const fixture = [
  ['landing', '/'],
  ['collections', '/collections'],
  ['collection', '/collections/stations', 'map'],
  ['collection-areas', '/collections/communes', 'map'],
  ['collection-empty', '/collections/empty', 'map'],
  ['collection-awkward', `/collections/${encodeURIComponent('Été "à l\'île"')}`, 'map'],
  ['schema', '/collections/stations/schema'],
  ['styles', '/collections/stations/styles'],
  ['all-styles', '/styles'],
  ['style', '/collections/stations/styles/kind?f=html', 'map'],
  ['items', '/collections/stations/items', 'map'],
  ['items-filtered', '/collections/stations/items?kind=tide&bbox=-10,40,10,55', 'map'],
  ['items-none', '/collections/stations/items?name=nobody'],
  ['items-awkward', `/collections/${encodeURIComponent('Été "à l\'île"')}/items`, 'map'],
  ['item', '/collections/stations/items/brest', 'map'],
  ['item-nowhere', '/collections/stations/items/nulle-part'],
  ['records', '/collections/catalogue/items'],
  ['record', '/collections/catalogue/items/stations', 'map'],
  ['conformance', '/conformance'],
  ['api', '/api'],
  ['not-found', '/nowhere', '', 404],
  ['bad-request', '/collections/stations/items?limit=none', '', 400],
];

const real = [
  ['landing', '/'],
  ['lcz', '/collections/lcz', 'map'],
  ['lcz-style', '/collections/lcz/styles/lcz?f=html', 'map'],
  ['styles', '/styles'],
  ['lcz-items', '/collections/lcz/items?limit=100', 'map'],
  ['lcz-item', '/collections/lcz/items/12', 'map'],
  ['erosion-items', '/collections/erosion/items?limit=100', 'map'],
  ['recul', '/collections/recul', 'map'],
  ['nuit-items', '/collections/nuit/items?limit=50'],
  ['territory-lcz', '/territories/35236'],
  ['territory-night', '/territories/74083'],
  ['territory-coast', '/territories/06004'],
];

const products = [
  ['aggregate', '/collections/zones/aggregate'],
  ['territories', '/territories?q=redon'],
  ['territory', '/territories/35236'],
  ['maps', '/maps'],
  ['map', '/maps/heat', true],
];

async function lookAt(url, name, map, status, lang, open) {
  const page = await open({ url, lang, status });
  if (map) await drawn(page);
  else await page.waitForLoadState();
  assert.equal(await page.getAttribute('html', 'lang'), lang);
  assert.equal(await page.textContent('.skip'), texts[lang].skip);
  assert.equal(await page.textContent('header nav a'), texts[lang].data);
  assert.ok((await page.textContent('h1')).trim());
  assert.deepEqual(await page.$$eval('body > header, body > .wide > main, #content h1, body > footer', (all) => all.map((e) => e.localName)), ['header', 'main', 'h1', 'footer']);
  assert.equal((await barriers(page)).join('\n'), '');
  const picture = async (width) => {
    if (lang === 'en' || name.startsWith('real')) await page.screenshot({ path: `${pictures}/${name}-${lang}-${width}.png`, fullPage: true });
  };
  await picture(1280);
  await page.setViewportSize(PHONE);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways on a phone');
  await picture(390);
}

for (const [name, path, map, status] of fixture) {
  for (const lang of ['en', 'fr']) {
    await test(`fixture ${name} in ${lang}`, (open) => lookAt(base + path, `fixture-${name}`, map, status ?? 200, lang, open));
  }
}
for (const [name, path, map, status] of products) {
  for (const lang of ['en', 'fr']) {
    await test(`products ${name} in ${lang}`, (open) => lookAt(servers.products + path, `products-${name}`, map, status ?? 200, lang, open));
  }
}
for (const [name, path, map] of servers.real ? real : []) {
  await test(`real ${name} in fr`, (open) => lookAt(servers.real + path, `real-${name}`, map, 200, 'fr', open));
}

for (const path of ['/', '/collections/stations', '/collections/stations/items?kind=tide', '/collections/stations/items/brest']) {
  await test(`dark ${path} can be read`, async (open) => {
    const page = await open({ url: base + path, dark: true });
    if (path !== '/') {
      await drawn(page);
      assert.ok((await seen(page)).length);
    }
    assert.equal((await barriers(page)).join('\n'), '');
    await page.screenshot({ path: `${pictures}/dark${path.replace(/\W+/g, '-')}.png` });
  });
}

await search({ test, servers, base });
await places({ test, servers, pictures });
await sorting({ test, base });
await layout({ test, servers, base });
await hands({ test, servers, base, pictures });
await charts({ test, servers, base, pictures });
await maps({ test, servers, pictures });

/* --- the map ------------------------------------------------------------------------------- */

const chosen = (page) => page.$eval('.choose select', (e) => e.selectedOptions[0].textContent);
const entries = (page) => page.$$eval('.legend li', (all) => all.map((e) => e.textContent.trim().replace(/\s+/g, ' ')));

async function colourBy(page, style) {
  const href = await page.$eval('.choose select', (e, wanted) => [...e.options].find((o) => o.text === wanted).value, style);
  await page.selectOption('.choose select', { label: style });
  await page.waitForSelector(`.choose[data-shown="${href}"]`);
}

/* The colour in the middle of a feature, as #rrggbb: [what is wanted by the style, what is seen]. */
function pixelOf(page, where) {
  return page.$eval('.map', async (m, [field, value]) => {
    const map = m.map;
    const f = map.queryRenderedFeatures({ layers: m.worn.filter((id) => !id.startsWith('edges')) }).find((x) => x.properties[field] === value);
    const canvas = map.getCanvas();
    const [lng, lat] = [f.geometry.coordinates].flat(9).reduce((s, v, i) => { s[i % 2].push(v); return s; }, [[], []]).map((v) => v.reduce((a, b) => a + b) / v.length);
    map.jumpTo({ center: [lng, lat], zoom: 16 });
    map.triggerRepaint();
    await map.once('idle');
    const at = map.queryRenderedFeatures(map.project([lng, lat]), { layers: m.worn.filter((id) => !id.startsWith('edges')) })[0];
    const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
    const c = copy.getContext('2d');
    c.drawImage(canvas, 0, 0);
    const p = map.project([lng, lat]);
    const scale = canvas.width / canvas.clientWidth;
    return { seen: [...c.getImageData(p.x * scale, p.y * scale, 1, 1).data].slice(0, 3), value: at?.properties[field], colour: at?.layer.paint['fill-color'] ?? at?.layer.paint['line-color'], opacity: at?.layer.paint['fill-opacity'] ?? 1 };
  }, where);
}

const upTo = (n) => [...Array(n).keys()];

for (const kind of ['gpkg', 'postgis'].filter((k) => servers[k])) {
  await test(`${kind}: the map shows the rows of each page`, async (open) => {
    const page = await open({ url: `${servers[kind]}/collections/stations/items?limit=3` });
    const pages = [];
    for (;;) {
      assert.equal(await drawn(page), (await rowIds(page)).length);
      pages.push({ rows: await rowIds(page), names: await page.$eval('.map', (m) => [...new Set(m.map.queryRenderedFeatures({ layers: m.worn }).map((f) => f.properties.id))].sort()) });
      if (!await page.$('[rel=next]')) break;
      await follow(page, '[rel=next]');
    }
    const all = ['brest', 'cherbourg', 'dunkerque', 'lorient', 'marseille', 'nulle-part', 'reunion', 'saint-malo'];
    assert.deepEqual(pages.map((p) => p.rows), [all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
    assert.deepEqual(pages.map((p) => p.names), [all.slice(0, 3), ['lorient', 'marseille'], all.slice(6)]);
  });
  await test(`${kind}: the map of a collection and of an item`, async (open) => {
    const page = await open({ url: `${servers[kind]}/collections/communes` });
    assert.equal(await drawn(page), 9);
    assert.deepEqual(await seen(page), upTo(9));
    await page.goto(`${servers[kind]}/collections/communes/items/4`);
    assert.equal(await drawn(page), 1);
    assert.deepEqual(await seen(page), [0]);
  });
}

await test('a large collection is drawn from its tiles, and each feature leads to its page', async (open) => {
  const page = await open({ url: `${base}/collections/many` });
  await drawn(page);
  assert.ok(page.asked.some((u) => /\/collections\/many\/tiles\//.test(u)));
  assert.ok((await seen(page)).length > 1000);
  const { id, x, y } = await page.$eval('.map', (m) => {
    m.map.jumpTo({ center: [-1, 45], zoom: 9 });
    return m.map.once('idle').then(() => {
      const f = m.map.queryRenderedFeatures({ layers: m.worn })[0];
      const box = m.getBoundingClientRect();
      const p = m.map.project(f.geometry.coordinates);
      return { id: f.id, x: box.x + p.x, y: box.y + p.y };
    });
  });
  await page.mouse.click(x, y);
  assert.equal(await page.getAttribute('.popup a', 'href'), `${base}/collections/many/items/${id}`);
  await colourBy(page, 'parity');
  assert.deepEqual(await entries(page), ['even', 'odd', 'other values']);
  await page.click('.legend li:first-child input');
  await page.waitForFunction(() => document.querySelector('.map').map.queryRenderedFeatures({ layers: document.querySelector('.map').worn }).every((f) => f.properties.parity === 'odd'));
});

await test('a map of every kind of geometry, the empty ones too', async (open) => {
  const page = await open({ url: `${base}/collections/geometries/items?limit=50` });
  assert.equal(await drawn(page), 13);
  assert.deepEqual(await seen(page), [1, 5, 6, 7, 8, 9, 10, 11, 12]);
});

await test('a map over the antimeridian is no wider than its features', async (open) => {
  const page = await open({ url: `${base}/collections/pacific/items?bbox=160,-25,-170,-5` });
  await drawn(page);
  const [west, east] = await page.$eval('.map', (m) => { const b = m.map.getBounds(); return [b.getWest(), b.getEast()]; });
  assert.ok(east - west < 60, `${west} to ${east}`);
  assert.deepEqual(await seen(page), upTo(6));
});

await test('rows and features find each other', async (open) => {
  const page = await open({ url: `${base}/collections/communes/items` });
  await drawn(page);
  const state = (i) => page.$eval('.map', (m, id) => m.map.getFeatureState({ source: 'items', id }), i);
  await page.hover('.rows tbody tr:nth-child(3)');
  await page.waitForFunction(() => document.querySelector('.map').map.getFeatureState({ source: 'items', id: 2 }).near);
  await page.click('.rows tbody tr:nth-child(5) td');
  assert.equal((await state(4)).chosen, true);
  assert.equal(await page.textContent('.popup a'), '5');
  assert.equal(await page.getAttribute('.popup a', 'href'), `${base}/collections/communes/items/5`);
  assert.ok(await page.$('.rows tbody tr:nth-child(5).chosen'));
  await page.click('.maplibregl-popup-close-button');
  assert.equal(Boolean((await state(4)).chosen), false);

  const at = await page.$eval('.map', (m) => {
    const f = m.map.queryRenderedFeatures({ layers: m.worn }).find((x) => x.id === 1);
    const ring = f.geometry.type === 'Polygon' ? f.geometry.coordinates[0] : f.geometry.coordinates[0][0];
    const [x, y] = ring.slice(0, -1).reduce((s, c) => [s[0] + c[0], s[1] + c[1]], [0, 0]).map((v) => v / (ring.length - 1));
    const p = m.map.project([x, y]);
    const box = m.getBoundingClientRect();
    return [box.x + p.x, box.y + p.y];
  });
  await page.mouse.click(...at);
  await page.waitForSelector('.rows tbody tr:nth-child(2).chosen');
  assert.equal(await page.textContent('.popup a'), '2');
});

await test('on a phone a row shows its feature on the map', async (open) => {
  const page = await open({ url: `${base}/collections/communes/items`, view: PHONE });
  await drawn(page);
  await page.click('.rows tbody tr:nth-child(9) td');
  await page.waitForSelector('.popup a');
  const inView = await page.$eval('.map', (m) => { const b = m.getBoundingClientRect(); return b.bottom > 100 && b.top < innerHeight - 100; });
  assert.ok(inView);
});

await test('colours by a field, with a legend that filters map and table', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items` });
  await drawn(page);
  await colourBy(page, 'kind');
  assert.deepEqual(await entries(page), ['tide5', 'air2', "l'eau0", 'no value1']);
  await page.click('.legend li:nth-child(1) input');
  assert.deepEqual(await rowIds(page), ['lorient', 'nulle-part', 'saint-malo']);
  await page.waitForFunction(() => new Set(document.querySelector('.map').map.queryRenderedFeatures({ layers: document.querySelector('.map').worn }).map((f) => f.id)).size === 2);
  assert.deepEqual(await seen(page), [3, 7]);
  // The choice holds on the next page.
  await page.goto(`${base}/collections/stations/items?limit=7`);
  await drawn(page);
  assert.equal(await chosen(page), 'kind');
  // What is shown can be asked for.
  await page.click('.legend li:nth-child(1) input');
  await page.click('.legend li:nth-child(4) input');
  await follow(page, '.legend p a');
  await drawn(page);
  assert.deepEqual(await rowIds(page), ['lorient', 'saint-malo']);
});

await test('without scripts each class of the legend leads to its items', async (open) => {
  const page = await open({ url: `${base}/collections/stations/styles/kind?f=html`, scripts: false });
  assert.deepEqual(await entries(page), ['tide', 'air', "l'eau", 'no value']);
  await follow(page, '.legend li:nth-child(4) a');
  assert.deepEqual(await rowIds(page), ['nulle-part']);
});

await test('the style of every collection is a valid MapLibre style', async () => {
  const list = await (await fetch(`${base}/styles`)).json();
  assert.ok(list.styles.length > 10);
  for (const { links } of list.styles) {
    const { href } = links.find((l) => l.rel === 'stylesheet' && /mapbox/.test(l.type));
    const style = await (await fetch(href.replace(/^https?:\/\/[^/]*/, base))).json();
    assert.deepEqual(validateStyleMin(style).map((e) => e.message), [], href);
  }
});

await test('numbers are coloured by classes', async (open) => {
  const page = await open({ url: `${base}/collections/many/items?limit=50` });
  assert.equal(await drawn(page), 50);
  await colourBy(page, 'half');
  assert.equal((await entries(page)).length, 5);
  assert.deepEqual(await seen(page), upTo(50));
});

if (servers.real) {
  await test('real: local climate zones are drawn in the colours of their classes', async (open) => {
    const page = await open({ url: `${servers.real}/collections/lcz`, lang: 'fr' });
    assert.equal(await drawn(page), 522);
    assert.equal(await chosen(page), 'lcz');
    const names = (await entries(page)).slice(6).map((e) => e.replace(/\s*\d+$/, ''));
    assert.deepEqual(names, ['A – Espace densément arboré', 'B – Espace arboré clairsemé', 'D – Végétation basse', 'E – Sol imperméable', 'G – Eau']);
    assert.ok((await seen(page)).length > 400);
    const { seen: rgb, colour, opacity } = await pixelOf(page, ['lcz', 'D']);
    assert.ok(Math.abs(colour.g - 0xdb / 255) < 0.01, `the class has ${JSON.stringify(colour)}`);
    const ground = await page.$eval('.map', (m) => m.map.getPaintProperty('ground', 'background-color'));
    const mixed = ['r', 'g', 'b'].map((k, i) => Math.round(255 * colour[k] * 1) * opacity + (1 - opacity) * parseInt(ground.slice(1 + 2 * i, 3 + 2 * i), 16));
    mixed.forEach((v, i) => assert.ok(Math.abs(v - rgb[i]) < 12, `${rgb} is seen, ${mixed} expected`));
  });
  await test('real: a first diagnosis of heat adds the classes up', async (open) => {
    const page = await open({ url: `${servers.real}/territories/35236`, lang: 'fr' });
    const told = await (await fetch(`${servers.real}/territories/35236?f=json`)).json();
    const zones = told.products.find((p) => p.collection === 'sensibilite');
    const sum = (of) => zones.classes.filter((c) => of.includes(c.title.split(' ')[0])).reduce((n, c) => n + c.share, 0);
    const groups = Object.fromEntries(zones.groups.map((g) => [g.group, g.share]));
    const percent = (share) => Math.round(share * 100);
    assert.ok(Math.abs(groups.cool - sum(['A', 'G'])) < 1e-5 && Math.abs(groups.medium - sum(['4', '5', '6', 'F'])) < 1e-5);
    assert.ok(Math.abs(Object.values(groups).reduce((n, share) => n + share) - 1) < 1e-5);
    const section = page.locator('section.product', { hasText: 'Sensibilité à la chaleur forte' });
    assert.match(await section.locator('p').nth(1).textContent(), new RegExp(`${percent(groups.strong)}.% de cette surface est très sensible à la chaleur, ${percent(groups.cool)}.% est une zone de fraîcheur`));
    assert.equal(await section.locator('dl.facts dt').count(), 4);
  });

  await test('real: night lighting is told by its kind', async (open) => {
    const page = await open({ url: `${servers.real}/territories/74083`, lang: 'fr' });
    assert.ok((await page.textContent('main')).includes("la pratique d'éclairage détectée est « Extinction » depuis décembre 2022."));
  });

  await test('real: rates around zero', async (open) => {
    const page = await open({ url: `${servers.real}/collections/erosion/items?limit=500`, lang: 'fr' });
    assert.equal(await drawn(page), 500);
    await colourBy(page, 'taux');
    const names = await entries(page);
    assert.ok(names.some((n) => /^0 à 0,051/.test(n)) && names.some((n) => /^sans valeur/.test(n)), names.join('; '));
    const strokes = await page.$$eval('.legend .sign path', (all) => all.map((e) => e.getAttribute('stroke')));
    assert.equal(new Set(strokes).size, 7);
  });
}

await test('steps in time are a slider of the map, and links without scripts', async (open) => {
  const page = await open({ url: `${base}/collections/stations` });
  assert.equal(await drawn(page), 8);
  assert.equal(await page.textContent('.steps-bar output'), 'all');
  await page.focus('#step');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('.map[data-moment="1800-01-01/1809-12-31"]');
  assert.equal(await page.textContent('.steps-bar output'), '1800 – 1809');
  assert.equal(await drawn(page), 2); // one of them was opened nobody knows when, nor where
  assert.equal((await seen(page)).length, 1);
  assert.match(await page.getAttribute('.steps-bar a', 'href'), /datetime=1800-01-01%2F1809-12-31/);
  await page.keyboard.press('ArrowLeft');
  await page.waitForSelector('.map[data-moment=""]');
  assert.equal(await drawn(page), 8);
  const bare = await open({ url: `${base}/collections/stations`, scripts: false });
  await bare.click('#steps summary');
  await follow(bare, '#steps li:first-child a');
  assert.deepEqual(await rowIds(bare), ['brest', 'nulle-part']);
});

await test('what the map shows can be asked for', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items` });
  await drawn(page);
  await page.click('.filter > summary');
  await page.click('.filter details:has(#q-bbox) > summary');
  await page.$eval('.map', (m) => m.map.jumpTo({ center: [-3, 48.2], zoom: 6 }));
  await page.click('#take-box');
  await follow(page, '.filter button[type=submit]');
  await drawn(page);
  assert.match(new URL(page.url()).searchParams.get('bbox'), /^-\d+\.\d+,\d+\.\d+,/);
  assert.ok(!(await rowIds(page)).includes('reunion'));
  assert.ok((await rowIds(page)).includes('brest'));
});

await test('without WebGL the table says it all', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items?limit=2` });
  await page.addInitScript(() => { HTMLCanvasElement.prototype.getContext = () => null; });
  page.removeAllListeners('console');
  await page.reload();
  await page.waitForSelector('#map-note:not([hidden])');
  assert.equal(await page.isVisible('.map'), false);
  assert.equal((await rowIds(page)).length, 2);
});

/* --- asking --------------------------------------------------------------------------------- */

for (const scripts of [true, false]) {
  await test(`the form filters ${scripts ? 'with' : 'without'} scripts`, async (open) => {
    const page = await open({ url: `${base}/collections/stations/items`, scripts, lang: 'fr' });
    await page.click('.filter > summary');
    await page.selectOption('#q-kind', 'tide');
    await page.selectOption('#q-active', 'true');
    await page.selectOption('#q-limit', '50');
    await follow(page, '.filter button[type=submit]');
    await page.waitForURL(/kind=tide/);
    assert.equal(new URL(page.url()).search, '?kind=tide&active=true&limit=50');
    assert.deepEqual(await rowIds(page), ['brest', 'cherbourg', 'marseille', 'reunion']);
    assert.match(await page.textContent('.where'), /1–4\s+sur\s+4/);
    await follow(page, '.chips a >> text=kind');
    assert.equal(new URL(page.url()).search, '?active=true&limit=50');
    assert.deepEqual(await rowIds(page), ['brest', 'cherbourg', 'lorient', 'marseille', 'reunion']);
  });
}

await test('without scripts a page is whole', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items?limit=3`, scripts: false });
  assert.equal((await rowIds(page)).length, 3);
  assert.ok(await page.isVisible('noscript, .note'));
  await follow(page, '[rel=next]');
  assert.deepEqual(await rowIds(page), ['lorient', 'marseille', 'nulle-part']);
  await follow(page, '.rows tbody a');
  assert.equal((await page.textContent('h1')).trim().split(/\s+/)[0], 'Lorient');
  await page.goto(`${base}/api`);
  assert.ok(await page.isVisible('#listed'));
});


await test('a large collection counts itself, and pages say where one is', async (open) => {
  const page = await open({ url: `${base}/collections/many/items?limit=100`, lang: 'fr' });
  const where = async (pattern) => {
    await page.waitForFunction((p) => new RegExp(p).test(document.querySelector('.where').textContent), pattern);
  };
  await where('1–100\\s+sur\\s+2\\s500');
  await follow(page, '[rel=next]');
  await where('101–200\\s+sur\\s+2\\s500');
  await follow(page, '[rel=next]');
  await where('201–300\\s+sur\\s+2\\s500');
  await follow(page, '[rel=prev]');
  await where('101–200\\s+sur\\s+2\\s500');
  await page.goto(`${base}/collections/many`);
  await page.waitForFunction(() => /2\s500/.test(document.querySelector('.facts').textContent));
});

for (const scripts of [true, false]) {
  await test(`the catalogue can be searched from every page ${scripts ? 'with' : 'without'} scripts`, async (open) => {
    const page = await open({ url: `${base}/collections/stations?lang=fr`, scripts });
    if (scripts) {
      await page.fill('header [type=search]', 'stat');
      await page.waitForFunction(() => document.querySelector('#suggested option')?.value === 'Stations');
    }
    await page.fill('header [type=search]', 'maregraphe');
    await page.press('header [type=search]', 'Enter');
    await page.waitForURL(/q=maregraphe/);
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    assert.deepEqual(await page.$$eval('.card h3', (all) => all.map((e) => e.textContent.trim())), ['Stations']);
  });
}

/* --- language, keyboard, paper ---------------------------------------------------------------- */

await test('the language chosen stays, and the page too', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items?limit=3`, lang: 'en' });
  await follow(page, 'text=Français');
  assert.equal(new URL(page.url()).search, '?limit=3&lang=fr');
  for (const link of ['.rows tbody a', '.crumbs li:nth-child(3) a', '.button.main', '.brand', '.card a']) {
    await follow(page, link);
    assert.equal(await page.getAttribute('html', 'lang'), 'fr', page.url());
  }
});

await test('all can be reached by keyboard, and where one is can be seen', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items?limit=3` });
  await drawn(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  assert.ok(await page.isVisible('.skip'));
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  const reached = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      return e === document.body ? null : { what: e.localName + (e.className && typeof e.className === 'string' ? `.${e.className.split(' ')[0]}` : ''), text: e.textContent.slice(0, 20), ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
    });
    if (!now) break;
    reached.push(now);
  }
  assert.deepEqual(reached.filter((r) => !r.ring), []);
  const kinds = new Set(reached.map((r) => r.what));
  for (const wanted of ['summary', 'canvas.maplibregl-canvas', 'button.maplibregl-ctrl-zoom-in', 'select', 'div.rows', 'a.button']) assert.ok(kinds.has(wanted), `${wanted} not in ${[...kinds]}`);
  assert.ok(reached.some((r) => r.text === 'cherbourg'));
});

await test('on paper there is the content alone', async (open) => {
  const page = await open({ url: `${base}/collections/stations/items` });
  await drawn(page);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.isVisible('header nav'), false);
  assert.equal(await page.isVisible('.filter'), false);
  assert.ok(await page.isVisible('.rows table'));
  await page.pdf({ path: `${pictures}/print.pdf`, format: 'A4' });
});

await test('the API can be tried', async (open) => {
  const page = await open({ url: `${base}/api`, lang: 'fr' });
  await page.waitForLoadState('networkidle');
  assert.ok(!page.asked.some((u) => /swagger/.test(u)), 'the viewer is loaded before anyone asks');
  const said = await page.$$eval('.operation summary span', (all) => all.map((e) => e.textContent));
  assert.ok(said.includes('Les collections') && said.length > 30);
  assert.deepEqual(said.filter((s) => /^(The|A|What|One|All|Features|This) /.test(s)), []);
  await page.click('#try');
  await page.waitForSelector('#swagger .opblock');
  assert.equal(await page.isVisible('#listed'), false);
  // That its heads hold a link inside a button is how the viewer is made.
  assert.deepEqual((await barriers(page)).filter((b) => !b.startsWith('nested-interactive')), []);
  await page.screenshot({ path: `${pictures}/fixture-api-tried.png` });
});

/* --- weight ------------------------------------------------------------------------------------ */


await test('a first visit is light, a second asks for no file again', async (open) => {
  const page = await open({ url: `${base}/` });
  await page.waitForLoadState('networkidle');
  assert.ok(!page.asked.some((u) => /maplibre|swagger/.test(u)), 'the landing page asks for the map');
  const landing = await weigh(page);
  assert.ok(landing < 40000, `${landing} bytes for the landing page`);
  await page.goto(`${base}/collections/stations/items`);
  await drawn(page);
  const items = await weigh(page);
  assert.ok(items < 700000, `${items} bytes for a page with a map`);
  await page.goto(`${base}/collections/communes/items`);
  await drawn(page);
  const again = await weigh(page);
  assert.ok(again < 20000, `${again} bytes for the next page with a map`);
  console.log(`bytes: landing page ${landing}, then a page with a map ${items}, then another ${again}`);
});

/* What a page asked for of the library of maps. */
const libraryOf = (page) => page.asked.filter((u) => /maplibre/.test(u));

for (const [name, path] of [['landing page', '/'], ['list of data', '/collections'], ['list of communes', '/territories?q=redon'], ['page of a commune', '/territories/35236']]) {
  await test(`the ${name} is under 100 kB, without the library of maps`, async (open) => {
    const page = await open({ url: servers.products + path });
    await page.waitForLoadState('networkidle');
    const bytes = await weigh(page);
    assert.ok(bytes < 100000, `${bytes} bytes`);
    assert.deepEqual(libraryOf(page), []);
  });
}

await test('the library of maps is loaded once the map comes into view', async (open) => {
  const page = await open({ url: `${servers.products}/collections/zones?lang=fr`, view: { width: 390, height: 120 } });
  await page.waitForLoadState('networkidle');
  assert.deepEqual(libraryOf(page), [], 'the library is loaded for a map that nobody sees');
  assert.ok(await weigh(page) < 100000);
  await page.$eval('.map', (m) => m.scrollIntoView());
  await drawn(page);
  assert.ok(libraryOf(page).length > 1);
});

process.exitCode = await end();
