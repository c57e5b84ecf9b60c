// The browser, pages that note what must never happen on any, and the tally of the cases.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE_MS = 30000;
export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // No graphics card is expected, nor a sandbox where tests run as root.
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});

const tally = { passed: 0, failed: 0 };

/* A case: its pages are closed at its end, and what they noted is told. */
export async function test(name, run) {
  const contexts = [];
  const faults = [];
  const start = Date.now();
  try {
    await run((options) => open(contexts, faults, options));
  } catch (e) {
    faults.push(e.stack.split('\n').filter((line) => !line.includes('node:internal')).slice(0, 20).join('\n    '));
  }
  await Promise.all(contexts.map((c) => c.close()));
  console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name}`);
  if (faults.length) {
    tally.failed += 1;
    console.log(`FAIL ${name}\n    ${faults.join('\n    ')}`);
  } else {
    tally.passed += 1;
  }
}

export async function end() {
  await browser.close();
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed ? 1 : 0;
}

/* A page at url; options: lang, view, scripts, dark, touch, status. Its requests are page.asked. */
async function open(contexts, faults, { url, lang = 'en', view = DESK, scripts = true, dark = false, touch = false, status = 200 }) {
  const context = await browser.newContext({
    viewport: view, locale: lang, javaScriptEnabled: scripts, bypassCSP: false, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', hasTouch: touch,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.asked = [];
  const host = new URL(url).host;
  page.on('request', (r) => {
    page.asked.push(r.url());
    if (/^https?:/.test(r.url()) && new URL(r.url()).host !== host) faults.push(`${url}: asks ${r.url()}`);
  });
  page.on('response', (r) => { if (r.status() >= 400 && r.url() !== url) faults.push(`${url}: ${r.url()} answers ${r.status()}`); });
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type()) && !(status >= 400 && m.location().url === url)) faults.push(`${url}: console: ${m.text()}`);
  });
  page.on('pageerror', (e) => faults.push(`${url}: ${e.message}`));
  const answer = await page.goto(url);
  if (answer.status() !== status) faults.push(`${url}: status ${answer.status()}, not ${status}`);
  return page;
}

/* What leads to another page, done; that page is whole then.  act: a selector to click at, or what is done. */
export function follow(page, act) {
  return Promise.all([page.waitForEvent('load'), typeof act === 'string' ? page.click(act) : act()]);
}

/* The map of a page once it is drawn: how many features it was given; NaN where they come as tiles. */
export async function drawn(page) {
  await page.waitForSelector('.map[data-shown], .map[data-failed]', { state: 'attached' });
  return page.$eval('.map', (m) => {
    if (m.dataset.failed) throw new Error(`the map failed: ${m.dataset.failed}`);
    return Number(m.dataset.shown);
  });
}

/* Which of the features given are to be seen on the map, by their places, sorted. */
export function seen(page) {
  return page.$eval('.map', (m) => [...new Set(m.map.queryRenderedFeatures({ layers: m.worn }).map((f) => f.id))].sort((a, b) => a - b));
}

/* The ids in the table, of the rows that are shown. */
export function rowIds(page) {
  return page.$$eval('.rows tbody tr', (rows) => rows.filter((r) => !r.hidden).map((r) => r.querySelector('th a').textContent));
}

/* What axe finds that is serious or worse, as sentences. */
export async function barriers(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} (${n.failureSummary.split('\n')[1]?.trim()})`));
  });
}

/* Bytes that a page and its files took on the way. */
export function weigh(page) {
  return page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((n, e) => n + e.transferSize, 0));
}
