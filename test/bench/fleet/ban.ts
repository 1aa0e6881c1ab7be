import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatScan } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { guard, hubOn, member } from '../../e2e/fleet/member.ts';
import { network } from '../../e2e/hosts/hosts.ts';
import { withHub } from '../../support/hub/hub.ts';

/**
 * How long it takes (milliseconds, each ban by itself, sorted) from the line of one host's sentry to the address in the set
 * of another host's kernel, with a real hub and a real Fail2ban; each host is a network namespace of this machine. Needs root.
 */
export async function banTimes(count: number): Promise<number[]> {
  const net = network('hub', 'one', 'two');
  const { hub: hubHost, one, two } = net.hosts;
  try {
    return await withHub(hubOn(hubHost, ['web1', 'web2']), async hub => {
      const teller = member(net, one, 'web1', hub, {});
      const hearer = member(net, two, 'web2', hub, {});
      const log = join(teller.folder, 'portsentry.log');
      appendFileSync(log, '');
      await teller.start('runs as web1', 'fleet', 'run');
      await hearer.start('runs as web2', 'fleet', 'run');
      await guard(net, hearer);
      // The kernel's own word, as it changes: nothing is asked meanwhile.
      const kernel = two.start(['stdbuf', '-oL', 'nft', 'monitor', 'elements']);
      const times: number[] = [];
      for (let index = 1; index <= count; index++) {
        const address = `198.51.100.${index}`;
        const begun = performance.now();
        appendFileSync(log, `${scanOf(address)}\n`);
        while (!kernel.output().includes(`{ ${address} }`)) await sleep(5);
        times.push(performance.now() - begun);
      }
      return times.sort((a, b) => a - b);
    });
  } finally {
    await net.teardown();
  }
}

function scanOf(text: string): string {
  const [source, target] = [parseAddress(text), parseAddress('192.0.2.10')];
  if (source === undefined || target === undefined) throw new RangeError(text);
  const probe = { time: Date.now(), source, target, protocol: 'tcp', port: 23 } as const;
  return formatScan({ ...probe, kind: 'connect', evidence: 'handshake' }, { hits: 1, ports: 1 }, 1);
}
