import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import { type Able, splitPorts, wayText } from '../../src/sentry/ways.ts';
import { configFile } from '../commands/program.ts';

const config = (settings: Record<string, unknown>): Config => {
  const { tcp, udp, banner, interfaces } = loadConfig({ file: configFile({}).file }).config;
  return { ...loadConfig({ file: configFile({}).file }).config, tcp, udp, banner, interfaces, ...settings };
};
const clients = [32_768, 60_999] as const;
const all: Able = { hooks: { listen: true }, byInterface: true };
const base = config({});
const tcp = (ports: string): Partial<Config> => ({ tcp: { ...base.tcp, mode: 'connect', ports } });
const udp = (ports: string, banner = false): Partial<Config> => ({
  udp: { ...base.udp, mode: 'connect', ports, banner },
});

const shown = (settings: Partial<Config>, trap: Able | undefined) => {
  const { trapped, real, leftOut } = splitPorts({ ...base, ...settings }, trap, clients);
  return [trapped.tcp, trapped.udp, real.tcp, real.udp, leftOut].map(ports => ports.join());
};

test('splitPorts() gives the trap all but UDP ports of clients', () => {
  const both = { ...tcp('23,40000-40001'), ...udp('69,40000') };
  assert.deepEqual(shown(both, all), ['23,40000,40001', '69', '', '40000', '']);
});

test('splitPorts() leaves ranges of clients out where no hook tells of a listen, but no single port', () => {
  const blind = { ...all, hooks: { listen: false } };
  assert.deepEqual(shown(tcp('23,40000-40001,40005'), blind), ['23,40005', '', '', '', '40000,40001']);
});

test('splitPorts() gives real sockets everything where there is no trap, or it cannot tell interfaces apart', () => {
  const both = { ...tcp('23'), ...udp('69') };
  assert.deepEqual(shown(both, undefined), ['', '', '23', '69', '']);
  const old = { ...all, byInterface: false };
  assert.deepEqual(shown({ ...both, interfaces: ['eth0'] }, old), ['', '', '23', '69', '']);
  assert.deepEqual(shown(both, old), ['23', '69', '', '', '']);
});

test('splitPorts() gives real sockets every UDP port that a banner must leave from', () => {
  assert.deepEqual(shown({ ...udp('69', true), ...tcp('23'), banner: 'x' }, all), ['23', '', '', '69', '']);
  assert.deepEqual(shown({ ...udp('69', true), ...tcp('23'), banner: '' }, all), ['23', '69', '', '', '']);
});

test('wayText() says which way it is, and why', () => {
  const none = { whyNoTrap: undefined, whyNoHooks: undefined };
  assert.match(wayText(none), /^one socket sees all ports, and a service that starts later has its port$/);
  assert.match(wayText({ ...none, whyNoHooks: 'no cgroups' }), /never named: no cgroups$/);
  assert.match(wayText({ ...none, whyNoTrap: 'no right' }), /^each port has a socket .*: no right$/);
});
