import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTemplate } from '../../../src/jails/pack/template.ts';

test('renderTemplate() doubles every % of an INI value and leaves the tags of another file alone', () => {
  assert.match(
    renderTemplate('filter-recidive.conf', { jail: '%(a)s%<b>{{c}}', marked: '' }, 'ini'),
    /\[%%\(a\)s%%<b>\{\{c\}\}\\\]/,
  );
  assert.match(
    renderTemplate('logrotate', { logs: [{ log: '/a%b%c', unit: 'a' }] }, 'plain'),
    /^"\/a%b%c" \{$/m,
  );
});

test('renderTemplate() refuses what would begin a line of its own, and a value that is missing', () => {
  for (const jail of ['a\nb', 'a\rb', 'a\0b'])
    assert.throws(() => renderTemplate('filter-recidive.conf', { jail, marked: '' }, 'ini'), /line break/);
  assert.throws(() => renderTemplate('logrotate', { logs: [{ log: '/a' }] }, 'plain'), /no value/);
});
