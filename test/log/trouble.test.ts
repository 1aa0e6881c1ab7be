import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTroubles } from '../../src/log/trouble.ts';

function heard(t: TestContext): string[] {
  const lines: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => lines.push(text) > 0);
  return lines;
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

test('createTroubles() says each reason once with its fix, and once that it is over', t => {
  const said = heard(t);
  const troubles = createTroubles('/l');
  troubles.written(0);
  for (const code of ['ENOSPC', 'ENOSPC', 'EROFS', 'EROFS']) troubles.failed(systemError(code));
  assert.match(troubles.now()?.what ?? '', /^cannot write \/l: EROFS$/);
  assert.match(troubles.now()?.fix ?? '', /dmesg/);
  for (const lost of [7, 7]) troubles.written(lost);
  assert.deepEqual(
    said.map(line => line.replace(/ \(.*\)/, '')),
    [
      'portjail: error: cannot write /l: ENOSPC; trying again\n',
      'portjail: error: cannot write /l: EROFS; trying again\n',
      'portjail: /l is written again; 7 lines were lost\n',
    ],
  );
  assert.equal(troubles.now(), undefined);
});

test('createTroubles() keeps the time at which it began, over another reason', t => {
  heard(t);
  let now = 5;
  t.mock.method(Date, 'now', () => now);
  const troubles = createTroubles('/l');
  troubles.failed(systemError('ENOSPC'));
  now = 99;
  troubles.failed(systemError('EROFS'));
  assert.equal(troubles.now()?.since, 5);
});

test('createTroubles() says once that a disk is slow, and once when it has been quick for a minute', t => {
  const said = heard(t);
  let now = 0;
  const troubles = createTroubles('/l', () => now);
  troubles.took(999);
  assert.equal(troubles.now(), undefined);
  for (const time of [1_200, 30_000]) troubles.took(time);
  assert.equal(troubles.now()?.stopped, false);
  assert.match(troubles.now()?.what ?? '', /one line took 30\.0 s/);
  now = 59_999;
  troubles.written(0);
  assert.equal(said.length, 1);
  now = 60_000;
  troubles.written(0);
  assert.match(said[0] ?? '', /warning: writing \/l is slow: one line took 1\.2 s/);
  assert.deepEqual(said.slice(1), ['portjail: /l is written quickly again\n']);
  assert.equal(troubles.now(), undefined);
});
