import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasNews, mailAddress } from '../../src/report/mail.ts';
import { banned, hour, now, reportOf, touchLine } from './fixture.ts';

test('mailAddress() takes one address and nothing that a mail server could take for something else', () => {
  for (const good of ['root', 'admin@example.org', 'a.b+c=d@sub.example.org'])
    assert.equal(mailAddress(good), good);
  for (const bad of [
    '',
    '-oQ/tmp',
    '-bs',
    'a@example.org\n',
    'a@example.org\nBcc: b@example.org',
    'a@example.org,b@example.org',
    'a@example.org b@example.org',
    '|/bin/sh',
    '/etc/passwd',
    '"a b"@example.org',
    'a@-example.org',
    'a@b@c',
    `${'a'.repeat(65)}@example.org`,
    'ä@example.org',
  ])
    assert.throws(() => mailAddress(bad), /--mail: expected one address such as root/, bad);
});

test('hasNews() is true for a scan or a ban, and not for what is only looked at', async t => {
  const news = async (log: string, bans: string): Promise<boolean> =>
    hasNews((await reportOf(t, { log, bans })).report);
  assert.equal(await news(touchLine('203.0.113.1', now - hour), ''), true);
  assert.equal(await news('', banned(now - hour, 'Ban 203.0.113.1')), true);
  assert.equal(await news(touchLine('203.0.113.1', now - hour, { why: 'below-trigger' }), ''), false);
});
