import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../../../src/monitor/screen/text.ts';
import { createPainter } from '../../../src/monitor/terminal/painter.ts';

const size = { columns: 10, rows: 3 };
const screen = (...texts: string[]) => texts.map(text => lineOf(text));

test('createPainter() draws the whole screen once, then only lines that changed', () => {
  const painter = createPainter({ colours: 0, isUtf8: true });
  assert.equal(
    painter.paint(screen('one', 'two'), size),
    '\x1b[2J\x1b[1;1H\x1b[Kone\x1b[2;1H\x1b[Ktwo\x1b[3;1H\x1b[K',
  );
  assert.equal(painter.paint(screen('one', 'two'), size), '');
  assert.equal(painter.paint(screen('one', '2', 'three'), size), '\x1b[2;1H\x1b[K2\x1b[3;1H\x1b[Kthree');
  painter.forget();
  assert.ok(painter.paint(screen('one', '2', 'three'), size).startsWith('\x1b[2J'));
});

test('createPainter() cuts what is too wide, and lines that there is no room for', () => {
  const painter = createPainter({ colours: 0, isUtf8: true });
  const text = painter.paint(screen('0123456789abc', '', '', 'below'), size);
  assert.ok(text.includes('\x1b[1;1H\x1b[K0123456789\x1b[2;1H'));
  assert.doesNotMatch(text, /below/);
});

test('createPainter() colours as many as the terminal has', () => {
  const red = (colours: 0 | 16 | 256): string =>
    createPainter({ colours, isUtf8: true }).paint([lineOf('x', 'handshake')], { columns: 5, rows: 1 });
  assert.equal(red(16), '\x1b[2J\x1b[1;1H\x1b[K\x1b[31mx\x1b[m');
  assert.ok(red(256).endsWith('\x1b[38;5;203mx\x1b[m'));
  assert.match(red(0), /\[Kx$/);
});
