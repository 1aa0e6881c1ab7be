import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assemble } from '../../../../src/sentry/trap/bpf/assemble.ts';
import {
  type Code,
  copy,
  exit,
  load,
  r0,
  r1,
  r6,
  set,
  stack,
  store,
} from '../../../../src/sentry/trap/bpf/instructions.ts';
import { whenMember } from '../../../../src/sentry/trap/bpf/members.ts';
import { bucketsOf, membersSize } from '../../../../src/sentry/trap/bpf/tables.ts';
import { type Key, keyOfAddress, writeMembers } from '../../../../src/sentry/trap/memory/members.ts';
import { interpret } from '../bpf/interpreter.ts';

const fd = 7;

/** A program that returns 1 when the 16 bytes of its context are in the set. */
function membership(buckets: number): Uint8Array {
  const found = Symbol('found');
  const code: Code = [
    copy(r6, r1),
    ...[0, 8].flatMap(at => [load(8, r0, r6, at), store(8, stack, at - 16, r0)]),
    ...whenMember(fd, buckets, -16, found),
    set(r0, 0),
    exit(),
    found,
    set(r0, 1),
    exit(),
  ];
  return assemble(code);
}

const isMember = (memory: ArrayBuffer, buckets: number, key: Key): boolean =>
  interpret(membership(buckets), {
    context: new Uint8Array(new Uint32Array(key).buffer),
    arrays: new Map([[fd, memory]]),
    sockets: { fd: 0, keys: [] },
  }).returned === 1n;

const word = fc.nat(0xffff_ffff);
const keys = fc.uniqueArray(fc.tuple(word, word, word, word), {
  minLength: 1,
  maxLength: 60,
  selector: key => key.join(),
});

test('writeMembers() puts in force what was written last, and nothing else', () => {
  fc.assert(
    fc.property(keys, keys, (first, second) => {
      const memory = new ArrayBuffer(membersSize(64));
      assert.equal(writeMembers(memory, 64, first), 0);
      for (const key of first) assert.ok(isMember(memory, 64, key));
      assert.equal(writeMembers(memory, 64, second), 0);
      const now = new Set(second.map(key => key.join()));
      for (const key of [...first, ...second]) assert.equal(isMember(memory, 64, key), now.has(key.join()));
    }),
    { numRuns: 50 },
  );
});

test('writeMembers() leaves the half alone that is being read', () => {
  const memory = new ArrayBuffer(membersSize(64));
  writeMembers(memory, 64, [[1, 2, 3, 4]]);
  const before = memory.slice(0);
  writeMembers(memory, 64, [[5, 6, 7, 8]]);
  // A reader that read the state before the change finds what was in force then.
  new Uint32Array(memory)[0] = new Uint32Array(before)[0] ?? 0;
  assert.equal(isMember(memory, 64, [1, 2, 3, 4]), true);
});

test('writeMembers() has room for a thousand addresses of any kind, and says what had none', () => {
  const memory = new ArrayBuffer(membersSize(bucketsOf.own));
  for (const make of [
    (i: number) => keyOfAddress([0, 0, 0xffff, 0x0a00_0000 + i]),
    (i: number) => keyOfAddress([0x2001_0db8, 0, 0, i]),
    (i: number) => keyOfAddress([0x2001_0db8, i << 16, 0, 1]),
  ]) {
    const thousand = Array.from({ length: 1000 }, (_, i) => make(i));
    assert.equal(writeMembers(memory, bucketsOf.own, thousand), 0);
    assert.ok(isMember(memory, bucketsOf.own, make(999)) && !isMember(memory, bucketsOf.own, make(1000)));
  }
  const many = Array.from({ length: 9000 }, (_, i): Key => [i + 1, 0, 0, 0]);
  const left = writeMembers(memory, bucketsOf.own, many);
  assert.equal(many.filter(key => !isMember(memory, bucketsOf.own, key)).length, left);
  assert.ok(left > 0);
});
