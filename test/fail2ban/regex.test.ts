import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findHosts } from '../../src/fail2ban/regex.ts';
import { releases } from '../jails/releases.ts';

for (const { name, skip, config, used } of releases)
  test(`findHosts() asks the filter when a jail has its name, by ${name}`, { skip }, () => {
    const folder = config();
    const write = (file: string, text: string): string => {
      writeFileSync(join(folder, file), text);
      return join(folder, file);
    };
    mkdirSync(join(folder, 'jail.d'));
    const own = '[Definition]\nfailregex = \\b<word>: <HOST>$\n[Init]\nword = one\n';
    write('filter.d/shared.conf', own);
    const jail = '[shared]\nenabled = true\nfilter =\nfailregex = \\bthree: <HOST>$\nlogpath = /dev/null\n';
    write('jail.d/shared.conf', jail);
    const words = ['one', 'two', 'three'];
    const lines = words.map((word, at) => `2026-08-14 11:58:02 ${word}: 203.0.113.${at}\n`);
    const log = write('log', lines.join(''));
    const found = (filter: string): string[] => used(() => findHosts(folder, log, filter));
    assert.deepEqual(found('shared'), ['203.0.113.0']);
    assert.deepEqual(found('shared[word=two]'), ['203.0.113.1']);
    // What the admin says beside it counts, as in the jail.
    write('filter.d/shared.local', '[Init]\nword = three\n');
    assert.deepEqual(found('shared'), ['203.0.113.2']);
  });
