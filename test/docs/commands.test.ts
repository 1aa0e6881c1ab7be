import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commands } from '../../src/commands/index.ts';
import { configOptions } from '../../src/config/options.ts';
import { codeIn, page, pages, rowsIn, sectionOf, spansIn } from './pages.ts';

const optionsOf = new Map<string, string[]>();
for (const { name, load } of commands) {
  const { options } = await load();
  const words = Object.entries(options).flatMap(([long, { short }]) => [
    `--${long}`,
    ...(short === undefined ? [] : [`-${short}`]),
  ]);
  optionsOf.set(name, words);
}
const allOptions = new Set([...optionsOf.values(), ['--help']].flat());

/** Every piece of code in the pages, with its page. */
const code = pages.flatMap(({ path, text }) => codeIn(text).map(piece => ({ path, piece })));

/** The first word of each command of portjail's in a piece of code, and what follows it. */
const callsIn = (piece: string): { name: string; rest: string }[] =>
  [...piece.matchAll(/(?<!\S)portjail ([a-z]+)([^|;&#]*)/g)].map(([, name = '', rest = '']) => ({
    name,
    rest,
  }));

const optionsIn = (text: string): string[] => text.match(/(?<!\S)--?[a-z][a-z-]*/g) ?? [];

test('every command of portjail that a page names exists, and takes the options that stand with it', () => {
  const calls = code.flatMap(({ path, piece }) => callsIn(piece).map(call => ({ path, piece, ...call })));
  assert.ok(calls.length > 40);
  for (const { path, piece, name, rest } of calls) {
    const known = optionsOf.get(name);
    assert.ok(known !== undefined, `${path}: ${piece}`);
    for (const option of optionsIn(rest)) assert.ok(known.includes(option), `${path}: ${piece}`);
  }
});

test('every option that a page names by itself is one of portjail', () => {
  const named = code.filter(({ piece }) => /^--?[a-z]/.test(piece));
  const own = named.filter(({ path }) => path === 'docs/commands.md' || path === 'docs/troubleshooting.md');
  assert.ok(own.length > 15);
  for (const { path, piece } of own)
    for (const option of optionsIn(piece)) assert.ok(allOptions.has(option), `${path}: ${piece}`);
  for (const { path, piece } of named)
    for (const option of piece.match(/^--[a-z-]+/) ?? [])
      assert.ok(allOptions.has(option), `${path}: ${piece}`);
});

test('docs/commands.md names every command, and every option in the row of its command', () => {
  const text = page('docs/commands.md');
  const first = spansIn(sectionOf(text, '').replaceAll(/^\|.*\|.*\|$/gm, row => `${row.split('|')[1]}\n`));
  const options = rowsIn(sectionOf(text, 'Options'));
  const shared = Object.keys(configOptions).map(name => `--${name}`);
  const inShared = options
    .filter(([cell = '']) => cell.includes('`-'))
    .flatMap(([cell = '']) => spansIn(cell));
  for (const option of shared) assert.ok(inShared.includes(option), option);
  for (const [name, words] of optionsOf) {
    assert.ok(
      first.some(span => span.split(' ')[1] === name),
      name,
    );
    const row = options.find(([cell]) => cell === `\`portjail ${name}\``);
    const own = words.filter(word => !(shared.includes(word) || word === '-c'));
    const said = spansIn(row?.join(' ') ?? '');
    for (const word of own) assert.ok(said.includes(word), `${name} ${word}`);
  }
});

test('docs/commands.md says which commands take no config', () => {
  const without = [...optionsOf].filter(([, words]) => !words.includes('--config')).map(([name]) => name);
  const [, said = ''] = /^All but (.*) take `-c FILE`/m.exec(page('docs/commands.md')) ?? [];
  assert.deepEqual(spansIn(said).sort(), without.sort());
});

const makefile = readFileSync('Makefile', 'utf8');
/** Each target of `make help`, with what it says. */
const targets = new Map(
  [...makefile.matchAll(/^([a-z0-9-]+):.*## (.*)$/gm)].map(([, name = '', text = '']) => [name, text]),
);

test('every target and variable of make that a page names exists', () => {
  const named = code.flatMap(({ path, piece }) =>
    [...piece.matchAll(/(?<!\S)make ([a-z0-9-]+)((?: [A-Z]+=\S*)*)/g)].map(
      ([call, target = '', variables = '']) => ({
        path,
        call,
        target,
        variables: variables.match(/[A-Z]+/g) ?? [],
      }),
    ),
  );
  assert.ok(named.length > 20);
  for (const { path, call, target, variables } of named) {
    assert.ok(targets.has(target), `${path}: ${call}`);
    for (const name of variables) assert.ok(makefile.includes(`$(${name})`), `${path}: ${call}`);
  }
});

test('docs/development.md names every target of make help, with its variables', () => {
  const rows = new Map(rowsIn(page('docs/development.md')).map(([first = '', text = '']) => [first, text]));
  assert.ok(targets.size > 10);
  for (const [name, text] of targets) {
    const row = rows.get(`\`make ${name}\``);
    assert.ok(row !== undefined, name);
    const [, listed = ''] = /\(([^)]*)\)$/.exec(text) ?? [];
    for (const word of listed.match(/[A-Z]{3,}(?:=\w+)?/g) ?? [])
      assert.ok(spansIn(row).includes(word), `${name}: ${word}`);
  }
});

test('every benchmark that a page names exists', () => {
  const named = code.flatMap(({ piece }) =>
    [...piece.matchAll(/npm run bench (\w+)/g)].map(([, name = '']) => name),
  );
  assert.ok(named.length > 2);
  for (const name of named)
    assert.ok(
      ['', '/bench'].some(file => existsSync(`test/bench/${name}${file}.ts`)),
      name,
    );
});
