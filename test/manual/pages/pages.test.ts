import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { parseArgs } from 'node:util';
import { optionTerm, usualExit } from '../../../src/commands/help/text.ts';
import { configSchema } from '../../../src/config/schema/schema.ts';
import { reasons, whys } from '../../../src/log/line.ts';
import { examples } from '../../../src/manual/facts/examples.ts';
import { fileNames, files } from '../../../src/manual/facts/files.ts';
import { related } from '../../../src/manual/facts/related.ts';
import { manPages } from '../../../src/manual/manual.ts';
import { kinds } from '../../../src/probe.ts';
import { lackOf } from '../../e2e/hosts/require.ts';
import { bodyOf, oneLine, shown, told, withMandoc } from '../shown.ts';

const pages = manPages(told);
const source = (path: string): string => pages.get(path) ?? assert.fail(`no page ${path}`);

const folder = mkdtempSync(join(tmpdir(), 'portjail-man-'));
after(() => rmSync(folder, { recursive: true }));
for (const [path, text] of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const paths = [...pages.keys()].map(path => join(folder, path));

test('there is a page for the program, for each command, for the config and for the log', () => {
  assert.deepEqual(
    [...pages.keys()].sort(),
    [
      ...['man5/portjail-log.5', 'man5/portjail.json.5', 'man8/portjail.8'],
      ...told.map(({ name }) => `man8/portjail-${name}.8`),
    ].sort(),
  );
});

test(
  "mandoc's lint has nothing to say of any page but which pages of others are not here",
  withMandoc,
  () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', ...paths], { encoding: 'utf8' });
    const remarks = stdout.split('\n').filter(line => line !== '');
    const own = remarks.filter(line => !/STYLE: referenced manual not found: Xr /.test(line));
    assert.deepEqual(own, []);
  },
);

test('every page of ours that a page names is there', () => {
  let named = 0;
  for (const [path, text] of pages)
    for (const [, name = '', section] of text.matchAll(/\.Xr (portjail\S*) (\d)/g)) {
      named++;
      const plain = name.replaceAll('\\-', '-');
      assert.ok(pages.has(`man${section}/${plain}.${section}`), `${path}: ${plain}(${section})`);
    }
  assert.ok(named > 60);
});

test('man of man-db shows every page without a warning', { skip: lackOf('man', 'groff') ?? false }, () => {
  for (const path of paths) {
    const { stdout, stderr, status } = spawnSync('man', ['--warnings=all', '-l', path], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANPAGER: 'cat' },
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '', path);
    assert.match(stdout, /^NAME\n/m);
  }
});

test('the page of a command has its text, its options, its signals and its exit codes', withMandoc, () => {
  for (const { name, summary, help, options } of told) {
    const text = shown(source(`man8/portjail-${name}.8`));
    const part = (heading: string): string => oneLine(bodyOf(text, heading));
    assert.equal(part('NAME'), `portjail-${name} – ${summary}`);
    assert.equal(part('DESCRIPTION'), oneLine(help.about));
    const rows = Object.entries(options).map(
      ([long, option]) => `${optionTerm(long, option)} ${option.what}`,
    );
    assert.equal(part('OPTIONS'), oneLine(`${rows.join(' ')} ${help.more ?? ''}`));
    const signals = Object.entries(help.signals ?? {}).map(row => row.join(' '));
    assert.equal(part('SIGNALS'), signals.join(' '));
    const codes = (help.exit ?? usualExit).map((what, code) => `${code} ${what}.`);
    assert.equal(part('EXIT STATUS'), codes.join(' '));
    for (const heading of ['SYNOPSIS', 'EXAMPLES', 'SEE ALSO'])
      assert.notEqual(part(heading), '', `${name}: ${heading}`);
  }
});

test('portjail(8) has every command, and every file', withMandoc, () => {
  const text = shown(source('man8/portjail.8'));
  const list = told.map(({ name, summary }) => `portjail-${name}(8) ${summary}`);
  assert.equal(oneLine(bodyOf(text, 'COMMANDS')), list.join(' '));
  assert.ok(fileNames.length > 8);
  for (const name of fileNames) assert.ok(text.includes(`${files[name][0]}\n`), files[name][0]);
});

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly expected?: string;
  readonly default?: unknown;
}

const leaves = (node: Node, path: readonly string[]): [string, Node][] =>
  Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.properties === undefined ? [[[...path, key].join('.'), child]] : leaves(child, [...path, key]),
  );

test(
  'portjail.json(5) has every key of the config, with what it is, may be, and is without a word',
  withMandoc,
  () => {
    const said = oneLine(bodyOf(shown(source('man5/portjail.json.5')), 'KEYS')).replaceAll(' ', '');
    const rows = leaves(configSchema, []).map(([key, { description, expected, default: usual }]) =>
      [
        key,
        ...(description === undefined ? [] : [`${description}.`]),
        ...(expected === undefined ? [] : [`May be: ${expected}.`]),
        ...(usual === undefined ? [] : [`Default: ${JSON.stringify(usual)}`]),
      ].join(''),
    );
    assert.ok(rows.length > 40);
    // A long list goes on in the next line: only blanks may differ.
    assert.equal(said, rows.join('').replaceAll(' ', ''));
  },
);

test('portjail-log(5) has every word of a line', withMandoc, () => {
  const text = shown(source('man5/portjail-log.5'));
  for (const word of [...whys, ...reasons, ...kinds, 'scan', 'seen', 'held', 'again'])
    assert.match(text, new RegExp(`^ +(?:.*, )?${word}\\b`, 'm'), word);
});

test('every command has examples, which it takes, and what belongs to its page', () => {
  for (const { name, options } of told) {
    assert.ok(related[name] !== undefined, name);
    const lines = examples[name] ?? [];
    assert.ok(lines.length > 0, name);
    for (const [, line] of lines) {
      const [program, command, ...args] = line.split(/\s+/);
      assert.deepEqual([program, command], ['portjail', name], line);
      parseArgs({ args, options, allowPositionals: true, strict: true });
    }
  }
});

test('no mark of Markdown is left in a page', withMandoc, () => {
  for (const [path, text] of pages) assert.doesNotMatch(shown(text), /`|\*\*|\]\(|<!--/, path);
});
