import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../../../src/sentry/trap/bpf/assemble.ts';
import { lookupProgram } from '../../../../src/sentry/trap/bpf/lookup.ts';
import { interpret, type Outcome } from './interpreter.ts';
import { cases, contextOf, type Packet, prepare, takenCases } from './lookup-cases.ts';
import { createMemory, type Memory, socketsFd } from './world.ts';

const run = (memory: Memory, packet: Partial<Packet>, keys = [0, 1, 2, 3], byInterface = true): Outcome =>
  interpret(assemble(lookupProgram(memory.maps, byInterface)), {
    context: contextOf(packet),
    arrays: memory.arrays,
    sockets: { fd: socketsFd, keys },
  });

function fresh(): Memory {
  const memory = createMemory();
  prepare(memory);
  return memory;
}

for (const { name, packet, before, gets } of cases)
  test(`lookupProgram() ${gets === undefined ? 'passes' : `gives to socket ${gets}`}: ${name}`, () => {
    const memory = fresh();
    before?.(memory);
    const { returned, assigned } = run(memory, packet);
    assert.deepEqual([returned, assigned], [1n, gets]);
  });

for (const [name, packet, table, time, gets] of takenCases)
  test(`lookupProgram() ${gets === undefined ? 'passes' : `gives to socket ${gets}`}: a port ${name}`, () => {
    const memory = fresh();
    const { bound, listened } = memory.maps;
    const times = memory.table({ boundTcp: bound.tcp, boundUdp: bound.udp, listened }[table]);
    times[packet.port ?? 23] = time;
    const { returned, assigned } = run(memory, packet);
    assert.deepEqual([returned, assigned], [1n, gets]);
  });

test('lookupProgram() passes what it has no socket for', () => {
  assert.equal(run(fresh(), { source: '2001:db8::7' }, [0, 2]).assigned, undefined);
});

test('lookupProgram() for an older kernel judges as before, by whichever interface a packet comes', () => {
  for (const { name, packet, before, gets } of cases.filter(
    ({ packet: { ingress } }) => ingress === undefined,
  )) {
    const memory = fresh();
    before?.(memory);
    for (const ingress of [0, 1, 2, 7])
      assert.equal(run(memory, { ...packet, ingress }, [0, 1, 2, 3], false).assigned, gets, name);
  }
});

test('lookupProgram() spends few steps on the packets of services', () => {
  const memory = fresh();
  assert.ok(run(memory, { protocol: 17, port: 53 }).steps <= 20);
  assert.ok(run(memory, { port: 80 }).steps <= 20);
});
