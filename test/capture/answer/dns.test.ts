import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDnsAnswer } from '../../../src/capture/answer/dns.ts';
import { viewOf } from '../../sys/attributes.ts';
import { dnsAnswers, dnsMessage, record, toQuestion } from './messages.ts';

/** Of a message that was captured up to `end`, with something else behind it. */
function judged(bytes: readonly number[], end = bytes.length, size = bytes.length): boolean {
  const before = [1, 2, 3];
  const verdicts = [[], [255, 255, 255], new Array<number>(40).fill(0)].map(behind =>
    isDnsAnswer(viewOf([...before, ...bytes.slice(0, end), ...behind]), 3, 3 + end, size),
  );
  assert.equal(new Set(verdicts).size, 1, 'what stands behind does not matter');
  return verdicts[0] === true;
}

test('isDnsAnswer() takes whole answers, as real servers send them', () => {
  const soa = record([0xc0, 17], new Array<number>(40).fill(1), 6);
  const opt = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
  for (const [name, bytes] of [
    ['an address', dnsMessage()],
    ['no such name', dnsMessage({ flags: 0x8183, counts: [1, 0, 1, 0], records: [soa] })],
    ['refused', dnsMessage({ flags: 0x8105, records: [] })],
    ['with EDNS', dnsMessage({ counts: [1, 1, 0, 1], records: [record(toQuestion, [1, 2, 3, 4]), opt] })],
    ['truncated by its server', dnsMessage({ flags: 0x8380, records: [] })],
    ['of the root', dnsMessage({ question: [0, 0, 2, 0, 1], records: [record([0], [2, 99, 100, 0], 2)] })],
    ['a notify', dnsMessage({ flags: 0xa400, records: [] })],
  ] as const)
    assert.equal(judged(bytes), true, name);
});

test('isDnsAnswer() takes nothing else', () => {
  const label = new Array<number>(64).fill(97);
  const long = [1, 2, 3, 4].flatMap(() => [63, ...new Array<number>(63).fill(97)]);
  const question = (name: readonly number[]) => dnsMessage({ question: [...name, 0, 1, 0, 1], records: [] });
  for (const [name, bytes] of [
    ['nothing', []],
    ['a header alone', dnsMessage({ counts: [0, 0, 0, 0], question: [], records: [] })],
    ['a header that asks for more', dnsMessage({ question: [], records: [] })],
    ['a question', dnsMessage({ flags: 0x0100, records: [] })],
    ['the reserved bit', dnsMessage({ flags: 0x81c0 })],
    ['no question', dnsMessage({ counts: [0, 1, 0, 0] })],
    ['two questions', dnsMessage({ counts: [2, 0, 0, 0] })],
    ['a record too many', dnsMessage({ counts: [1, 0, 0, 0] })],
    ['a record too few', dnsMessage({ counts: [1, 1, 1, 0] })],
    ['a byte too many', dnsMessage({ tail: [0] })],
    ['a byte too few', dnsMessage().slice(0, -1)],
    ['a question that points', question([0xc0, 12])],
    ['a question that points at the header', question([1, 97, 0xc0, 0])],
    ['a label of 64 bytes', question([64, ...label, 0])],
    ['a name of 257 bytes', question([...long, 0])],
    ['a pointer ahead', dnsMessage({ records: [record([0xc0, 60], [1, 2, 3, 4])] })],
    ['a pointer to itself', dnsMessage({ records: [record([0xc0, 27], [1, 2, 3, 4])] })],
    ['a pointer into the header', dnsMessage({ records: [record([0xc0, 11], [1, 2, 3, 4])] })],
    ['a pointer to no name', dnsMessage({ records: [record([0xc0, 13], [1, 2, 3, 4])] })],
  ] as const)
    assert.equal(judged(bytes), false, name);
});

test('isDnsAnswer() takes any whole answer, and none of them with a byte or a record more or less', () => {
  const property = fc.property(dnsAnswers, ({ bytes }) => {
    assert.equal(judged(bytes), true);
    assert.equal(judged([...bytes, 0]), false);
    for (let end = 0; end < bytes.length; end++) assert.equal(judged(bytes.slice(0, end)), false, `${end}`);
    // Answers, authorities and additional records are counted behind the questions.
    for (const at of [7, 9, 11])
      for (const step of [1, -1])
        if ((bytes[at] ?? 0) + step >= 0)
          assert.equal(
            judged(Object.assign([...bytes], { [at]: (bytes[at] ?? 0) + step })),
            false,
            `${step} at ${at}`,
          );
  });
  fc.assert(property, { numRuns: 60 });
});

test('isDnsAnswer() takes what was captured of an answer from its question on, as long as it is well formed', () => {
  const property = fc.property(dnsAnswers, fc.nat(5_000), ({ bytes, question, starts }, more) => {
    const size = bytes.length;
    for (let end = 0; end <= size; end++)
      assert.equal(judged(bytes, end), end >= question, `${end} of ${size}`);
    // The last record says how long it is, so that the message cannot be longer.
    if (more > 0 && starts.length > 0) assert.equal(judged(bytes, size, size + more), false);
  });
  fc.assert(property, { numRuns: 60 });
});

test('isDnsAnswer() asks for room for the records that were not captured', () => {
  const bytes = dnsMessage({ counts: [1, 1, 0, 1000], records: [record(toQuestion, [1, 2, 3, 4])] });
  assert.equal(judged(bytes, 40, 11_000), false);
  assert.equal(judged(bytes, 40, 11_500), true);
});

test('isDnsAnswer() throws for no bytes at all, and reads no others', () => {
  const some = fc.oneof(
    fc.uint8Array({ maxLength: 600 }).map(bytes => [...bytes]),
    fc
      .record({
        message: dnsAnswers,
        changes: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
      })
      .map(({ message: { bytes }, changes }) => {
        for (const [at, to] of changes) if (at < bytes.length) bytes[at] = to;
        return bytes;
      }),
  );
  let taken = 0;
  const property = fc.property(some, fc.nat(700), fc.nat(70_000), (bytes, cut, size) => {
    const end = Math.min(cut, bytes.length);
    if (judged(bytes, end, size)) taken++;
    if (judged(bytes)) taken++;
  });
  fc.assert(property, { numRuns: 5_000 });
  assert.ok(taken > 100, `${taken} were answers still, so the changes mean something`);
});
