import { answeringHere } from '../../config/answering-here.ts';
import { servedFirst, sightOf } from '../../config/served-first.ts';
import { fateOf, type Packet } from '../../firewall/fate.ts';
import { portsOf } from '../../net/ports.ts';
import type { Facts, FirewallFacts } from '../facts.ts';
import { type Finding, fault, some, somePorts, warning } from '../finding.ts';

/** Where probes come from: the ports, and the right to see packets. */
export const portChecks = [interfacesUnreached, portOfService, portsClosed, sparesTheServed];

export function interfacesUnreached({ host: { watched }, config }: Facts): Finding[] {
  if (watched.some(({ unreached }) => unreached === undefined)) return [];
  const each = watched.map(({ name, unreached }) => `${name} is ${unreached}`);
  const all = config.interfaces.includes('*');
  return [
    warning(
      'interfaces-unreached',
      watched.length === 0
        ? `interfaces names ${some(config.interfaces)}, and this host has none of them: nobody can be seen`
        : `nobody outside reaches an interface that is watched (${some(each)}): nobody can be seen`,
      all
        ? 'bring up an interface that leads to others, with an address ("ip address" shows them)'
        : '"interfaces": ["*"] in portjail.json watches every one, or name one that leads to others ("ip address" shows them)',
    ),
  ];
}

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
        `${protocol}.ports names ${somePorts(ports)}, where a service of this host listens: the sentry leaves it alone, and watches it ten minutes after that service has ended`,
        `take ${somePorts(ports)} out of ${protocol}.ports`,
      ),
    ];
  });
}

export function portsClosed({ config, firewall, host }: Facts): Finding[] {
  const reached = host.watched.flatMap(({ name, unreached }) => (unreached === undefined ? [name] : []));
  const answering = answeringHere(config);
  return (['tcp', 'udp'] as const).flatMap(protocol => {
    const { ports } = answering[protocol];
    const closed = ports.filter(port => isClosed(firewall, { source: 4, protocol, port }, reached));
    if (closed.length === 0) return [];
    const all = closed.length === ports.length;
    return [
      (all && protocol === 'tcp' ? fault : warning)(
        'ports-closed',
        `the firewall drops ${all ? 'every' : `${closed.length} of ${ports.length}`} watched ${protocol.toUpperCase()} ports (${somePorts(closed)}): nobody can be seen there`,
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

/** Whether a packet is dropped whichever of these interfaces it comes in by; of none we know what rules say of all. */
const isClosed = ({ rulesets }: FirewallFacts, packet: Packet, devices: readonly string[]): boolean =>
  (devices.length === 0 ? [undefined] : devices).every(
    device => fateOf(rulesets, { ...packet, device }, ['prerouting', 'input']) === 'dropped',
  );
