import { answeringHere } from '../../config/answering-here.ts';
import { servedFirst, sightOf } from '../../config/served-first.ts';
import { fateOf, type Packet } from '../../firewall/fate.ts';
import { portsOf } from '../../net/ports.ts';
import type { Facts, FirewallFacts } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';

/** Where probes come from: the ports, and the right to see packets. */
export const portChecks = [portOfService, portsClosed, sparesTheServed];

export function portOfService({ config, host }: Facts): Finding[] {
  return (['tcp', 'udp'] as const).flatMap(protocol => {
    const { mode, ports: list } = config[protocol];
    // Advanced mode, and the word "unused", watch what nobody uses: a service there is no mistake.
    if (mode === 'advanced' || mode === 'off') return [];
    const named = new Set(portsOf(list));
    const taken = host.services.filter(one => one.protocol === protocol && named.has(one.port));
    const ports = [...new Set(taken.map(({ port }) => port))].sort((a, b) => a - b);
    if (ports.length === 0) return [];
    return [
      warning(
        'port-of-service',
        `${protocol}.ports names ${some(ports)}, where a service of this host listens: the sentry leaves it alone, and watches it ten minutes after that service has ended`,
        `take ${some(ports)} out of ${protocol}.ports`,
      ),
    ];
  });
}

export function portsClosed({ config, firewall }: Facts): Finding[] {
  const answering = answeringHere(config);
  return (['tcp', 'udp'] as const).flatMap(protocol => {
    const { ports } = answering[protocol];
    const closed = ports.filter(port => isClosed(firewall, { source: 4, protocol, port }));
    if (closed.length === 0) return [];
    const all = closed.length === ports.length;
    return [
      (all && protocol === 'tcp' ? fault : warning)(
        'ports-closed',
        `the firewall drops ${all ? 'every' : `${closed.length} of ${ports.length}`} watched ${protocol.toUpperCase()} ports (${some(closed)}): nobody can be seen there`,
        `let new connections to these ports in; "portjail firewall" prints the rules`,
      ),
    ];
  });
}

export function sparesTheServed({ config }: Facts): Finding[] {
  return servedFirst(sightOf(config)).map(sentence =>
    warning('served-first', sentence, 'name a few ports in tcp.decoys, such as "23,2323,3389"'),
  );
}

const isClosed = ({ rulesets }: FirewallFacts, packet: Packet): boolean =>
  fateOf(rulesets, packet, ['prerouting', 'input']) === 'dropped';
