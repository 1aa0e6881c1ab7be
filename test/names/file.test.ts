import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type Answer, type Answers, answersPath, askerOf } from '../../src/names/answers.ts';
import { readAnswers, writeAnswers } from '../../src/names/file.ts';
import { parseAnswers } from '../../src/names/parse.ts';
import { processStart } from '../../src/sys/process/processes.ts';

const answer: Answer = {
  name: 'home.example.org',
  family: 4,
  addresses: ['203.0.113.7'],
  left: 2,
  answered: 1_795_334_400_000,
  emptySince: null,
  outcome: 'answered',
  refused: ['10.0.0.1'],
};
const answers: Answers = { pid: 321, processStart: 4711, time: 1_795_334_400_000, answers: [answer] };

function place(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-names-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'portjail-names', 'answers.json');
}

test('readAnswers() reads what writeAnswers() writes, for everybody', t => {
  const path = place(t);
  const missing = readAnswers(path);
  assert.deepEqual(missing, { found: undefined, missing: true, why: 'there is no such file' });
  writeAnswers(path, answers);
  assert.deepEqual(readAnswers(path).found, answers);
  assert.equal(statSync(path).mode & 0o777, 0o644);
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o755);
});

test('readAnswers() says why a file that is torn, another one, or a link, has no answers', t => {
  const path = place(t);
  writeAnswers(path, answers);
  for (const text of ['', '{"pid":1', '[]', '{"pid":"1"}']) {
    writeFileSync(path, text);
    const read = readAnswers(path);
    assert.deepEqual(read, {
      found: undefined,
      missing: false,
      why: 'it holds no answers of portjail names',
    });
  }
  rmSync(path);
  symlinkSync('/etc/passwd', path);
  assert.match(JSON.stringify(readAnswers(path)), /is a link/);
});

test('parseAnswers() leaves out what is no answer, and what is too much', () => {
  const bad = [
    1,
    { ...answer, name: '10.0.0.1o' },
    { ...answer, name: '\u001b[2J.org' },
    { ...answer, family: 5 },
    { ...answer, outcome: 'x' },
  ];
  assert.deepEqual(parseAnswers(JSON.stringify({ ...answers, answers: [...bad, answer] })), answers);
  const many = Array.from({ length: 50 }, (_, at) => `203.0.113.${at}`);
  const addresses = ['x', '\u001b', 7, ...many];
  const read = parseAnswers(
    JSON.stringify({ ...answers, answers: Array(300).fill({ ...answer, addresses }) }),
  );
  assert.equal(read?.answers.length, 200);
  assert.deepEqual(read?.answers[0]?.addresses, many.slice(0, 13));
});

test('parseAnswers() never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text => {
      parseAnswers(text);
    }),
  );
});

test('askerOf() knows a process that lives and writes, one that lives and does not, and one that has ended', () => {
  const here = { ...answers, pid: process.pid, processStart: processStart(process.pid) ?? 0 };
  assert.equal(askerOf(here, here.time + 60_000), 'runs');
  assert.equal(askerOf(here, here.time + 200_000), 'silent');
  assert.equal(askerOf({ ...here, processStart: here.processStart - 1 }, here.time), 'none');
  assert.equal(askerOf(undefined, 0), 'none');
});

test('answersPath() is the same for the sentry, for the one who asks, and for commands', () => {
  const path = '/var/lib/portjail-names/answers.json';
  for (const folder of [undefined, '', '/var/lib/portjail:/var/lib/portsentry', '/var/lib/portjail-names'])
    assert.equal(answersPath({ STATE_DIRECTORY: folder }), path);
  assert.equal(answersPath({ STATE_DIRECTORY: '/tmp/x/state' }), '/tmp/x/portjail-names/answers.json');
});
