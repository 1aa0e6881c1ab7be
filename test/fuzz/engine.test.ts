import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputsOf } from './engine/inputs.ts';
import { planted } from './engine/plant.ts';
import { tryInputs } from './engine/try.ts';
import { targets } from './faulty.ts';

const list = new URL('./faulty.js', import.meta.url).href;
const some = { seed: 1, from: 0, count: 2000, counted: 0, list };

test('inputsOf() makes the same inputs of the same seed, and others of another', async () => {
  const target = (await targets['throws']?.()) ?? assert.fail();
  const made = (seed: number): string[] => {
    const at = inputsOf('throws', target, seed);
    return Array.from({ length: 50 }, (_, number) => at(number).toString('hex'));
  };
  assert.deepEqual(made(1), made(1));
  assert.notDeepEqual(made(1), made(2));
  assert.equal(made(2)[0], Buffer.from('seed').toString('hex'), 'the corpus comes first');
});

test('tryInputs() finds a throw, and the input of it again', async () => {
  const [fault] = (await tryInputs({ ...some, name: 'throws' })).faults;
  assert.match(fault?.what ?? '', /^TypeError: a fault/);
  const [again] = (await tryInputs({ ...some, name: 'throws', from: fault?.number ?? 0, count: 1 })).faults;
  assert.deepEqual(again?.input, fault?.input);
});

test('tryInputs() finds an input that takes for ever', async () => {
  const [fault] = (await tryInputs({ ...some, name: 'hangs' }, 1000)).faults;
  assert.match(fault?.what ?? '', /takes more than 1 s/);
});

test('tryInputs() finds a parser that keeps more and more', async () => {
  const [fault] = (await tryInputs({ ...some, name: 'hoards', count: 100_000 })).faults;
  assert.match(fault?.what ?? '', /memory/);
});

test('planted() puts a fault in the place of what stands behind a condition', () => {
  assert.equal(planted('{ a(); }'), '{ globalThis.plantedFault();  a(); }');
  assert.equal(planted('?? 5'), '?? globalThis.plantedFault()');
  assert.equal(planted(': x'), ': globalThis.plantedFault()');
  assert.equal(planted('return 5;'), '{ globalThis.plantedFault(); return 5; }');
  assert.equal(planted('case 5:'), undefined);
});
