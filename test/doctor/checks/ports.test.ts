import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  interfacesUnreached,
  portOfService,
  portsClosed,
  sparesTheServed,
} from '../../../src/doctor/checks/ports.ts';
import type { Facts, Watched } from '../../../src/doctor/facts.ts';
import { parseIptables } from '../../../src/firewall/read/iptables.ts';
import { defaults, healthy, names } from '../facts.ts';

const serving = (port: number, protocol: 'tcp' | 'udp' = 'tcp') => ({
  ...healthy,
  host: { ...healthy.host, services: [{ port, protocol }] },
});

test('portOfService() names a watched port that a service holds, in either protocol', () => {
  assert.deepEqual(names(portOfService, serving(80)), []);
  assert.deepEqual(names(portOfService, serving(23, 'udp')), []);
  assert.deepEqual(names(portOfService, serving(23)), ['port-of-service']);
  assert.deepEqual(names(portOfService, serving(161, 'udp')), ['port-of-service']);
});

test('portOfService() expects services in advanced mode', () => {
  const config = { ...defaults, tcp: { ...defaults.tcp, mode: 'advanced' as const } };
  assert.deepEqual(names(portOfService, { ...serving(22), config }), []);
});

test('portOfService() expects services where "unused" alone names the port', () => {
  const config = { ...defaults, tcp: { ...defaults.tcp, ports: 'unused,25' } };
  assert.deepEqual(names(portOfService, { ...serving(22), config }), []);
  assert.deepEqual(names(portOfService, { ...serving(25), config }), ['port-of-service']);
});

const behind = (rules: string) => ({
  ...healthy,
  firewall: {
    ...healthy.firewall,
    rulesets: [parseIptables(`*filter\n:INPUT DROP [0:0]\n${rules}COMMIT\n`, 'ip')],
  },
});

test('portsClosed() is a fault when every TCP port is dropped, else a warning', () => {
  assert.deepEqual(
    portsClosed(behind('')).map(({ level, what }) => `${level} ${/every|\d+ of \d+/.exec(what)?.[0]}`),
    ['fault every', 'warning every'],
  );
  const some = portsClosed(
    behind('-A INPUT -p udp -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 23 -j ACCEPT\n'),
  );
  assert.deepEqual(
    some.map(({ level, name }) => `${level} ${name}`),
    ['warning ports-closed'],
  );
  assert.deepEqual(names(portsClosed, behind('-A INPUT -j ACCEPT\n')), []);
});

test('portsClosed() does not complain of what hangs on something that it cannot tell', () => {
  assert.deepEqual(names(portsClosed, behind('-A INPUT -m set --match-set office src -j ACCEPT\n')), []);
});

test('portsClosed() leaves ports alone that nobody opens', () => {
  const config = {
    ...defaults,
    tcp: { ...defaults.tcp, mode: 'stealth' as const },
    udp: { ...defaults.udp, mode: 'off' as const },
  };
  assert.deepEqual(names(portsClosed, { ...behind(''), config }), []);
  const decoys = { ...config, tcp: { ...config.tcp, decoys: '21' } };
  assert.deepEqual(names(portsClosed, { ...behind(''), config: decoys }), ['ports-closed']);
});

test('sparesTheServed() warns where packets alone accuse, and is no fault', () => {
  const tcp = { ...defaults.tcp, mode: 'advanced' as const };
  const findings = sparesTheServed({ ...healthy, config: { ...defaults, tcp } });
  assert.deepEqual(
    findings.map(({ name, level }) => `${level} ${name}`),
    ['warning served-first'],
  );
  const decoys = { ...defaults, tcp: { ...tcp, decoys: '23' } };
  assert.deepEqual(names(sparesTheServed, { ...healthy, config: decoys }), []);
  assert.deepEqual(names(sparesTheServed, healthy), []);
});

test('portsClosed() knows by which interfaces others come in', () => {
  const rules = (text: string) => ({
    ...healthy,
    firewall: {
      ...healthy.firewall,
      rulesets: [parseIptables(`*filter\n:INPUT ACCEPT [0:0]\n${text}COMMIT\n`, 'ip')],
    },
  });
  assert.deepEqual(names(portsClosed, rules('-A INPUT -i eth0 -j DROP\n')), ['ports-closed', 'ports-closed']);
  assert.deepEqual(names(portsClosed, rules('-A INPUT ! -i lo -j DROP\n')), ['ports-closed', 'ports-closed']);
  assert.deepEqual(names(portsClosed, rules('-A INPUT -i eth1 -j DROP\n')), []);
  const eth1 = { name: 'eth1', unreached: undefined };
  const two = {
    ...rules('-A INPUT -i eth0 -j DROP\n'),
    host: { ...healthy.host, watched: [...healthy.host.watched, eth1] },
  };
  assert.deepEqual(names(portsClosed, two), [], 'the other one lets them in');
});

test('interfacesUnreached() warns where nobody outside reaches any that is watched', () => {
  const watching = (...watched: Watched[]): Facts => ({ ...healthy, host: { ...healthy.host, watched } });
  const [lo, eth0] = [
    { name: 'lo', unreached: 'loopback' },
    { name: 'eth0', unreached: undefined },
  ];
  assert.deepEqual(names(interfacesUnreached, watching(lo, eth0)), []);
  const [finding] = interfacesUnreached(watching(lo, { name: 'br0', unreached: 'a bridge without a port' }));
  assert.match(
    `${finding?.level} ${finding?.what}`,
    /^warning .*lo is loopback, br0 is a bridge without a port/,
  );
  assert.match(finding?.mend ?? '', /^bring up an interface/);
  const gone = interfacesUnreached({ ...watching(), config: { ...defaults, interfaces: ['eth7'] } });
  assert.match(`${gone[0]?.what} ${gone[0]?.mend}`, /names eth7, and this host has none .*"\*"/);
});
