import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abilitiesOf, sgrOf } from '../../../src/monitor/terminal/abilities.ts';

test('abilitiesOf() tells UTF-8 by the first locale that is set, and not on the kernel console', () => {
  const isUtf8 = (environment: NodeJS.ProcessEnv): boolean => abilitiesOf(environment, 8).isUtf8;
  assert.equal(isUtf8({ LANG: 'de_DE.UTF-8' }), true);
  assert.equal(isUtf8({ LANG: 'C.utf8' }), true);
  assert.equal(isUtf8({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }), false);
  assert.equal(isUtf8({ LANG: 'de_DE', LC_CTYPE: 'C.UTF-8' }), true);
  assert.equal(isUtf8({}), false);
  assert.equal(isUtf8({ LANG: 'C.UTF-8', TERM: 'linux' }), false);
});

test('abilitiesOf() takes as many colours as the terminal has, and none with NO_COLOR', () => {
  const colours = (environment: NodeJS.ProcessEnv, depth: number): number =>
    abilitiesOf(environment, depth).colours;
  assert.deepEqual(
    [1, 4, 8, 24].map(depth => colours({}, depth)),
    [0, 16, 256, 256],
  );
  assert.equal(colours({ NO_COLOR: '1' }, 24), 0);
  assert.equal(colours({ NO_COLOR: '' }, 8), 256);
  assert.equal(colours({ TERM: 'vt220' }, 4), 0);
});

test('sgrOf() has no look at all without colours', () => {
  const of = (colours: 0 | 16 | 256): string => sgrOf('bold', { colours, isUtf8: true });
  assert.deepEqual([of(0), of(16), of(256)], ['', '1', '1']);
});
