import assert from 'node:assert/strict';
import { assemble } from '../../../src/sentry/trap/bpf/assemble.ts';
import { lookupProgram } from '../../../src/sentry/trap/bpf/lookup.ts';
import { kind, loadProgram, putSocket } from '../../../src/sentry/trap/bpf/objects.ts';
import { createShared, type Shared } from '../../../src/sentry/trap/memory/shared.ts';
import { openSockets } from '../../../src/sentry/trap/take/sockets.ts';
import { SOL_SOCKET } from '../../../src/sys/abi.ts';
import { close, getsockopt, ok } from '../../../src/sys/libc.ts';
import { cases, contextOf, prepare } from '../../sentry/trap/bpf/lookup-cases.ts';
import { e2e } from '../hosts/require.ts';
import { chosenFor } from './stage/bpf-objects.ts';

const SO_COOKIE = 57;

function cookieOf(socket: number): bigint {
  const cookie = new BigUint64Array(1);
  ok('SO_COOKIE', getsockopt(socket, SOL_SOCKET, SO_COOKIE, cookie, new Uint32Array([8])));
  return cookie[0] ?? 0n;
}

/** The loaded program with its memory and sockets, tied to nothing. */
function withProgram(
  byInterface: boolean,
  use: (shared: Shared, chosen: (context: Uint8Array) => number | undefined) => void,
): void {
  const shared = createShared();
  const sockets = openSockets();
  try {
    for (const { key, fd } of sockets) putSocket(shared.maps.sockets, key, fd);
    const keys = new Map(sockets.map(({ key, fd }) => [cookieOf(fd), key]));
    const program = loadProgram('test', kind.lookup, assemble(lookupProgram(shared.maps, byInterface)));
    use(shared, context => keys.get(chosenFor(program, context)));
    close(program);
  } finally {
    for (const { fd } of sockets) close(fd);
    shared.closeMaps();
    shared.unmap();
  }
}

for (const byInterface of [true, false])
  e2e(
    `the kernel judges every packet as the interpreter does, ${byInterface ? 'with' : 'without'} interfaces`,
    () =>
      withProgram(byInterface, (shared, chosen) => {
        // A made-up packet has no interface, whose number 0 is in every list: those by one are tried with real packets.
        const tried = cases.filter(({ packet }) => packet.ingress === undefined);
        for (const { name, packet, before, gets } of tried) {
          prepare(shared);
          shared.setInterfaces([], false);
          before?.(shared);
          assert.equal(chosen(contextOf({ ...packet, ingress: 0 })), gets, name);
        }
      }),
  );

e2e('the kernel says what is wrong with a program', () => {
  assert.throws(() => loadProgram('wrong', kind.lookup, new Uint8Array([0x95, 0, 0, 0, 0, 0, 0, 0])), {
    code: 'EACCES',
    message: /R0 !read_ok/,
  });
});
