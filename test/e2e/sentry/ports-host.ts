/** A host of its own (run under `unshare --net`): services come and go, and what the watch says of a SYN is printed. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lookEvery } from '../../../src/detect/watch/services.ts';
import type { Touch } from '../../../src/detect/watch/touch.ts';
import { createWatch } from '../../../src/detect/watch/watch.ts';
import { readRedirected } from '../../../src/firewall/redirected.ts';
import { ephemeralPorts } from '../../../src/sys/ports/port-range.ts';
import { openSocketSource } from '../../../src/sys/ports/socket-source.ts';
import { address } from '../../detect/helpers.ts';

const ip = (...args: string[]): void => {
  execFileSync('ip', args);
};
ip('link', 'set', 'lo', 'up');
ip('address', 'add', '192.0.2.10/32', 'dev', 'lo');
execFileSync('nft', ['-f', '-'], {
  input: `table ip nat {
    chain pre { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.17.0.2:80; }
  }`,
});

const config = {
  tcp: { mode: 'stealth', ports: '21-25,80,8080', below: 1024, exclude: '', decoys: '' },
  udp: { mode: 'off', ports: '', below: 1024, exclude: '', banner: false },
} as const;
const redirected = await readRedirected();
const watch = createWatch(openSocketSource(), ephemeralPorts(), config, redirected);

/** The clock is the test's own: ten minutes pass at once. */
let now = 0;
const pass = (milliseconds: number): void => {
  for (const end = now + milliseconds; now < end; ) {
    now += lookEvery;
    watch.tick(now);
  }
};
const says = (port: number, fields: Partial<Touch> = {}): boolean =>
  watch.isOurs(
    {
      protocol: 'tcp',
      target: address('192.0.2.10'),
      port,
      source: address('203.0.113.7'),
      sourcePort: 45_000,
      kind: 'syn',
      device: 1,
      ...fields,
    },
    now,
  );

async function service(port: number, host: string): Promise<() => Promise<unknown>> {
  const code = `require('net').createServer().listen(${port}, '${host}', () => process.stdout.write('ready'))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return () => {
    child.kill();
    return once(child, 'exit');
  };
}

const verdicts: Record<string, unknown> = {};
pass(lookEvery);
verdicts['before'] = says(80);
let stop = await service(80, '192.0.2.10');
verdicts['started just now'] = says(80);
verdicts['its ACK'] = says(80, { kind: 'ack' });
verdicts['another address'] = says(80, { target: address('127.0.0.1') });
verdicts['the other family'] = says(80, { target: address('::1'), source: address('2001:db8::7') });
pass(lookEvery);
await stop();
verdicts['restarting'] = says(80);
stop = await service(80, '::');
pass(lookEvery);
verdicts['restarted'] = says(80, { target: address('::1') });
await stop();
pass(590_000);
verdicts['stopped nearly ten minutes'] = says(80);
pass(20_000);
verdicts['stopped ten minutes'] = says(80);
verdicts['its late ACK'] = says(80, { kind: 'ack' });
const inside = await service(22, '127.0.0.1');
pass(lookEvery);
verdicts['local service'] = [says(22), says(22, { target: address('127.0.0.1') })];
verdicts['redirected'] = says(8080);
verdicts['blind'] = redirected.blind;
await inside();
process.stdout.write(`${JSON.stringify(verdicts)}\n`);
process.exit();
