import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../../../src/sentry/trap/bpf/assemble.ts';
import {
  add,
  addNumber,
  andNumber,
  type Code,
  call,
  copy,
  copyW,
  exit,
  jump,
  load,
  mapOf,
  memoryOf,
  multiplyW,
  r0,
  r1,
  r2,
  r6,
  set,
  setWide,
  shiftLeft,
  shiftRightW,
  stack,
  store,
  storeNumber,
  whenDiffers,
  whenEqual,
  whenNot,
  whenNotAbove,
  xorW,
} from '../../../../src/sentry/trap/bpf/instructions.ts';

const hex = (code: Code): string => Buffer.from(assemble(code)).toString('hex');

/** As clang and `bpftool prog dump xlated opcodes` write them: code, registers, offset, number. */
const encodings: readonly (readonly [Code, string])[] = [
  [[copy(r6, r1)], 'bf16000000000000'],
  [[set(r0, -2)], 'b7000000feffffff'],
  [[setWide(r1, 0x1122_3344_5566_7788n)], '18010000887766550000000044332211'],
  [[mapOf(r1, 9)], '18110000090000000000000000000000'],
  [[memoryOf(r1, 9)], '18210000090000000000000000000000'],
  [[load(2, r2, r6, 36)], '6962240000000000'],
  [[load(4, r2, r6, 64)], '6162400000000000'],
  [[load(8, r2, stack, -16)], '79a2f0ff00000000'],
  [[store(4, stack, -4, r2)], '632afcff00000000'],
  [[store(8, r6, 8, r0)], '7b06080000000000'],
  [[storeNumber(4, stack, -8, 1)], '620af8ff01000000'],
  [[storeNumber(8, stack, -8, 0)], '7a0af8ff00000000'],
  [[add(r1, r2)], '0f21000000000000'],
  [[addNumber(r2, -4)], '07020000fcffffff'],
  [[andNumber(r2, 255)], '57020000ff000000'],
  [[shiftLeft(r2, 3)], '6702000003000000'],
  [[copyW(r1, r2)], 'bc21000000000000'],
  [[multiplyW(r1, 7)], '2401000007000000'],
  [[xorW(r1, r2)], 'ac21000000000000'],
  [[shiftRightW(r1, 15)], '740100000f000000'],
  [[call(124)], '850000007c000000'],
  [[exit()], '9500000000000000'],
];

for (const [code, bytes] of encodings)
  test(`assemble() writes ${bytes}`, () => {
    assert.equal(hex(code), bytes);
  });

test('assemble() counts a number of 64 bits as two steps in every jump over it', () => {
  const end = Symbol('end');
  for (const [step, first] of [
    [jump(end), '0500030000000000'],
    [whenEqual(r1, 5, end), '1501030005000000'],
    [whenNot(r1, 5, end), '5501030005000000'],
    [whenDiffers(r1, r2, end), '5d21030000000000'],
    [whenNotAbove(r1, r2, end), 'bd21030000000000'],
  ] as const)
    assert.equal(hex([step, setWide(r1, 1n), exit(), end, exit()]).slice(0, 16), first);
});

test('assemble() refuses a jump that points back or nowhere', () => {
  const label = Symbol('label');
  assert.throws(() => assemble([label, jump(label)]), /Cannot jump to Symbol\(label\)/);
  assert.throws(() => assemble([jump(label)]), RangeError);
});
