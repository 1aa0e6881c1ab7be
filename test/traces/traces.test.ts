import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parseLine } from '../../src/log/line.ts';
import { formatAddress } from '../../src/net/address.ts';
import { dnsMessage, ntpMessage } from '../capture/answer/messages.ts';
import type { Shape } from '../capture/frames.ts';
import { configFile, directory, portjail } from '../commands/program.ts';
import { packetBetween } from '../e2e/packets/frames.ts';
import { cli } from '../support/built.ts';
import { fileOf, names, replayed, withoutPid } from './replayed.ts';

for (const name of names())
  test(`replay says of ${name}.pcap what stands in ${name}.log`, () => {
    const { code, stdout } = replayed(name);
    assert.equal(code, 0);
    assert.equal(stdout, readFileSync(fileOf(`${name}.log`), 'utf8'));
  });

// Written by Wireshark's editcap (-F pcapng), and by its mergecap from syn, cooked2 and nanosecond-big-endian.
for (const name of ['syn', 'several-links'])
  test(`replay says of ${name}.pcapng what stands in ${name}.log, packed or not`, () => {
    const log = readFileSync(fileOf(`${name}.log`), 'utf8');
    const packed = join(directory(), 'packed');
    writeFileSync(packed, gzipSync(readFileSync(fileOf(`${name}.pcapng`))));
    for (const file of [fileOf(`${name}.pcapng`), packed]) assert.equal(replayed(name, file).stdout, log);
  });

test('replay shows what came to decoys as it does what came to other ports', () => {
  const said = (tcp: object): string => {
    const { stdout } = portjail('replay', fileOf('syn.pcap'), '-c', configFile({ tcp }).file);
    return withoutPid(stdout);
  };
  const listed = said({ mode: 'stealth', ports: '1-200' });
  assert.match(listed, /scan src=.* kind=syn/);
  assert.equal(said({ mode: 'stealth', ports: '1-100', decoys: '80-200' }), listed);
});

test('there are traces', () => assert.ok(names().length >= 10));

test('replay reads a truncated trace up to where it ends, and says so', () => {
  const file = join(directory(), 'cut.pcap');
  writeFileSync(file, readFileSync(fileOf('syn.pcap')).subarray(0, -5));
  const { code, stdout, stderr } = replayed('cut', file);
  assert.equal(code, 0);
  assert.match(stderr, /warning: .*cut\.pcap ends within a packet, which is left out/);
  assert.ok(
    readFileSync(fileOf('syn.log'), 'utf8').startsWith(stdout) && stdout.split('\n').length > 2,
    stdout,
  );
});

test('replay says the same of both byte orders, but for the fraction of the time', () => {
  const withoutTime = (name: string): string => replayed(name).stdout.replaceAll(/^\S+ \S+ /gm, '');
  assert.equal(withoutTime('nanosecond-big-endian'), withoutTime('syn'));
});

/** A capture on Ethernet of these packets, one a millisecond. */
function pcapOf(packets: readonly Uint8Array[], etherType = '0800', snap = 65_535): Buffer {
  const head = Buffer.alloc(24);
  for (const [at, value] of [0xa1b2c3d4, 0x0004_0002, 0, 0, snap, 1].entries())
    head.writeUInt32LE(value, at * 4);
  const records = packets.flatMap((packet, i) => {
    const frame = Buffer.concat([Buffer.from(`020000000002020000000001${etherType}`, 'hex'), packet]);
    const captured = frame.subarray(0, snap);
    const record = Buffer.alloc(16);
    for (const [at, value] of [1_800_000_000, i * 1000, captured.length, frame.length].entries())
      record.writeUInt32LE(value, at * 4);
    return [record, captured];
  });
  return Buffer.concat([head, ...records]);
}

const scan = [1, 7, 11, 15, 19, 23].map(port => packetBetween('203.0.113.7', '192.0.2.10', { port }));

/** What replay says of a file with these bytes. */
function replayedBytes(bytes: Uint8Array) {
  const file = join(directory(), 'some.pcap');
  writeFileSync(file, bytes);
  return replayed('some', file);
}

test('replay reads a scan in a PPPoE session', () => {
  const inSession = scan.map(packet => Buffer.concat([Buffer.from('11000001002a0021', 'hex'), packet]));
  assert.match(replayedBytes(pcapOf(inSession, '8864')).stdout, / scan src=203\.0\.113\.7 .* dport=23 /);
});

test('replay says what it did not read and why, and ends with 1 when that was everything', () => {
  const short = replayedBytes(pcapOf(scan, '0800', 44));
  assert.match(
    short.stderr,
    /0 probes, 0 lines; 6 of 6 packets not read, cut short before their ports or flags/,
  );
  assert.equal(short.code, 1);
  const mixed = replayedBytes(Buffer.concat([pcapOf(scan), pcapOf(scan, '0800', 44).subarray(24)]));
  assert.match(mixed.stderr, /5 probes, .*; 6 of 12 packets not read, cut short/);
  assert.deepEqual([mixed.code, / scan /.test(mixed.stdout)], [0, true]);
  const none = replayedBytes(pcapOf([]));
  assert.match(none.stderr, /0 probes, 0 lines; the capture holds no packet/);
  assert.equal(none.code, 0);
});

test('replay ends with 1 on an empty file and a header that is cut off', () => {
  for (const bytes of [Buffer.alloc(0), pcapOf(scan).subarray(0, 6), Buffer.from('0a0d0d0a1c00', 'hex')]) {
    const { code, stderr } = replayedBytes(bytes);
    assert.equal(code, 1);
    assert.match(stderr, /some\.pcap is no capture: it is cut off within its header/);
  }
});

test('replay keeps the pace of a flood with the time of its packets, and says at the end what it held', () => {
  const file = join(directory(), 'flood.pcap');
  const ports = [23, 79, 111, 135];
  const packets = Array.from({ length: 25 }, (_, i) =>
    ports.map(port => packetBetween(`203.0.113.${i + 1}`, '192.0.2.10', { port })),
  );
  writeFileSync(file, pcapOf(packets.flat()));
  const entries = replayed('flood', file)
    .stdout.trimEnd()
    .split('\n')
    .map(line => parseLine(line) ?? assert.fail(line));
  const count = (verb: string): number => entries.filter(entry => entry.verb === verb).length;
  assert.deepEqual([count('scan'), count('seen')], [10, 15]);
  const last = entries.at(-1);
  assert.ok(last?.verb === 'held' && last.reason === 'flood');
  // The first line of 15 sources was due, and an observation of 10 of them.
  assert.deepEqual([last.lines, last.sources], [15 + 10, 15]);
});

const [client, server] = ['203.0.113.7', '192.0.2.10'];
const asking = (port: number, shape: Shape = {}) => packetBetween(client, server, { port, ...shape });
const answering = (port: number, shape: Shape = {}) =>
  packetBetween(server, client, { sourcePort: port, port: 40_000, flags: 0x12, ...shape });
const linesOf = (packets: readonly Uint8Array[]): string => {
  const file = join(directory(), 'some.pcap');
  writeFileSync(file, pcapOf(packets));
  return replayed('some', file).stdout;
};
const udp: Shape = { protocol: 17, size: 30 };

test('replay takes a port that answers for one that is used, as a live sentry does', () => {
  const ports = [23, 79, 111, 135];
  assert.match(linesOf(ports.map(port => asking(port))), / scan /);
  assert.equal(linesOf(ports.flatMap(port => [asking(port), answering(port)])), '');
  assert.equal(linesOf([7, 9, 69, 111].flatMap(port => [asking(port, udp), answering(port, udp)])), '');
  const unasked = linesOf([...ports.map(port => answering(port)), ...ports.map(port => asking(port))]);
  assert.match(unasked, / scan /, 'what nobody asked for may be forged');
});

test('replay takes a datagram for an answer to a question that it saw', () => {
  const asked = [7, 9, 69, 111];
  const late = asked.map(port => asking(port, { ...udp, sourcePort: 53 }));
  assert.match(linesOf(late), / scan /);
  assert.equal(linesOf([...asked.map(port => answering(port, { ...udp, port: 53 })), ...late]), '');
});

test('replay leaves out what the running sentry leaves out: packets of nobody, and for everybody', () => {
  const file = join(directory(), 'nobody.pcap');
  const here = '192.0.2.10';
  const pairs = [
    ...['255.255.255.255', '224.0.0.1', '0.0.0.0', '240.0.0.1'].map(source => [source, here]),
    ...['255.255.255.255', '224.0.0.1'].map(target => ['203.0.113.7', target]),
    ['203.0.113.8', here],
  ] as const;
  const packets = pairs.flatMap(([source = '', target = '']) =>
    [23, 79, 111, 135].map(port => packetBetween(source, target, { port })),
  );
  writeFileSync(file, pcapOf(packets));
  const sources = [...replayed('nobody', file).stdout.matchAll(/ (scan|seen) src=(\S+)/g)];
  assert.deepEqual(
    sources.map(([, verb, source]) => `${verb} ${source}`),
    ['seen 203.0.113.8', 'scan 203.0.113.8'],
  );
});

test('replay names no server for answers that nobody asked for', () => {
  const file = join(directory(), 'answers.pcap');
  const senders = [
    { source: '198.51.100.53', sourcePort: 53, payload: dnsMessage() },
    { source: '198.51.100.123', sourcePort: 123, payload: ntpMessage() },
    { source: '203.0.113.7', sourcePort: 53, payload: dnsMessage().slice(0, 12) },
  ];
  const packets = senders.flatMap(({ source, ...rest }) =>
    [7, 9, 69, 111].map(port => packetBetween(source, '192.0.2.10', { ...rest, protocol: 17, port })),
  );
  writeFileSync(file, pcapOf(packets));
  const lines = [...replayed('answers', file).stdout.matchAll(/ (scan|seen) src=(\S+) .* hits=(\d)/g)];
  assert.deepEqual(
    lines.map(([, verb, source, hits]) => `${verb} ${source} ${hits}`),
    ['seen 203.0.113.7 3', 'seen 198.51.100.53 1', 'seen 198.51.100.123 1', 'scan 203.0.113.7 4'],
  );
});

test('replay writes no log: it refuses when standard output is the one that the config names', () => {
  const stealth = { mode: 'stealth' };
  const { file, log } = configFile({ tcp: stealth });
  const shell = `mkdir -p "$(dirname "${log}")" && "${process.execPath}" "${cli}" replay "${fileOf('syn.pcap')}" -c "${file}" >> "${log}"`;
  const { status, stderr } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' });
  assert.equal(status, 2, stderr);
  assert.match(stderr, /standard output is .*, which a jail may read: write to another file/);
  assert.equal(readFileSync(log, 'utf8'), '');
});

test('replay ends with 2 on wrong usage and with 1 on a file that cannot be read', () => {
  const stealth = ['--defaults', '--tcp-mode', 'stealth'];
  assert.equal(portjail('replay', ...stealth).code, 2);
  assert.equal(portjail('replay', fileOf('syn.pcap'), fileOf('udp.pcap'), ...stealth).code, 2);
  assert.match(portjail('replay', fileOf('syn.pcap'), '--defaults').stderr, /needs stealth or advanced mode/);
  assert.equal(portjail('replay', fileOf('syn.pcap'), '--defaults').code, 2);
  assert.equal(portjail('replay', fileOf('none.pcap'), ...stealth).code, 1);
  const text = portjail('replay', fileOf('syn.log'), ...stealth);
  assert.equal(text.code, 1);
  assert.match(text.stderr, /is neither a pcap nor a pcapng file/);
  assert.equal(text.stdout, '');
});

/** A SYN to each of these addresses and ports, half a second apart. */
const swept = (source: string, pairs: readonly (readonly [target: string, port: number])[]) =>
  pairs.map(([target, port]) => packetBetween(source, target, { port }));

test('replay names who tries a few ports at many addresses, and leaves a machine of the LAN that tries two', () => {
  const file = join(directory(), 'sweep.pcap');
  const owns = Array.from({ length: 40 }, (_, i) => `192.0.2.${i + 1}`);
  const mirai = owns.flatMap(own => [23, 2323, 5555].map(port => [own, port] as const));
  const lan = [139, 445, 3389].map(port => ['192.0.2.1', port] as const);
  writeFileSync(file, pcapOf([...swept('198.51.100.7', mirai), ...swept('192.168.1.9', lan)]));
  const lines = replayed('sweep', file)
    .stdout.split('\n')
    .flatMap(line => parseLine(line) ?? [])
    .flatMap(entry =>
      entry.verb === 'scan' || entry.verb === 'seen'
        ? [
            `${entry.verb} ${formatAddress(entry.source)} ${entry.ports} ${entry.verb === 'seen' ? entry.why : ''}`,
          ]
        : [],
    );
  assert.ok(lines.includes('scan 198.51.100.7 3 '), lines.join('\n'));
  assert.deepEqual(
    lines.filter(line => line.includes('192.168.1.9')),
    ['seen 192.168.1.9 3 lan'],
  );
});

test('replay asks of a packet whether a host is behind it, as a running sentry does', () => {
  const from = (source: string, target = server): Uint8Array => packetBetween(source, target);
  const nobody = ['0.1.2.3', '240.0.0.1', '224.0.0.1', '255.255.255.255'].map(source => from(source));
  const forMany = ['224.0.0.1', '255.255.255.255'].map(target => from(client, target));
  assert.equal(linesOf([...nobody, ...forMany]), '');
  assert.match(linesOf([...nobody, from('198.51.100.7')]), /^\S+ \S+ .* seen src=198\.51\.100\.7 .*\n$/);
});
