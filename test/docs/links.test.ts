import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { pages, spansIn } from './pages.ts';

interface Link {
  readonly from: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links within the repository. */
const links: readonly Link[] = pages.flatMap(({ path: from, text }) =>
  [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, to = '', anchor]) => ({
    from,
    path: to === '' ? from : normalize(join(dirname(from), to)),
    anchor,
  })),
);

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('README.md has at most 150 lines', () => {
  const [readme] = pages;
  assert.ok(readme !== undefined && readme.text.trimEnd().split('\n').length <= 150);
});

test('every link between the pages leads to a file, and every anchor to a heading', () => {
  assert.ok(links.length > 40);
  for (const { from, path, anchor } of links) {
    assert.ok(existsSync(path), `${from}: ${path}`);
    if (anchor !== undefined) assert.ok(anchorsOf(path).includes(anchor), `${from}: ${path}#${anchor}`);
  }
});

test('README.md links to every page of docs/', () => {
  const linked = links.filter(({ from }) => from === 'README.md').map(({ path }) => path);
  for (const { path } of pages) if (path.startsWith('docs/')) assert.ok(linked.includes(path), path);
});

test('every file of the repository that a page names exists', () => {
  const places = ['.', 'fail2ban'];
  const named = pages.flatMap(({ path, text }) =>
    spansIn(text)
      .filter(span => /^(?:src|test|templates|docs|fail2ban|samples)\/[\w./-]*$|^[\w-]+\.md$/.test(span))
      .map(span => ({ path, span })),
  );
  assert.ok(named.length > 8);
  for (const { path, span } of named)
    assert.ok(
      places.some(place => existsSync(join(place, span))),
      `${path}: ${span}`,
    );
});
