import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maxRuns, outsidePorts } from '../../../src/sys/netlink/port-bytecode.ts';

/** inet_diag_bc_run, as the kernel has it, for the two codes that compare the local port. */
function takes(program: Uint8Array, port: number): boolean {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  let left = program.length;
  while (left > 0) {
    const at = program.length - left;
    const limit = view.getUint16(at + 6, true);
    const code = view.getUint8(at);
    assert.ok(code === 2 || code === 3);
    const yes = code === 2 ? port >= limit : port <= limit;
    left -= yes ? view.getUint8(at + 1) : view.getUint16(at + 2, true);
  }
  return left === 0;
}

const port = fc.integer({ min: 1, max: 65535 });

test('outsidePorts() takes exactly the ports that are not listed', () => {
  fc.assert(
    fc.property(fc.array(port), fc.array(port), (ports, others) => {
      const program = outsidePorts(ports);
      for (const one of [...ports, ...others, ...ports.map(p => Math.min(p + 1, 65535))])
        assert.equal(takes(program, one), !ports.includes(one));
    }),
  );
});

test('outsidePorts() fits the attribute however many ports there are', () => {
  const ports = Array.from({ length: 32_767 }, (_, i) => 2 * i + 1);
  const program = outsidePorts(ports);
  assert.equal(program.length, 16 * maxRuns);
  assert.equal(takes(program, 1), false);
  assert.equal(takes(program, 2), true);
  assert.equal(takes(program, 65533), true, 'beyond the bound nothing is left out');
});
