/**
 * Makes the traces of this folder anew, with real tools between namespaces, and what the built program says of them:
 * `make build compile && node build/test/traces/make.js`, as root. Look at what changed before you commit it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Host, network } from '../e2e/hosts/hosts.ts';
import { converse, serveAt } from '../e2e/hosts/programs.ts';
import { macOf, packetBetween, sendFrames } from '../e2e/packets/frames.ts';
import { fileOf, names, replayed } from './replayed.ts';

const net = network('host', 'attacker');
const { host, attacker } = net.hosts;

async function main(): Promise<void> {
  for (const last of [2, 3, 4, 5, 6].map(number => number + 20))
    attacker.run(['ip', 'address', 'add', `10.99.0.${last}/24`, 'dev', 'eth0']);
  await serveAt(host, 3389, '10.99.0.1');
  await record('syn', () => nmap(22, '-sS'));
  await record('fin-null-xmas', () => ['-sF', '-sN', '-sX'].forEach((how, i) => void nmap(22 + i, how)));
  await record('ack-maimon', () => {
    nmap(22, '-sA', '23,79,111,445');
    converse(attacker, '10.99.0.1', 3389);
    nmap(23, '-sM', '23,79,111,445');
  });
  await record('udp', () => nmap(22, '-sU', '7,9,19,111,635,700'));
  await record('frag', () => {
    nmap(22, '-sS -f');
    sendFrames(attacker, macOf(host), [packetBetween('10.99.0.23', '10.99.0.1', { fragment: 1 })]);
  });
  await record('ipv6', behindHeaders);
  await record(
    'vlan',
    () => sendFrames(attacker, macOf(host), toPorts(syn4), 1, '81000005'),
    undefined,
    'vlan',
  );
  await record('cooked', () => nmap(22, '-sS'), ['-i', 'any', '-y', 'LINUX_SLL']);
  await record('cooked2', () => nmap(22, '-sS'), ['-i', 'any', '-y', 'LINUX_SLL2']);
  writeFileSync(fileOf('nanosecond-big-endian.pcap'), swapped(readFileSync(fileOf('syn.pcap'))));
  for (const name of names()) writeFileSync(fileOf(`${name}.log`), replayed(name).stdout);
}

function nmap(source: number, how: string, ports = '23,79,111,135,139'): string {
  const options = `-Pn -n --max-retries 0 -e eth0 -S 10.99.0.${source} -p ${ports} ${how} 10.99.0.1`;
  return attacker.run(['nmap', ...options.split(' ')]);
}

const watched = [23, 79, 111, 135, 139];
const toPorts = (packet: (port: number) => Uint8Array): Uint8Array[] => watched.map(packet);
const syn4 = (port: number): Uint8Array => packetBetween('10.99.0.22', '10.99.0.1', { port });

/** Each kind of header from a source of its own, then a later fragment from one more, which is no probe. */
function behindHeaders(): void {
  const chains = [
    [],
    [{ kind: 60, length: 0 }],
    [{ kind: 0, length: 0 }],
    [{ kind: 44, length: 0 }],
    [
      { kind: 0, length: 0 },
      { kind: 43, length: 0 },
      { kind: 60, length: 1 },
    ],
    [{ kind: 44, length: 0, word: 8 }],
  ];
  const packets = chains.flatMap((chain, i) =>
    toPorts(port => packetBetween(`fd99::2${i}`, 'fd99::1', { port, chain })),
  );
  sendFrames(attacker, macOf(host), packets);
}

const packets = 'tcp or udp or ip6 host fd99::1';

/** Records what comes and goes on the watched host meanwhile. */
async function record(name: string, act: () => void, from = ['-i', 'eth0'], filter = packets): Promise<void> {
  const tcpdump = startTcpdump(host, [
    '--immediate-mode',
    '-U',
    '-s',
    '100',
    ...from,
    '-w',
    fileOf(`${name}.pcap`),
    filter,
  ]);
  await tcpdump.waitFor('listening on');
  act();
  await sleep(300);
  await tcpdump.stop();
}

const startTcpdump = (on: Host, options: readonly string[]) =>
  on.start(['tcpdump', '-Z', 'root', ...options]);

/** The same capture as another machine would have written it: nanoseconds, the most significant byte first. */
function swapped(capture: Buffer): Buffer {
  const copy = Buffer.from(capture);
  copy.writeUInt32BE(0xa1b23c4d, 0);
  for (const at of [4, 6]) copy.writeUInt16BE(capture.readUInt16LE(at), at);
  for (const at of [8, 12, 16, 20]) copy.writeUInt32BE(capture.readUInt32LE(at), at);
  for (let at = 24; at < capture.length; at += 16 + capture.readUInt32LE(at + 8)) {
    for (const field of [0, 8, 12]) copy.writeUInt32BE(capture.readUInt32LE(at + field), at + field);
    copy.writeUInt32BE(capture.readUInt32LE(at + 4) * 1000 + 999, at + 4);
  }
  return copy;
}

try {
  await main();
} finally {
  await net.teardown();
}
