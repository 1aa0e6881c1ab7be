import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { koffiFault } from '../../../src/sys/libc.ts';
import { untouched } from '../../../src/sys/process/file-pages.ts';

const skip = koffiFault() ?? false;
const module = new URL('../../../src/sys/process/file-pages.js', import.meta.url).href;

/** In a process of its own, without the pages that other tests need. */
function run(program: string) {
  const text = `
    import { readFileSync } from 'node:fs';
    const { dropFilePages } = await import(${JSON.stringify(module)});
    const resident = () => 1024 * Number(/^RssFile:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]);
    ${program}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', text], { encoding: 'utf8' });
}

test('dropFilePages() has most of what a start needed of program files gone', { skip }, () => {
  const { stdout, stderr } = run(`
    const before = resident();
    const dropped = dropFilePages();
    console.log(JSON.stringify({ before, dropped, after: resident() }));`);
  const { before, dropped, after } = JSON.parse(stdout || `{"said":${JSON.stringify(stderr)}}`);
  assert.ok(dropped > before / 2 && dropped <= before, stdout);
  assert.ok(after < before / 2, stdout);
});

test('dropFilePages() leaves a process that works as before, whatever of it was relocated', { skip }, () => {
  const { stdout, stderr, status } = run(`
    import { createHash } from 'node:crypto';
    import { gunzipSync, gzipSync } from 'node:zlib';
    const work = () => {
      const packed = gzipSync(Buffer.alloc(1e5, 'portjail'));
      return createHash('sha256').update(gunzipSync(packed)).digest('hex') + new Intl.NumberFormat('de').format(1234.5);
    };
    const before = work();
    for (let i = 0; i < 3; i++) dropFilePages();
    new Function('return 1')();
    console.log(before === work() ? 'same' : 'another');
    setTimeout(() => console.log('ends'));`);
  assert.deepEqual({ stdout, stderr, status }, { stdout: 'same\nends\n', stderr: '', status: 0 });
});

/** A mapping as proc_pid_smaps(5) has it, with lines that do not matter left out. */
const mapping = (how: string, { own = 0, swapped = 0 } = {}): string =>
  `00400000-00402000 ${how}\nSize: 8 kB\nRss: 8 kB\nPss: 4 kB\nAnonymous: ${own} kB\nSwap: ${swapped} kB\nVmFlags: rd\n`;
const node = '00000000 fd:00 17  /usr/bin/node';

const cases: [string, string, boolean][] = [
  ['code', mapping(`r-xp ${node}`), true],
  ['constants', mapping(`r--p ${node}`), true],
  ['what was relocated', mapping(`r--p ${node}`, { own: 4 }), false],
  ['what was relocated and is swapped out', mapping(`r--p ${node}`, { swapped: 4 }), false],
  ['what the kernel does not tell that of', mapping(`r--p ${node}`).replace(/Swap.*\n/, ''), false],
  ['what can be written', mapping(`rw-p ${node}`), false],
  ['what is shared', mapping(`r--s ${node}`), false],
  ['memory of no file', mapping('r-xp 00000000 00:00 0'), false],
];

for (const [what, text, isDropped] of cases)
  test(`untouched() ${isDropped ? 'has' : 'leaves out'} ${what}`, () => {
    const other = mapping('rw-p 00000000 00:00 0 [heap]');
    const found = isDropped ? [{ start: 0x400000n, end: 0x402000n, resident: 8192 }] : [];
    assert.deepEqual(untouched(other + text + other), found);
  });
