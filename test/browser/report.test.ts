import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { reportHtml } from '../../src/report/html/page.ts';
import type { Report } from '../../src/report/report.ts';
import { hour, now, reportOf, touchLine } from '../report/fixture.ts';
import { busyMonth, hostile, withTexts } from '../report/html/fixture.ts';
import { until } from '../support/until.ts';
import { hasChromium, type Look, openPage, type Page } from './chromium.ts';

const axe = 'var/axe/axe.min.js';
const skip = !hasChromium || !existsSync(axe) ? 'Chromium or axe-core is missing: make tools-browser' : false;

/** The page of a report, open in a Chromium. */
async function pageOf(t: TestContext, report: Report): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-page-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.html');
  writeFileSync(file, reportHtml(report));
  return await openPage(t, pathToFileURL(file).href);
}

const looks: readonly Look[] = [360, 800, 1280].flatMap(width =>
  (['light', 'dark'] as const).map(scheme => ({ width, scheme })),
);

/** Nothing is wider than the window. */
const fits = 'document.documentElement.scrollWidth <= innerWidth';

/** Opens or closes the tables behind the pictures. */
const open = (isOpen: boolean): string =>
  `document.querySelectorAll('details').forEach(table => { table.open = ${isOpen}; })`;

/** What keeps people from reading the page, by axe-core's rules for WCAG 2.2, A and AA. */
async function barriersOf(page: Page): Promise<unknown> {
  await page.evaluate(`${readFileSync(axe, 'utf8')}; 0`);
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations, passes }) =>
    passes.length < 15 ? passes : violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]))`);
}

const reports: Readonly<Record<string, (t: TestContext) => Promise<Report>>> = {
  'of a month of a busy host': t => busyMonth(t, 20_000),
  'of a day without bans that are known': async t => {
    const log = touchLine('203.0.113.9', now - 5 * hour) + touchLine('::1', now - hour, { why: 'ignored' });
    return (await reportOf(t, { log }, { since: now - 24 * hour })).report;
  },
  'of a quiet week': async t => (await reportOf(t, { log: '', bans: '' })).report,
  'of which nothing is known': async t => (await reportOf(t, {}, { since: 0 })).report,
  'of hostile texts': async t => withTexts(await busyMonth(t, 300), hostile),
};

for (const [name, make] of Object.entries(reports))
  test(`the page ${name} fits every width, in the light and in the dark, and keeps nobody from reading`, {
    skip,
  }, async t => {
    const page = await pageOf(t, await make(t));
    for (const look of looks) {
      await page.evaluate(open(false));
      await page.look(look);
      assert.equal(await page.evaluate(fits), true, JSON.stringify(look));
      await page.evaluate(open(true));
      assert.equal(await page.evaluate(fits), true, `${JSON.stringify(look)}, every table open`);
      if (look.width !== 800) assert.deepEqual(await barriersOf(page), [], JSON.stringify(look));
    }
    // A4 within margins of 1 cm, at 96 dots an inch.
    await page.look({ width: 718, scheme: 'dark', media: 'print' });
    assert.equal(await page.evaluate(fits), true, 'on paper');
    assert.equal(
      await page.evaluate(`[...document.querySelectorAll('svg')].every(({ firstElementChild: first }) =>
        first.nodeName === 'title' && first.textContent !== '')`),
      true,
    );
    assert.equal(
      await page.evaluate("document.querySelectorAll('script, img, link, iframe, [onerror]').length"),
      0,
    );
    assert.deepEqual(page.requests, []);
    assert.deepEqual(page.complaints, []);
  });

test('a wide table of the page scrolls in its own box, and by the keyboard', { skip }, async t => {
  const page = await pageOf(t, await busyMonth(t, 3000));
  await page.look({ width: 360, scheme: 'light' });
  const wide = await page.evaluate(`[...document.querySelectorAll('.scroll')]
    .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth).map(box => [box.getAttribute('aria-label'), box.tabIndex])`);
  assert.deepEqual((wide as unknown[])[0], ['Top sources', 0]);
});

test('the page is dark where that is asked for, and never on paper', { skip }, async t => {
  const page = await pageOf(t, await busyMonth(t, 300));
  const ground = 'getComputedStyle(document.body).backgroundColor';
  const grounds = [];
  for (const look of [
    { width: 800, scheme: 'light' },
    { width: 800, scheme: 'dark' },
    { width: 800, scheme: 'dark', media: 'print' },
  ] as const) {
    await page.look(look);
    grounds.push(await page.evaluate(ground));
  }
  assert.deepEqual(grounds, ['rgb(242, 244, 248)', 'rgb(13, 18, 24)', 'rgb(255, 255, 255)']);
});

test('the policy of the page lets nothing else in, and the browser says so', { skip }, async t => {
  const page = await pageOf(t, await busyMonth(t, 300));
  for (const put of [
    "document.body.setAttribute('style', 'color: red')",
    "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))",
    "new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='",
    "fetch('data:,x').catch(() => {})",
    "document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))",
  ]) {
    page.complaints.length = 0;
    await page.evaluate(`${put}; 0`);
    await until(
      () => page.complaints.some(said => said.includes('Content Security Policy')),
      () => put,
    );
    assert.equal(await page.evaluate('typeof window.ran'), 'undefined');
    assert.notEqual(await page.evaluate('getComputedStyle(document.body).color'), 'rgb(255, 0, 0)');
  }
});

const pictures = 'test/browser/pictures';

test('the pictures of the page are those that were looked at last (UPDATE=true takes new ones)', {
  skip,
}, async t => {
  const page = await pageOf(t, await busyMonth(t, 20_000));
  const tall = { 360: 1800, 800: 1500, 1280: 1400 } as Readonly<Record<number, number>>;
  for (const look of looks) {
    await page.look(look);
    const file = `${pictures}/${look.width}-${look.scheme}.png`;
    if (process.env['UPDATE'] === 'true') await page.picture(file, tall[look.width]);
    // Fonts are the machine's: no two draw the same.
    assert.ok(existsSync(file), file);
  }
});
