/**
 * Another program's sk_lookup, as a load balancer has it: `foreign-lookup.js PORT [replace]` hands every SYN to 80 to a
 * listener of its own on PORT, and prints who came. With `replace` it insists, whoever was first.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { assemble } from '../../../../src/sentry/trap/bpf/assemble.ts';
import * as ebpf from '../../../../src/sentry/trap/bpf/instructions.ts';
import { helper, lookup, SK_PASS } from '../../../../src/sentry/trap/bpf/numbers.ts';
import {
  createLink,
  createSocketMap,
  kind,
  loadProgram,
  putSocket,
} from '../../../../src/sentry/trap/bpf/objects.ts';
import { withNamespace } from '../../../../src/sentry/trap/kernel/namespace.ts';

const [port = '', word] = process.argv.slice(2);
const BPF_SK_LOOKUP_F_REPLACE = 1;
const server: Server & { _handle?: { fd: number } } = createServer(socket => {
  process.stdout.write(`took ${socket.remoteAddress}\n`);
  socket.destroy();
});
server.listen(Number(port), '0.0.0.0');
await once(server, 'listening');

const map = createSocketMap('foreign', 1);
putSocket(map, 0, server._handle?.fd ?? -1);
const { r0, r1, r2, r3, r6, r9, stack } = ebpf;
const pass = Symbol('pass');
const program = loadProgram(
  'foreign',
  kind.lookup,
  assemble([
    ebpf.copy(r6, r1),
    ebpf.load(4, r2, r6, lookup.localPort),
    ebpf.whenNot(r2, 80, pass),
    ebpf.storeNumber(4, stack, -4, 0),
    ebpf.mapOf(r1, map),
    ebpf.copy(r2, stack),
    ebpf.addNumber(r2, -4),
    ebpf.call(helper.mapLookup),
    ebpf.whenEqual(r0, 0, pass),
    ebpf.copy(r9, r0),
    ebpf.copy(r1, r6),
    ebpf.copy(r2, r0),
    ebpf.set(r3, word === 'replace' ? BPF_SK_LOOKUP_F_REPLACE : 0),
    ebpf.call(helper.socketAssign),
    ebpf.copy(r1, r9),
    ebpf.call(helper.socketRelease),
    pass,
    ebpf.set(r0, SK_PASS),
    ebpf.exit(),
  ]),
);
withNamespace(namespace => createLink(program, namespace, kind.lookup));
process.stdout.write('open\n');
