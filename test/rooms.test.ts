import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { folderOf } from './support/folder-of.ts';

const rooms = (folder: string): string =>
  execFileSync(process.execPath, [resolve('build/test/rooms.js')], { cwd: folder, encoding: 'utf8' });

test('rooms prints the rooms from the top down, each with those that it imports, a type or a value', () => {
  const folder = folderOf({
    'src/util/every.ts': '',
    'src/log/line.ts': `import { every } from '../util/every.ts';\nimport { stamp } from './stamp.ts';`,
    'src/log/stamp.ts': `import type { Every } from '../util/every.ts';`,
    'src/cli.ts': `const late = await import('./log/line.ts');\nimport { every } from './util/every.ts';`,
  });
  assert.equal(rooms(folder), 'cli.ts -> log util\nlog    -> util\nutil\n');
});

test('rooms prints an arrow that points up too', () => {
  const folder = folderOf({
    'src/util/every.ts': `import type { Line } from '../log/line.ts';`,
    'src/log/line.ts': '',
  });
  assert.equal(rooms(folder), 'log\nutil -> log\n');
});

test('rooms prints every room of the program, in lines of at most 100 characters', () => {
  const lines = rooms('.').trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^cli\.ts +-> commands .*util$/);
  assert.match(lines.at(-1) ?? '', /^util$/);
  assert.ok(lines.every(line => line.length <= 100));
});

test('rooms goes on below the first arrow where a line is full', () => {
  const names = ['cli.ts', 'commands', 'sentry', 'state', 'doctor', 'status', 'jails', 'firewall', 'monitor'];
  const below = [
    ...names,
    'report',
    'capture',
    'detect',
    'follow',
    'log',
    'config',
    'net',
    'sys',
    'util',
  ].slice(2);
  const files = below.map(room => [`src/${room}/a.ts`, '']);
  const imports = below.map(room => `import '../${room}/a.ts';`).join('\n');
  const [first = '', second = ''] = rooms(
    folderOf({ ...Object.fromEntries(files), 'src/commands/run.ts': imports }),
  ).split('\n');
  assert.match(first, /^commands -> \w/);
  assert.match(second, /^ {12}\w/);
  assert.ok(first.length <= 100 && first.length + (second.trim().split(' ')[0] ?? '').length >= 100, first);
  const named = `${first.slice(12)} ${second.trim()}`.split(' ');
  assert.deepEqual([...named].sort(), [...below].sort());
});
