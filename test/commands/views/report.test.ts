import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { touchLine } from '../../report/fixture.ts';
import { cli } from '../../support/built.ts';
import { directory, portjail } from '../program.ts';

/** A log with what a hostile hand may write into it. */
function logWith(...lines: string[]): string {
  const log = join(directory(), 'portsentry.log');
  writeFileSync(log, lines.join(''));
  return log;
}

const scan = touchLine('203.0.113.7', Date.now() - 60_000);
const hostile = '=cmd|forged \u001b[2J\u202e\u2028 src=203.0.113.9\n';

test('report prints text, JSON and a table of the sources, and nothing of what was forged', () => {
  const log = logWith(hostile, scan);
  const text = portjail('report', '--log', log);
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^ {2}scans \(ban-grade\): 1$/m);
  assert.match(text.stdout, /1 line is not of the form/);
  assert.doesNotMatch(text.stdout, /cmd|203\.0\.113\.9/);
  const json = portjail('report', '--json', '--all', '--log', log);
  assert.equal(JSON.parse(json.stdout).lines.scans, 1);
  const csv = portjail('report', '--csv', '--since', '1h', '--log', log);
  assert.match(csv.stdout, /^source,.*\n203\.0\.113\.7,1,0,[^\n]*\n$/);
  assert.match(csv.stderr, /1 line is not of the form/);
});

test('report ends with 1 where the log of the sentry cannot be read, and says so', () => {
  const { code, stdout } = portjail('report', '--log', join(directory(), 'none.log'));
  assert.equal(code, 1);
  assert.match(stdout, /^Totals, as far as the logs tell\n {2}not known: /m);
  assert.match(stdout.replaceAll(/\s+/g, ' '), /none\.log: not known from .*: there is no such file/);
});

test('report refuses what it does not understand with 2', () => {
  const log = logWith(scan);
  for (const [args, message] of [
    [['--json', '--csv'], /--json and --csv: give one of these/],
    [['--json', '--mail', 'root'], /--json and --mail: give one of these/],
    [['--html', '--csv'], /--csv and --html: give one of these/],
    [['-o', 'x.html'], /--output takes the page of --html/],
    [['--json', '--output', 'x.json'], /--output takes the page of --html/],
    [['--html', '-o', ''], /--output: expected the name of a file; found ""/],
    [['--mail', '-oQ/tmp'], /--mail/],
    [['--mail=-oQ/tmp'], /--mail: expected one address/],
    [['--mail', 'root\nBcc: a@example.org'], /--mail: expected one address.*\\nBcc/],
    [['--since', 'yesterday'], /--since: expected a span/],
    [['--all', '--since', '1d'], /--all and --since/],
    [['--since', '1h', '--until', '2h'], /is later than --until/],
    [['FILE'], /unexpected "FILE"/],
  ] as const) {
    const { code, stderr } = portjail('report', '--log', log, ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});

test('report --html prints a page, or writes it by rename for its owner alone', () => {
  const log = logWith(hostile, scan);
  const { code, stdout, stderr } = portjail('report', '--html', '--log', log);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^<!DOCTYPE html>\n<html lang="en">.*<\/html>\n$/s);
  assert.match(stdout, /<bdi>203\.0\.113\.7<\/bdi>/);
  assert.doesNotMatch(stdout, /cmd|203\.0\.113\.9/);
  const page = join(directory(), 'report.html');
  writeFileSync(page, 'the last one', { mode: 0o644 });
  const { ino } = statSync(page);
  const written = portjail('report', '--html', '-o', page, '--log', log);
  assert.deepEqual([written.code, written.stdout, written.stderr], [0, '', '']);
  assert.equal(statSync(page).mode & 0o777, 0o600);
  assert.notEqual(statSync(page).ino, ino, 'a reader of the last one keeps it');
  assert.match(readFileSync(page, 'utf8'), /^<!DOCTYPE html>.*203\.0\.113\.7.*<\/html>\n$/s);
  assert.deepEqual(readdirSync(dirname(page)), ['report.html']);
});

test('report --html ends with 1 where the page cannot be written, or the log of the sentry not be read', () => {
  const nowhere = join(directory(), 'none/report.html');
  const unwritten = portjail('report', '--html', '-o', nowhere, '--log', logWith(scan));
  assert.equal(unwritten.code, 1);
  assert.match(unwritten.stderr, /cannot write .*none\/report\.html: /);
  const page = join(directory(), 'report.html');
  const unread = portjail('report', '--html', '-o', page, '--log', join(directory(), 'none.log'));
  assert.equal(unread.code, 1);
  assert.match(readFileSync(page, 'utf8'), /none\.log: not known from .*: there is no such file/);
});

test('report refuses log.format portsentry-2 in one sentence', () => {
  const file = join(directory(), 'portjail.json');
  writeFileSync(file, JSON.stringify({ log: { file: logWith(scan), format: 'portsentry-2' } }));
  for (const args of [['report'], ['why', '203.0.113.7']]) {
    const { code, stderr } = portjail(...args, '-c', file);
    assert.equal(code, 2);
    assert.match(stderr, /log\.format is portsentry-2, whose lines this command does not read/);
  }
});

/** `report --mail` with a sendmail that keeps what it is given, or says no. */
function mailed(log: string, sendmail: string) {
  const folder = directory();
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/sendmail'), `#!/bin/sh\n${sendmail}\n`, { mode: 0o755 });
  const args = [cli, 'report', '--since', '1h', '--log', log, '--mail', 'admin@example.org'];
  const ran = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: `${folder}/bin:/usr/bin:/bin`, RUNTIME_DIRECTORY: folder, OUT: folder },
  });
  return { ...ran, read: (name: string): string => readFileSync(join(folder, name), 'utf8') };
}

const keep = 'printf "%s\\n" "$@" > $OUT/args; cat > $OUT/mail';

test('report --mail hands the text to sendmail, the address behind --', () => {
  const { status, stdout, stderr, read } = mailed(logWith(scan), keep);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '');
  assert.equal(read('args'), '-i\n--\nadmin@example.org\n');
  const [head = '', body = ''] = read('mail').split('\n\nportjail report of ');
  assert.match(head, /^To: admin@example\.org\nSubject: portjail on [A-Za-z0-9.-]+: 1 scan/);
  assert.match(body, /^ {2}scans \(ban-grade\): 1$/m);
  for (const line of read('mail').split('\n')) assert.ok(line.length <= 998);
});

test('report --mail ends with 1 where no mail goes out, and says why', () => {
  const refused = mailed(logWith(scan), 'cat > /dev/null; echo "no such user \u001b[2J" >&2; exit 67');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /no mail was sent to admin@example\.org: no such user \\u001b\[2J/);
  const none = mailed(join(directory(), 'none.log'), keep);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /no mail was sent:\n.*none\.log: not known/);
});

test('report shows on a terminal how far it is, and only there', () => {
  const log = logWith(...Array.from({ length: 2000 }, () => scan));
  const args = `${process.execPath} ${cli} report --since 1h --log ${log}`;
  const run = (command: string) => spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
  assert.match(run(args).stdout, /\rreading the logs: \d+ %/);
  assert.doesNotMatch(portjail('report', '--since', '1h', '--log', log).stderr, /reading/);
});
