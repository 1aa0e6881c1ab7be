import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/sentry.ts';
import { defaults, healthy, log, names, now } from '../facts.ts';

const [sentry = { pid: 0, here: true, writes: [], captures: false, time: undefined }] = healthy.sentries;
const writing = (path: string, inode: number) => ({
  ...healthy,
  sentries: [{ ...sentry, writes: [{ path, device: 1, inode }] }],
});

test('sentryDown() names a host without a sentry', () => {
  assert.deepEqual(names(checks.sentryDown, { ...healthy, sentries: [] }), ['sentry-down']);
});

test('sentryOnOtherLog() names a sentry that writes elsewhere', () => {
  assert.deepEqual(names(checks.sentryOnOtherLog, writing('/var/log/else', 33)), ['sentry-on-other-log']);
  assert.deepEqual(names(checks.sentryOnOtherLog, writing(log, 33)), []);
});

test('writerOnOldFile() names a renamed file and a deleted one, by their inode', () => {
  assert.deepEqual(names(checks.writerOnOldFile, writing(log, 33)), []);
  assert.deepEqual(names(checks.writerOnOldFile, writing(`${log}.state.next`, 32)), []);
  for (const old of [`${log}.1`, `${log} (deleted)`, `${log}-20261122`]) {
    assert.deepEqual(names(checks.writerOnOldFile, writing(old, 32)), ['writer-on-old-file'], old);
    assert.deepEqual(names(checks.sentryOnOtherLog, writing(old, 32)), [], old);
  }
});

test('writerOnOldFile() has nobody signal a process that is not seen from here', () => {
  const { sentries, ...rest } = writing(`${log}.1`, 32);
  const fixOf = (here: boolean): string =>
    checks.writerOnOldFile({ ...rest, sentries: sentries.map(one => ({ ...one, here })) })[0]?.mend ?? '';
  assert.match(fixOf(true), /"kill -HUP 7"/);
  assert.doesNotMatch(fixOf(false), /kill/);
});

test('a sentry that writes the log in a folder that is a link writes the log', () => {
  const real = '/data/log/portsentry.log';
  const linked = (path: string, inode: number) => ({
    ...writing(path, inode),
    log: { ...healthy.log, names: [log, real] },
  });
  assert.deepEqual(names(checks.sentryOnOtherLog, linked(real, 33)), []);
  assert.deepEqual(names(checks.writerOnOldFile, linked(real, 33)), []);
  assert.deepEqual(names(checks.writerOnOldFile, linked(`${real}.1`, 32)), ['writer-on-old-file']);
});

test('noRightToCapture() asks for a packet socket in stealth mode only', () => {
  assert.deepEqual(names(checks.noRightToCapture, healthy), []);
  const config = { ...defaults, tcp: { ...defaults.tcp, mode: 'stealth' as const } };
  assert.deepEqual(names(checks.noRightToCapture, { ...healthy, config }), ['no-capture-right']);
  const seeing = { ...healthy, config, sentries: [{ ...sentry, captures: true }] };
  assert.deepEqual(names(checks.noRightToCapture, seeing), []);
  const none = { ...healthy, config, sentries: [] };
  assert.deepEqual(names(checks.noRightToCapture, none), []);
  const unable = { ...none, host: { ...healthy.host, mayCapture: false } };
  assert.deepEqual(names(checks.noRightToCapture, unable), ['no-capture-right']);
});

test('silent() names a status that is half a minute old, as status does', () => {
  const since = (time: number | undefined) => ({ ...healthy, sentries: [{ ...sentry, time }] });
  assert.deepEqual(names(checks.silent, since(undefined)), []);
  assert.deepEqual(names(checks.silent, since(now - 10_000)), []);
  assert.deepEqual(names(checks.silent, since(now - 31_000)), ['sentry-silent']);
  assert.deepEqual(names(checks.silent, since(now + 30_000)), [], 'clocks differ');
  assert.match(
    checks.silent(since(8.64e15))[0]?.what ?? '',
    /10 s, and the time in it lies ahead of the clock/,
  );
});

test('statusNoFile() names what stands in the place of the status', () => {
  assert.deepEqual(names(checks.statusNoFile, healthy), []);
  const statusUnfit = '/run/portjail/status.json is a pipe (FIFO), and no file';
  assert.deepEqual(names(checks.statusNoFile, { ...healthy, statusUnfit }), ['status-no-file']);
});

test('logTroubles() names what the sentry says of its log, which is then no other log', () => {
  assert.deepEqual(names(checks.logTroubles, healthy), []);
  const trouble = {
    file: log,
    stopped: true,
    what: `cannot write ${log}: ENOSPC`,
    fix: 'make room',
    since: now,
  };
  const facts = (stopped: boolean) => ({
    ...healthy,
    sentries: [{ ...sentry, writes: [], troubles: [{ ...trouble, stopped }] }],
  });
  assert.deepEqual(names(checks.logTroubles, facts(true)), ['log-not-written']);
  assert.deepEqual(names(checks.logTroubles, facts(false)), ['log-slow']);
  assert.deepEqual(names(checks.sentryOnOtherLog, facts(true)), []);
});

test('rulesUnread() warns of redirections that the sentry does not know', () => {
  assert.deepEqual(names(checks.rulesUnread, healthy), []);
  const sentries = [{ ...sentry, rulesUnread: true }];
  assert.deepEqual(names(checks.rulesUnread, { ...healthy, sentries }), ['rules-unread']);
});

test('socketsEach() and manyRest() say what the status does', () => {
  const caveat = { what: 'what', fix: 'fix' };
  for (const check of [checks.socketsEach, checks.manyRest]) assert.deepEqual(names(check, healthy), []);
  const sentries = [{ ...sentry, socketsEach: caveat, manyRest: caveat }];
  assert.deepEqual(names(checks.socketsEach, { ...healthy, sentries }), ['sockets-each']);
  assert.deepEqual(names(checks.manyRest, { ...healthy, sentries }), ['many-rest']);
});
