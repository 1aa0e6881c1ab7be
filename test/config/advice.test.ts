import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advice } from '../../src/config/advice.ts';
import { honestPorts } from '../../src/config/honest-ports.ts';
import { type Config, configSchema } from '../../src/config/schema/schema.ts';
import { isConfig } from '../../src/config/schema/validated.ts';
import {
  seesHandshakes,
  unverifiedEnabled,
  watchedRanges,
  watches,
  watchesNothing,
} from '../../src/config/watched.ts';
import { countPorts, portsOf } from '../../src/net/ports.ts';

function config(value: object): Config {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  assert.ok(isConfig(copy), JSON.stringify(value));
  return copy;
}

const saying = (value: object, words: RegExp): boolean =>
  advice(config(value)).some(text => words.test(text));

test('advice() for the defaults: half-open scans stay unseen, UDP is not banned, nothing else', () => {
  assert.equal(advice(config({})).length, 2);
  assert.ok(saying({}, /half-open scans \(nmap -sS, masscan, ZMap\)/));
  assert.ok(saying({}, /^UDP probes are written but not banned/));
});

test('the default lists hold no port that an honest client tries', () => {
  const { tcp, udp } = configSchema.properties;
  const all = { tcp: portsOf(tcp.properties.ports.default), udp: portsOf(udp.properties.ports.default) };
  for (const name of ['tcp', 'udp'] as const)
    assert.deepEqual(
      all[name].filter(port => honestPorts[name].has(port)),
      [],
    );
});

test('advice() names the ports that honest clients try', () => {
  assert.ok(
    saying(
      { tcp: { ports: '20-30' } },
      /^watched on tcp though honest .*: 21 \(FTP\), 22 \(SSH\), 25 \(mail\)$/,
    ),
  );
  assert.ok(saying({ tcp: { mode: 'advanced' } }, /on tcp .* 443 \(web\)/));
  assert.ok(!saying({ tcp: { mode: 'advanced', exclude: '443' } }, / 443 /));
  assert.ok(!saying({ tcp: { mode: 'off', ports: '25' } }, /on tcp/));
  assert.ok(saying({ udp: { ports: '53' } }, /on udp .*: 53 \(DNS\)$/));
});

test('advice() says where bans appear when only packets can be seen', () => {
  const words = /bans appear in portsentry-unverified/;
  assert.ok(saying({ tcp: { mode: 'stealth' } }, words));
  assert.ok(saying({ tcp: { mode: 'off' }, jails: { unverified: { enabled: true } } }, words));
  assert.ok(!saying({ tcp: { mode: 'stealth', decoys: '23' } }, words));
  assert.ok(!saying({}, words));
});

test('advice() says that anyone who was served first is spared where packets alone accuse', () => {
  const words =
    /^anyone who was served by a service of this host first is never banned.*tcp\.decoys ends this/;
  for (const mode of ['stealth', 'advanced']) {
    assert.ok(saying({ tcp: { mode } }, words));
    assert.ok(!saying({ tcp: { mode, decoys: '23' } }, words));
    assert.ok(!saying({ tcp: { mode }, ignore: { protect: ['own'] } }, words));
  }
  assert.ok(saying({ tcp: { mode: 'off' }, udp: { mode: 'stealth' } }, words));
  assert.ok(!saying({ udp: { mode: 'stealth' } }, words), 'connect mode sees handshakes');
  assert.ok(!saying({}, words));
});

test('advice() says that nobody is banned when only packets can be seen and their jail is off', () => {
  const words = /stays empty and nobody is banned; jails\.unverified\.enabled true/;
  assert.ok(saying({ tcp: { mode: 'off' } }, words));
  assert.ok(!saying({ tcp: { mode: 'off' } }, /bans appear in/));
  assert.ok(saying({ tcp: { mode: 'stealth' }, jails: { unverified: { enabled: false } } }, words));
});

test('advice() warns when a few forged packets ban', () => {
  const words = /^trigger\.packet is 1: as few forged packets ban any host/;
  assert.ok(saying({ trigger: { packet: 1 }, jails: { unverified: { enabled: true } } }, words));
  assert.ok(!saying({ trigger: { packet: 1 } }, words));
});

test('advice() says when nothing is watched', () => {
  const off = { mode: 'off' };
  assert.deepEqual(advice(config({ tcp: off, udp: off })), [
    'nothing is watched: no ports, or both modes are off',
  ]);
  assert.ok(saying({ tcp: { ports: '' } }, /^nothing is watched on tcp/));
  assert.ok(!saying({ tcp: off }, /^nothing/));
});

test('unverifiedEnabled() resolves auto by the modes', () => {
  assert.equal(unverifiedEnabled(config({})), false);
  assert.equal(unverifiedEnabled(config({ udp: { mode: 'stealth' } })), true);
  assert.equal(
    unverifiedEnabled(config({ udp: { mode: 'stealth' }, jails: { unverified: { enabled: false } } })),
    false,
  );
  assert.equal(unverifiedEnabled(config({ jails: { unverified: { enabled: true } } })), true);
});

test('watchedRanges() and watches() follow the mode', () => {
  const { tcp } = config({ tcp: { mode: 'advanced', below: 100, exclude: '20-30' } });
  assert.equal(countPorts(watchedRanges(tcp)), 99);
  assert.deepEqual(
    [1, 20, 31, 99, 100].map(port => watches(tcp, port)),
    [true, false, true, true, false],
  );
  assert.equal(seesHandshakes(config({ tcp: { ports: '' } })), false);
});

test('watchedRanges() and watches() know what "unused" stands for, in connect and stealth mode', () => {
  for (const mode of ['connect', 'stealth'] as const) {
    const { tcp } = config({ tcp: { mode, ports: 'unused,50-60,3389', below: 55, exclude: '20-30' } });
    assert.deepEqual(watchedRanges(tcp), [
      [1, 19],
      [31, 60],
      [3389, 3389],
    ]);
    assert.deepEqual(
      [1, 20, 31, 60, 61, 3389].map(port => watches(tcp, port)),
      [true, false, true, true, false, true],
    );
  }
  assert.ok(saying({ tcp: { ports: 'unused' } }, /honest clients try it.* 80 \(web\).* 443 \(web\)/));
  assert.ok(!watchesNothing(config({ tcp: { ports: 'unused' }, udp: { mode: 'off' } })));
});

test('advice() says that decoys stand idle beside nothing', () => {
  assert.ok(saying({ tcp: { decoys: '23' } }, /^tcp\.decoys has no effect in connect mode/));
  assert.ok(!saying({ tcp: { mode: 'stealth', decoys: '23' } }, /decoys/));
});

test('watchesNothing() is true when both protocols are off or have no ports', () => {
  assert.ok(watchesNothing(config({ tcp: { mode: 'off' }, udp: { ports: '' } })));
  assert.ok(!watchesNothing(config({ tcp: { mode: 'off' } })));
});

test('advice() says when nothing can come into the history, and which key changes that', () => {
  const log = { history: '/var/lib/portsentry/portsentry.history' };
  const empty = /^the history \/var.*history stays empty: .*log\.historyUnverified true/;
  const modes = { tcp: { mode: 'advanced' }, udp: { mode: 'advanced' } };
  assert.ok(saying({ ...modes, log }, empty));
  assert.ok(saying({ tcp: { mode: 'off' }, log }, empty));
  for (const tcp of [{}, { mode: 'stealth', decoys: '23' }]) assert.ok(!saying({ tcp, log }, /history/));
  assert.ok(!saying({ ...modes, log: { ...log, historyUnverified: true } }, /history/));
  assert.ok(!saying(modes, /history/));
});
