import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tail } from '../../src/follow/tail.ts';
import { forEver, until } from '../support/until.ts';
import { looks, numbered, start } from './fixture.ts';

test('stop() lets no further line through', async t => {
  const { file, lines, following } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  appendFileSync(file, 'two\n');
  await following.stop();
  appendFileSync(file, 'three\n');
  await looks();
  assert.deepEqual(lines, ['one']);
});

test('stop() in the middle of a buffer ends it there', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.log');
  writeFileSync(file, `${numbered(0, 1000).join('\n')}\n`);
  const lines: string[] = [];
  const ended = new Promise<void>(resolve => {
    const following = tail(file, {
      from: 'start',
      onLine: line => {
        lines.push(line);
        if (lines.length === 3) resolve(following.stop());
      },
      onProblem: assert.fail,
    });
  });
  await ended;
  await looks();
  assert.deepEqual(lines, numbered(0, 3));
});

test('stop() leaves nothing that keeps the process alive, at whatever moment it comes', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.log'), 'one\n');
  const program = `
    import { tail } from '${new URL('../../src/follow/tail.js', import.meta.url).href}';
    const options = { from: 'start', onLine() {}, onProblem() {} };
    for (const name of ['a.log', 'missing.log', 'no/dir/a.log'])
      for (let wait = 0; wait < 12; wait++) {
        const following = tail(process.argv[1] + '/' + name, options);
        const end = Date.now() + wait / 2;
        if (wait % 2) await new Promise(resolve => setTimeout(resolve, wait));
        else while (Date.now() < end);
        await following.stop();
      }
    console.log(process.getActiveResourcesInfo().filter(name => /FSEvent|Timeout|FSReq/.test(name)).join());`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program, folder], {
    timeout: forEver,
    encoding: 'utf8',
  });
  assert.doesNotMatch(printed, /FSEvent|Timeout/);
});
