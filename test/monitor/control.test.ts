import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atFirst, type Control, press, type Step } from '../../src/monitor/control.ts';

const listed = ['203.0.113.1', '203.0.113.2', '203.0.113.3'];

/** Presses one key after the other; returns what the last one led to. */
function pressAll(keys: readonly string[], from: Control = atFirst): Step {
  let step: Step = { control: from };
  for (const key of keys) step = press(step.control, key, listed);
  return step;
}

test('press() marks sources within the list, and opens the marked one', () => {
  assert.equal(pressAll(['down', 'down']).control.marked, '203.0.113.2');
  assert.equal(pressAll(['down', 'up', 'up']).control.marked, '203.0.113.1');
  assert.equal(pressAll(['up']).control.marked, '203.0.113.3');
  assert.equal(pressAll(['pagedown', 'pagedown']).control.marked, '203.0.113.3');
  const { control } = pressAll(['down', 'down', 'return']);
  assert.deepEqual([control.page, control.opened], ['story', '203.0.113.2']);
  assert.equal(pressAll(['return']).control.opened, '203.0.113.1');
  assert.equal(press(atFirst, 'return', []).control.page, 'overview');
  assert.equal(press(atFirst, 'down', []).control.marked, undefined);
});

test('press() moves in a story, and not above its newest event', () => {
  assert.equal(pressAll(['return', 'up', 'up', 'down']).control.back, 1);
  assert.equal(pressAll(['return', 'down']).control.back, 0);
  assert.equal(pressAll(['return', 'escape']).control.opened, undefined);
});

test('press() types a filter, in which no letter is a command', () => {
  const { control } = pressAll(['/', ...'quip?'.split(''), 'backspace', 'left']);
  assert.equal(control.typed, 'quip');
  const done = pressAll(['down', '/', ...'23 syn'.split(''), 'return']);
  assert.deepEqual(
    [done.filter?.text, done.control.typed, done.control.marked],
    ['23 syn', undefined, undefined],
  );
  const wrong = pressAll(['/', ...'quip'.split(''), 'return']);
  assert.deepEqual([wrong.filter, wrong.control.typed], [undefined, 'quip']);
  assert.match(wrong.control.word ?? '', /^"quip" is nothing to filter by/);
  assert.equal(pressAll(['/', 'x', 'escape']).control.typed, undefined);
  assert.equal(pressAll(['/', ...'x'.repeat(500).split('')]).control.typed?.length, 80);
});

test('press() pauses, helps and ends', () => {
  assert.equal(pressAll(['p']).isPause, true);
  assert.equal(pressAll([' ']).isPause, true);
  assert.equal(pressAll(['?']).control.page, 'help');
  assert.equal(pressAll(['?', '?']).control.page, 'overview');
  assert.equal(pressAll(['q']).isEnd, true);
  assert.equal(pressAll(['/', 'ctrl-c']).isEnd, true);
  assert.equal(pressAll(['x']).isEnd, undefined);
});
