import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesOf, openSink } from '../../src/log/sink.ts';
import { datagram, probe } from '../detect/helpers.ts';
import { configWith } from '../jails/fixtures.ts';

/** What the log and the history hold after a handshake, a datagram and an observation. */
function written(extra: {
  format?: 'portsentry-2';
  historyUnverified?: true;
}): [log: string, history: string] {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  const [file, history] = [join(folder, 'log'), join(folder, 'history')];
  const { jails, log } = configWith();
  const sink = openSink({ jails, log: { ...log, file, history, ...extra } });
  const tally = { hits: 1, ports: 1 };
  sink.scan(probe(), tally);
  sink.scan(datagram({ port: 9 }), tally);
  sink.seen(probe(), tally, 'ignored');
  sink.held(1, { reason: 'repeat', lines: 1, sources: 1, since: 1 });
  sink.close();
  return [readFileSync(file, 'utf8'), readFileSync(history, 'utf8')];
}

test('openSink() writes to the history what is proven, and the rest only when told to', () => {
  assert.match(written({})[1], /^.* Port: 23 TCP Blocked\n$/);
  assert.match(written({ historyUnverified: true })[1], /Port: 23 TCP Blocked\n.* Port: 9 UDP Blocked\n$/);
});

test("openSink() writes no observation in Portsentry 2's form, which a filter would match", () => {
  assert.equal(written({})[0].match(/: (?:scan|seen|held) /g)?.length, 4);
  assert.match(written({ format: 'portsentry-2' })[0], /^(?:\S+ Scan from: .*\n){2}$/);
});

test('filesOf() names what is written as a file', () => {
  const log = { file: '/a', format: 'portjail', history: '/b', historyUnverified: false, seen: [] } as const;
  assert.deepEqual(filesOf({ ...log, seen: [], target: 'file' }), ['/a', '/b']);
  assert.deepEqual(filesOf({ ...log, seen: [], target: 'journal' }), ['/b']);
  assert.deepEqual(filesOf({ ...log, seen: [], target: 'file', history: '' }), ['/a']);
});

/** What stands in the new log and the new history after a rotation, when nothing happened since. */
function writtenAgain(format: 'portjail' | 'portsentry-2', packetLines = 1): [log: string, history: string] {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  const [file, history] = [join(folder, 'log'), join(folder, 'history')];
  const { jails, log } = configWith();
  const unverified = { ...jails.unverified, maxretry: packetLines };
  const sink = openSink({ jails: { ...jails, unverified }, log: { ...log, file, history, format } });
  const tally = { hits: 1, ports: 1 };
  sink.scan(probe(), tally);
  sink.seen(probe(), tally, 'ignored');
  sink.scan(datagram({ port: 9 }), tally);
  for (const path of [file, history]) renameSync(path, `${path}.1`);
  sink.reopen();
  const found = [readFileSync(file, 'utf8'), readFileSync(history, 'utf8')] as const;
  sink.close();
  return [...found];
}

test('openSink() writes after a rotation what Fail2ban may not have read, and says so where the form can', () => {
  const [log, history] = writtenAgain('portjail');
  assert.match(
    log,
    /^\S+ \S+ portsentry\[\d+\]: again lines=2\n.*: scan .* dport=23 .*\n.*: scan .* dport=9 .*\n$/,
  );
  assert.match(history, /^.* Port: 23 TCP Blocked\n$/);
  assert.match(writtenAgain('portsentry-2')[0], /^(?:\S+ Scan from: .*\n){2}$/);
});

test('openSink() writes no line again that Fail2ban would count twice', () => {
  assert.match(writtenAgain('portjail', 2)[0], /: again lines=1\n.* dport=23 .*\n$/);
});
