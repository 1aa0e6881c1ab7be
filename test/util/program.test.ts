import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram, startProgram, startTalk, whyFailed } from '../../src/util/program.ts';
import { folderOf } from '../support/folder-of.ts';

const minute = 60_000;

test('startProgram() gives what a program said and how it ended', async () => {
  const ran = await startProgram('/bin/sh', ['-c', 'echo $LC_ALL; echo wrong >&2; exit 3'], minute);
  assert.deepEqual(ran, { code: 3, out: 'C\n', err: 'wrong\n' });
  assert.equal((await startProgram('/nowhere/program', [], minute)).code, 127);
});

test('a program that may not be started is told from one that is not installed, and from one that takes long', async () => {
  const file = join(folderOf({ program: '' }), 'program');
  const talk = startTalk(file, [], '> ', minute);
  for (const ran of [runProgram(file, []), await startProgram(file, [], minute), await talk.close()]) {
    assert.deepEqual(ran, { code: 126, out: '', err: `${file} cannot be started: EACCES` });
    assert.equal(whyFailed(file, ran), `${file} cannot be started: EACCES`);
  }
});

test('startProgram() ends a program that takes too long', async () => {
  assert.equal((await startProgram('sleep', ['1000'], 1)).code, 124);
});

test('startProgram() keeps the beginning of what is said without end', async () => {
  const { out } = await startProgram('/bin/sh', ['-c', 'head -c 100000000 /dev/zero'], minute);
  assert.ok(out.length > 6e7 && out.length <= 2 ** 26);
});

test('startProgram() ends a program when the work is cut short, and starts none afterwards', async () => {
  const end = new AbortController();
  const reason = new Error('cut short');
  const running = startProgram('sleep', ['1000'], minute, end.signal);
  end.abort(reason);
  await assert.rejects(running, reason);
  await assert.rejects(startProgram('true', [], minute, end.signal), reason);
});

test('startProgram() gives a program that is to be cut short a session of its own', async () => {
  const session = (ended?: AbortSignal) =>
    startProgram('/bin/sh', ['-c', 'cut -d" " -f6 /proc/$$/stat'], minute, ended);
  const [own, ours] = [await session(new AbortController().signal), await session()];
  assert.notEqual(own.out, ours.out);
});

test('startTalk() has one answer for each line, behind the prompt that waits for it', async () => {
  const script =
    'echo hello; while printf "> " && read -r line; do echo "$line"; [ "$line" != end ] || exit 3; done';
  const talk = startTalk('/bin/sh', ['-c', script], '> ', minute);
  assert.deepEqual(await Promise.all(['a', '', 'b'].map(talk.ask)), ['a\n', '\n', 'b\n']);
  assert.equal(await talk.ask('end'), 'end\n');
  assert.equal(await talk.ask('more'), '', 'it has ended');
  assert.deepEqual(await talk.close(), { code: 3, out: '', err: '' });
});

test('startTalk() ends where the program is missing, takes too long or never prompts', async () => {
  const codeOf = async (program: string, args: string[], limit: number): Promise<[string, number]> => {
    const talk = startTalk(program, args, '> ', limit);
    return [await talk.ask('x'), (await talk.close()).code];
  };
  assert.deepEqual(await codeOf('/nowhere/program', [], minute), ['', 127]);
  assert.deepEqual(await codeOf('sleep', ['1000'], 1), ['', 124]);
  assert.deepEqual(await codeOf('/bin/sh', ['-c', 'echo no; exit 2'], minute), ['', 2]);
});

test('startProgram() and startTalk() leave no timer of a program that never began', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  await startProgram('/nowhere/program', [], minute);
  await startTalk('/nowhere/program', [], '> ', minute).close();
  assert.equal(timers(), before);
});

test('startTalk() ends when it is told to, and has no answer then', async () => {
  const end = new AbortController();
  const talk = startTalk(
    '/bin/sh',
    ['-c', 'printf "> "; read -r line; exec sleep 1000'],
    '> ',
    minute,
    end.signal,
  );
  const said = talk.ask('x');
  end.abort();
  assert.equal(await said, '');
  assert.notEqual((await talk.close()).code, 0);
});

test('runProgram() finds a program of sbin whatever the PATH, behind what the PATH has', () => {
  const { PATH: path } = process.env;
  try {
    for (const some of ['/usr/bin', '']) {
      process.env['PATH'] = some;
      assert.match(runProgram('sysctl', ['-n', 'kernel.ostype']).out, /^Linux$/m, some);
    }
    process.env['PATH'] = '/usr/bin';
    const { out } = runProgram('/usr/bin/env', []);
    assert.match(out, /^PATH=\/usr\/bin:\/usr\/local\/sbin:\/usr\/sbin:\/sbin$/m);
  } finally {
    process.env['PATH'] = path;
  }
});

test('whyFailed() says why a program failed, in its own words where it has any', () => {
  const failed = (script: string) => whyFailed('sh', runProgram('/bin/sh', ['-c', script]));
  assert.equal(failed('printf "\\n# Warning: none\\n  No such table \\nmore" >&2; exit 1'), 'No such table');
  assert.equal(failed('exit 3'), 'sh ended with 3');
  assert.equal(whyFailed('nft', runProgram('/nowhere/nft', [])), 'nft is not installed');
});
