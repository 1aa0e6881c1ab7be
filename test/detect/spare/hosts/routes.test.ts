import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRoutes, parseRoutes6 } from '../../../../src/detect/spare/hosts/route-tables.ts';
import { gatewaysOf } from '../../../../src/detect/spare/hosts/routes.ts';
import { formatAddress, isIPv4 } from '../../../../src/net/address.ts';
import { address } from '../../helpers.ts';
import { neverThrows } from './never-throws.ts';

const [inet, inet6] = [2, 10];
const gateway = 5;
const multipath = 9;
const via = 18;

const u16 = (value: number): number[] => [value & 255, value >> 8];
const attribute = (type: number, data: readonly number[]): number[] => [
  ...u16(data.length + 4),
  ...u16(type),
  ...data,
  ...new Array(-data.length & 3).fill(0),
];
function bytesOf(text: string): number[] {
  const words = address(text);
  const used = isIPv4(words) ? [words[3]] : [...words];
  return used.flatMap(word => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
}
const nexthop = (attributes: readonly number[]): number[] => [
  ...u16(attributes.length + 8),
  0,
  0,
  ...[1, 0, 0, 0],
  ...attributes,
];
const route = (family: number, length: number, ...attributes: number[][]): number[] => [
  ...[family, length, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0],
  ...attributes.flat(),
];
function read(bytes: readonly number[]): string[] {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  return gatewaysOf(view, 0, view.byteLength).map(formatAddress);
}

test('gatewaysOf() takes the gateways of a default route and of no other', () => {
  const near = attribute(gateway, bytesOf('192.0.2.1'));
  assert.deepEqual(read(route(inet, 0, attribute(4, [1, 0, 0, 0]), near)), ['192.0.2.1']);
  assert.deepEqual(read(route(inet, 1, near)), ['192.0.2.1']);
  assert.deepEqual(read(route(inet, 24, near)), []);
  assert.deepEqual(read(route(inet6, 0, attribute(gateway, bytesOf('fe80::1')))), ['fe80::1']);
  assert.deepEqual(read(route(inet, 0, attribute(4, [1, 0, 0, 0]))), []);
});

test('gatewaysOf() takes every path of a multipath route, and a gateway of the other family', () => {
  const paths = ['192.0.2.1', '192.0.2.2'].flatMap(text => nexthop(attribute(gateway, bytesOf(text))));
  assert.deepEqual(read(route(inet, 0, attribute(multipath, paths))), ['192.0.2.1', '192.0.2.2']);
  assert.deepEqual(read(route(inet, 0, attribute(via, [inet6, 0, ...bytesOf('fe80::1')]))), ['fe80::1']);
});

test('gatewaysOf() never throws on any bytes', () => {
  const tail = fc.uint8Array({ maxLength: 200 });
  const head = fc.constantFrom(route(inet, 0), route(inet6, 0), []);
  fc.assert(
    fc.property(head, tail, (first, more) => {
      read([...first, ...more]);
    }),
  );
});

test('parseRoutes() and parseRoutes6() read the tables of /proc', () => {
  const row = (target: string, gate: string, mask: string): string =>
    `eth0\t${target}\t${gate}\t0003\t0\t0\t0\t${mask}\t0\t0\t0\n`;
  const text = `Iface\tDestination\tGateway\n${row('00000000', '010200C0', '00000000')}${row('000200C0', '020200C0', '00FFFFFF')}`;
  assert.deepEqual(parseRoutes(text).map(formatAddress), ['192.0.2.1']);
  const zero = '0'.repeat(32);
  const text6 = ['fe800000000000000000000000000001', zero]
    .map(gate => `${zero} 00 ${zero} 00 ${gate} 00000400 00000001 00000000 00450003 eth0\n`)
    .join('');
  assert.deepEqual(parseRoutes6(text6).map(formatAddress), ['fe80::1']);
});

test('parseRoutes() and parseRoutes6() never throw on any bytes', () => {
  neverThrows(parseRoutes, ['eth0 00000000 ', '010200C0 ', '0003 0 0 0 00000000']);
  neverThrows(parseRoutes6, [`${'0'.repeat(32)} 00 `, 'f'.repeat(32)]);
});
