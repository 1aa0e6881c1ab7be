import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lanPorts } from '../../src/config/lan-ports.ts';
import { confOptions } from '../../src/config/portsentry/conf-options.ts';
import { protections } from '../../src/config/schema/schema-parts.ts';
import { jailNames } from '../../src/jails/pack/names.ts';
import { type Entry, reasons, whys } from '../../src/log/line.ts';
import { kinds } from '../../src/probe.ts';
import { namedIn, page, pages, rowsIn, sectionOf, spansIn } from './pages.ts';

const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort();

/** The names of the doctor's findings, as its source says them; each call names its finding itself. */
function findings(): string[] {
  const files = readdirSync('src/doctor', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  const text = files.map(file => readFileSync(join('src/doctor', file), 'utf8')).join('\n');
  const calls = [...text.matchAll(/\b(?:fault|warning)\)?\(\s*(?:'([a-z0-9-]+)')?/g)].map(([, name]) => name);
  assert.ok(calls.length > 40);
  return calls.map(name => name ?? assert.fail('a finding without a name of its own'));
}

test('docs/troubleshooting.md has every finding of the doctor, and no other', () => {
  const named = namedIn(page('docs/troubleshooting.md'));
  assert.deepEqual(sorted(named), sorted(findings()));
  assert.equal(named.length, new Set(named).size);
});

test('docs/log.md has every verb of the log, and no other', () => {
  const verbs: Readonly<Record<Entry['verb'], true>> = { scan: true, seen: true, held: true, again: true };
  const [table = ''] = sectionOf(page('docs/log.md'), 'Verbs').split('| `why=` |');
  assert.deepEqual(sorted(namedIn(table).map(line => line.split(' ')[0] ?? '')), sorted(Object.keys(verbs)));
});

test('docs/log.md has every word of why=, reason= and kind=, and no other', () => {
  const text = sectionOf(page('docs/log.md'), 'Verbs');
  const after = (head: string): string =>
    `${text.slice(text.indexOf(`| \`${head}=\` |`)).split('\n\n')[0] ?? ''}\n`;
  assert.deepEqual(sorted(namedIn(after('why'))), sorted(whys));
  assert.deepEqual(sorted(namedIn(after('reason'))), sorted(reasons));
  assert.deepEqual(sorted(namedIn(sectionOf(page('docs/log.md'), 'Kinds'))), sorted(kinds));
});

test('every why= and reason= that a page names is one of the log', () => {
  const words = new Set<string>([...whys, ...reasons, 'WORD']);
  const said = pages.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:why|reason)=([\w-]+)/g)].map(([, word = '']) => word),
  );
  assert.ok(said.length > 8);
  for (const word of said) assert.ok(words.has(word), word);
});

test('docs/banning.md has every jail, and no page names another', () => {
  assert.deepEqual(
    sorted(namedIn(sectionOf(page('docs/banning.md'), '')).filter(name => name.startsWith('portsentry'))),
    sorted(jailNames),
  );
  const known = new Set<string>([...jailNames, 'portsentry-2']);
  for (const { path, text } of pages)
    for (const span of spansIn(text))
      if (/^portsentry(?:-[\w-]+)?$/.test(span)) assert.ok(known.has(span), `${path}: ${span}`);
});

test('docs/protection.md has every word of ignore.protect, and no other', () => {
  assert.deepEqual(sorted(namedIn(page('docs/protection.md'))), sorted(protections));
});

test('docs/scans.md has every port of a LAN, and no other', () => {
  const cells = rowsIn(sectionOf(page('docs/scans.md'), 'Ports that machines of a LAN try')).map(
    ([first = '']) => first,
  );
  const ports = cells.flatMap(cell =>
    [...cell.matchAll(/(TCP|UDP) ([\d, ]+)/g)].flatMap(([, protocol = '', list = '']) =>
      (list.match(/\d+/g) ?? []).map(port => `${protocol.toLowerCase()} ${port}`),
    ),
  );
  const known = (['tcp', 'udp'] as const).flatMap(name =>
    [...lanPorts[name].keys()].map(port => `${name} ${port}`),
  );
  assert.deepEqual(sorted(ports), sorted(known));
});

test('docs/from-portsentry.md has every option of a portsentry.conf, and no other', () => {
  const words = namedIn(sectionOf(page('docs/from-portsentry.md'), 'Option by option'));
  const options = words.filter(word => /^[A-Z_]{6,}$/.test(word));
  assert.deepEqual(sorted(options), sorted([...confOptions.keys(), 'TCP_MODE', 'UDP_MODE']));
});

test('README.md has every package that is needed at run time, docs/development.md every other', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  assert.deepEqual(
    sorted(namedIn(sectionOf(page('README.md'), 'Dependencies'))),
    sorted(Object.keys(dependencies)),
  );
  const said = spansIn(page('docs/development.md'));
  for (const name of Object.keys(devDependencies).filter(one => !one.startsWith('@types/'))) {
    const short = name.replace(/^@biomejs\//, '').replace(/^oxlint-tsgolint$/, 'oxlint');
    assert.ok(said.includes(short), name);
  }
});
