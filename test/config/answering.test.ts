import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, answeringPorts } from '../../src/config/answering.ts';
import { listOf, type PortRange } from '../../src/net/ports.ts';

const usual: PortRange = [32_768, 60_999];
const all: PortRange = [1024, 65_535];
const lists = { below: 1024, exclude: '113,139' };

const shown = (list: string, clients?: PortRange, more: Partial<typeof lists> = {}): string[] => {
  const { ports, unused, leftOut } = answeringPorts(list, { ...lists, ...more }, clients);
  return [listOf(ports), listOf([...unused]), listOf(leftOut)];
};

test('answeringPorts() leaves what clients are given out of ranges and unused, never a single port', () => {
  const rest = '1-112,114-138,140-1023';
  const table: [list: string, clients: PortRange | undefined, ...expected: [string, string, string]][] = [
    ['', usual, '', '', ''],
    ['23,40000', usual, '23,40000', '', ''],
    ['23,40000', all, '23,40000', '', ''],
    ['1-65535', undefined, '1-65535', '', ''],
    ['1-65535', usual, '1-32767,61000-65535', '', '32768-60999'],
    ['1-65535', all, '1-1023', '', '1024-65535'],
    ['32766-32769,32770', usual, '32766-32767,32770', '', '32768-32769'],
    ['60998-61001', usual, '61000-61001', '', '60998-60999'],
    ['unused', undefined, rest, rest, ''],
    ['unused', usual, rest, rest, ''],
    ['unused', [1000, 2000], '1-112,114-138,140-999', '1-112,114-138,140-999', '1000-1023'],
    ['unused,1001', [1000, 2000], '1-112,114-138,140-999,1001', '1-112,114-138,140-999', '1000,1002-1023'],
    ['unused,3389', all, `${rest},3389`, rest, ''],
    ['139,unused,20-30', usual, '1-112,114-1023', '1-19,31-112,114-138,140-1023', ''],
    ['3389,5000-5002', all, '3389', '', '5000-5002'],
  ];
  for (const [list, clients, ...expected] of table)
    assert.deepEqual(shown(list, clients), expected, `${list} beside ${clients?.join('-')}`);
});

test('answeringPorts() has unused end below the limit, and empty where all is excluded', () => {
  assert.deepEqual(shown('unused', usual, { below: 4, exclude: '' }), ['1-3', '1-3', '']);
  assert.deepEqual(shown('unused', usual, { below: 65_536, exclude: '' }).slice(1), [
    '1-32767,61000-65535',
    '32768-60999',
  ]);
  assert.deepEqual(shown('unused', usual, { below: 3, exclude: '1-2' }), ['', '', '']);
});

test('answering() takes the ports of connect mode and TCP decoys, and leaves UDP as it is', () => {
  const tcp = { mode: 'connect', ports: '23,40000-40001', decoys: '5000-5001', ...lists } as const;
  const udp = { mode: 'connect', ports: '7,40000-40001', banner: false, ...lists } as const;
  const ports = (config: Parameters<typeof answering>[0]): string[] => {
    const found = answering(config, usual);
    return [listOf(found.tcp.ports), listOf(found.tcp.leftOut), listOf(found.udp.ports)];
  };
  assert.deepEqual(ports({ tcp, udp }), ['23', '40000-40001', '7,40000-40001']);
  for (const mode of ['stealth', 'advanced'] as const)
    assert.deepEqual(ports({ tcp: { ...tcp, mode }, udp: { ...udp, mode } }), ['5000-5001', '', '']);
  assert.deepEqual(ports({ tcp: { ...tcp, mode: 'off' }, udp: { ...udp, mode: 'off' } }), ['', '', '']);
});
