import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../../../src/sentry/trap/bpf/assemble.ts';
import { bindHook, listenHook } from '../../../../src/sentry/trap/bpf/hooks.ts';
import { AF_INET, AF_INET6 } from '../../../../src/sys/abi.ts';
import { interpret } from './interpreter.ts';
import { address } from './lookup-cases.ts';
import { createMemory, type Memory, socketsFd } from './world.ts';

const [ours, now] = [0x1_2345_6789n, 0xabcd_ef01_2345n];

interface Taken {
  readonly protocol: number;
  readonly address: string;
  readonly port: number;
  readonly cookie: bigint;
  /** Whether loopback counts. */
  readonly loopback: boolean;
  /** What happened to the socket, in the numbers of linux/bpf.h. */
  readonly op: number;
}
const usual: Taken = {
  protocol: 6,
  address: '0.0.0.0',
  port: 5432,
  cookie: ours,
  loopback: false,
  op: 11,
};

/** The layout of a context: where its words, or an address of a family, stand. */
interface Layout {
  readonly size: number;
  readonly words: readonly (readonly [offset: number, value: number])[];
  readonly address4: number;
  readonly address6: number;
}

function contextOf({ size, words, address4, address6 }: Layout, text: string): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of words) view.setUint32(offset, value, true);
  const isIPv6 = text.includes(':');
  if (!isIPv6) view.setUint32(address4, address(text)[3]);
  else for (const [i, word] of address(text).entries()) view.setUint32(address6 + 4 * i, word);
  return bytes;
}

const familyOf = (text: string): number => (text.includes(':') ? AF_INET6 : AF_INET);

/** struct bpf_sock: family 4, type 8, protocol 12, src_ip4 24, src_ip6 28, src_port 44. */
const boundSocket = ({ protocol, address: text, port }: Taken): Uint8Array =>
  contextOf(
    {
      size: 80,
      words: [
        [4, familyOf(text)],
        [8, 1],
        [12, protocol],
        [44, port],
      ],
      address4: 24,
      address6: 28,
    },
    text,
  );

/** struct bpf_sock_ops: op 0, family 20, local_ip4 28, local_ip6 48, local_port 68. */
const listener = ({ address: text, port, op }: Taken): Uint8Array =>
  contextOf(
    {
      size: 76,
      words: [
        [0, op],
        [20, familyOf(text)],
        [68, port],
      ],
      address4: 28,
      address6: 48,
    },
    text,
  );

/** What was written, by the name of the table. */
function noted(memory: Memory): Record<string, [port: number, time: bigint][]> {
  const { bound, listened, armed } = memory.maps;
  const tables = { tcp: bound.tcp, udp: bound.udp, listened, armedTcp: armed.tcp, armedUdp: armed.udp };
  const entries = Object.entries(tables).map(([name, fd]) => {
    const times = [...memory.table(fd).entries()].filter(([, time]) => time !== 0n);
    return [name, times] as const;
  });
  return Object.fromEntries(entries.filter(([, times]) => times.length > 0));
}

function run(hook: 'bind' | 'listen', fields: Partial<Taken>): ReturnType<typeof noted> {
  const taken = { ...usual, ...fields };
  const memory = createMemory();
  memory.setLoopback(taken.loopback);
  const code =
    hook === 'bind' ? bindHook(familyOf(taken.address), ours, memory.maps) : listenHook(ours, memory.maps);
  const { returned } = interpret(assemble(code), {
    context: hook === 'bind' ? boundSocket(taken) : listener(taken),
    arrays: memory.arrays,
    sockets: { fd: socketsFd, keys: [] },
    cookie: taken.cookie,
    now,
  });
  assert.equal(returned, 1n, 'the call goes on');
  return noted(memory);
}

const nothing = {};
const tcp = (port = 5432) => ({ tcp: [[port, now]] });
const binds: readonly (readonly [name: string, taken: Partial<Taken>, noted: object])[] = [
  ['TCP', {}, tcp()],
  ['UDP', { protocol: 17 }, { udp: [[5432, now]] }],
  ['another protocol', { protocol: 136 }, nothing],
  ['the first port', { port: 1 }, tcp(1)],
  ['the last port', { port: 65_535 }, tcp(65_535)],
  ['another network namespace', { cookie: ours + 1n }, nothing],
  ['one whose number has the same lower half', { cookie: ours + (1n << 40n) }, nothing],
  ['an address', { address: '192.0.2.10' }, tcp()],
  ['127.0.0.1', { address: '127.0.0.1' }, nothing],
  ['127.9.9.9', { address: '127.9.9.9' }, nothing],
  ['127.0.0.1, which counts', { address: '127.0.0.1', loopback: true }, tcp()],
  ['128.0.0.1', { address: '128.0.0.1' }, tcp()],
  ['::', { address: '::' }, tcp()],
  ['IPv6 and UDP', { address: '::', protocol: 17 }, { udp: [[5432, now]] }],
  ['::1', { address: '::1' }, nothing],
  ['::1, which counts', { address: '::1', loopback: true }, tcp()],
  ['::2', { address: '::2' }, tcp()],
  ['::7f00:1, which is no loopback', { address: '::127.0.0.1' }, tcp()],
  ['::ffff:127.0.0.1', { address: '::ffff:127.0.0.1' }, nothing],
  ['::ffff:192.0.2.10', { address: '::ffff:192.0.2.10' }, tcp()],
  ['an address like it', { address: '::1:ffff:127.0.0.1' }, tcp()],
  ['another like it', { address: '1::ffff:127.0.0.1' }, tcp()],
  ['and another', { address: '0:1::1' }, tcp()],
  ['an IPv6 address', { address: '2001:db8::1' }, tcp()],
];

for (const [name, taken, expected] of binds)
  test(`bindHook() notes ${Object.keys(expected)[0] ?? 'nothing'} for ${name}`, () => {
    assert.deepEqual(run('bind', taken), expected);
  });

for (const [name, taken, expected] of binds.filter(([, { protocol }]) => protocol === undefined))
  test(`listenHook() notes ${Object.keys(expected)[0] === undefined ? 'nothing' : 'the port'} for ${name}`, () => {
    const listened = 'tcp' in expected ? { listened: expected.tcp } : nothing;
    assert.deepEqual(run('listen', taken), listened);
  });

for (const op of [0, 1, 4, 10, 12])
  test(`listenHook() looks away from what is no listen: ${op}`, () => {
    assert.deepEqual(run('listen', { op }), nothing);
  });
