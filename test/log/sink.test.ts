import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesOf, openSink } from '../../src/log/sink.ts';
import { datagram, probe } from '../detect/helpers.ts';

/** What the log and the history hold after a handshake, a datagram and an observation. */
function written(extra: {
  format?: 'portsentry-2';
  historyUnverified?: true;
}): [log: string, history: string] {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  const [file, history] = [join(folder, 'log'), join(folder, 'history')];
  const sink = openSink({
    target: 'file',
    file,
    history,
    format: 'portjail',
    historyUnverified: false,
    seen: [],
    ...extra,
  });
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
