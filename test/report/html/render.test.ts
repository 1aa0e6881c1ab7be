import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderPage } from '../../../src/report/html/render.ts';

test('renderPage() throws for a view that lacks what the page names', () => {
  assert.throws(() => renderPage({}), /not defined/);
});

/** The colours of a scheme, by name. */
function colorsIn(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/--(\w+): (#[0-9a-f]{6});/g)].map(([, name = '', color = '']) => [name, color]),
  );
}

/** The relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2, AA: text by 4.5 to 1 (1.4.3), what is drawn by 3 to 1 (1.4.11). */
const pairs: readonly (readonly [least: number, front: string, behind: readonly string[]])[] = [
  [4.5, 'ink', ['page', 'card', 'warn', 'l0', 'l1', 'l2', 'l3']],
  [4.5, 'soft', ['page', 'card']],
  [4.5, 'deep', ['l4', 'l5']],
  [4.5, 'bans', ['card']],
  [4.5, 'good', ['card']],
  [4.5, 'scans', ['page']],
  [3, 'scans', ['card']],
  [3, 'observed', ['card']],
  [3, 'held', ['card', 'warn']],
  [3, 'hatch', ['card']],
];

test('every colour of the page stands out, in the light, in the dark and on paper', () => {
  const css = readFileSync('templates/report/style.css', 'utf8');
  const schemes = css.match(/:root \{[^}]*\}/g) ?? [];
  assert.equal(schemes.length, 3);
  for (const scheme of schemes) {
    const colors = colorsIn(scheme);
    assert.equal(colors.size, 19);
    const color = (name: string): string => colors.get(name) ?? assert.fail(`${name} in ${scheme}`);
    for (const [least, front, behind] of pairs)
      for (const back of behind) {
        const found = contrast(color(front), color(back));
        assert.ok(found >= least, `${front} on ${back}: ${found.toFixed(2)} in ${scheme}`);
      }
  }
});
