import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Protocol } from '../../../src/probe.ts';
import { answers } from './benign-answers.ts';
import { clients } from './benign-clients.ts';
import { createHost, type Mode } from './host.ts';
import { paces, scan, targetsOf } from './scans.ts';

const modes: readonly Mode[] = ['connect', 'stealth', 'advanced'];
const protocols: readonly Protocol[] = ['tcp', 'udp'];

for (const mode of modes) {
  for (const protocol of protocols) {
    test(`simulation: every pace of a ${protocol} scan is named within 5 ports in ${mode} mode`, () => {
      for (const [name, pace] of Object.entries(paces)) {
        const host = createHost(mode);
        host.open('tcp', 22, 80, 443);
        host.wait(60_000);
        scan(host, '203.0.113.66', protocol, pace);
        const ports = host.named.get('203.0.113.66');
        assert.ok(ports !== undefined && ports <= 5, `${name}: ${ports ?? 'never'}`);
      }
    });
  }
}

test('simulation: 250 sources of 4 ports each are all named, within an hour and over a night', () => {
  for (const span of [3_600_000, 10 * 3_600_000]) {
    const host = createHost('advanced');
    const ports = targetsOf('advanced', 'tcp').slice(0, 1000);
    for (const [i, port] of ports.entries()) {
      host.receive({ from: `198.51.100.${i % 250}`, sourcePort: 44_444, protocol: 'tcp', port, flags: 2 });
      host.wait(span / ports.length);
    }
    assert.equal(host.named.size, 250 - unwatched(ports), `within ${span} ms`);
  }
});

/** Sources that lose one of their four ports because advanced mode leaves it out. */
const unwatched = (ports: readonly number[]): number =>
  ports.filter(port => [113, 139].includes(port)).length;

for (const { name, guard, modes: where, play, without } of [...answers, ...clients]) {
  test(`simulation: no line that bans for ${name} (${guard})`, () => {
    for (const mode of where) {
      const host = createHost(mode);
      play(host);
      assert.deepEqual([...host.named], [], mode);
    }
  });
  if (without === undefined) continue;
  test(`simulation: without its guard there is one for ${name}`, () => {
    const host = createHost(without.mode, without.part);
    play(host);
    assert.ok(host.named.size > 0, `${[...host.probes.keys()].length} sources seen`);
  });
}
