import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering } from '../../src/config/answering.ts';
import { effective, effectiveRows } from '../../src/config/effective.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import type { PortRange } from '../../src/net/ports.ts';

const clients: PortRange = [32_768, 60_999];
const tcpOf = (tcp: Partial<Config['tcp']>): Config['tcp'] => ({
  mode: 'connect',
  ports: 'unused,3389',
  below: 30,
  exclude: '10-19',
  decoys: '',
  ...tcp,
});
const of = (settings: Partial<Config['tcp']>, inUse: number[]) => {
  const tcp = tcpOf(settings);
  const udp = { mode: 'off', ports: '', below: 1024, exclude: '', banner: false } as const;
  const effect = { answering: answering({ tcp, udp }, clients).tcp, inUse: new Set(inUse) };
  return { ...effective({ tcp }, effect), rows: effectiveRows({ tcp }, effect).map(row => row.join(' ')) };
};

test('effective() leaves ports of services out of what `unused` names alone in connect mode', () => {
  const { rows, ...ports } = of({ ports: 'unused,3389,22' }, [1, 22, 25, 3389, 8080]);
  assert.deepEqual(ports, { watched: '2-9,20-24,26-29,3389', inUse: '1,25', leftOut: '' });
  assert.deepEqual(rows, [' now 2-9,20-24,26-29,3389; in use 1,25']);
});

test('effective() leaves all ports of services out in stealth mode, and no client any', () => {
  const { rows, ...ports } = of({ mode: 'stealth', ports: 'unused,22,40000-40001' }, [22, 23]);
  assert.deepEqual(ports, { watched: '1-9,20-21,24-29,40000-40001', inUse: '22-23', leftOut: '' });
  assert.deepEqual(rows, [' now 1-9,20-21,24-29,40000-40001; in use 22-23']);
});

test('effectiveRows() says what is left out by number, and nothing where the list is what it says', () => {
  assert.deepEqual(of({ ports: '23,40000' }, [23]).rows, []);
  assert.deepEqual(of({ mode: 'off' }, [23]).rows, []);
  const [now, left, ...more] = of({ ports: '23,40000-40002' }, []).rows;
  assert.equal(now, ' now 23');
  assert.match(left ?? '', /^left out TCP 40000-40002: .*ip_local_port_range.*listed by itself/);
  assert.deepEqual(more, []);
  const beside = of({ mode: 'stealth', ports: '23', decoys: '40000-40002' }, []).rows;
  assert.match(beside.at(-1) ?? '', /^left out TCP 40000-40002: /);
});
