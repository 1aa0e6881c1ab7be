import { ACK, FIN, PSH, RST, SYN } from '../../../src/capture/numbers.ts';
import { dnsMessage, ntpMessage } from '../../capture/answer/messages.ts';
import { all, attempt, type Benign, captured, converse, hour, minute, second } from './traffic.ts';

/** Ports of the default lists that the kernel gives to clients too: the worst it can draw. */
const drawn = {
  tcp: [32_771, 32_772, 32_773, 32_774, 40_421, 49_724, 54_320],
  udp: [32_770, 32_771, 32_772, 32_773, 32_774, 54_321],
};

/** What comes to ports that this host uses, or has used just now. */
export const answers: readonly Benign[] = [
  {
    name: 'late answers of a resolver',
    guard: 'own question: from port 53 to a port of clients',
    without: { part: { ownQuestions: true }, mode: 'stealth' },
    modes: captured,
    play: host => {
      for (let i = 0; i < 30; i++) {
        const port = drawn.udp[i % drawn.udp.length] ?? 0;
        host.receive({ from: '198.51.100.53', sourcePort: 53, protocol: 'udp', port });
        host.wait(second);
      }
    },
  },
  {
    name: 'late answers of NTP servers',
    guard: 'own question: from port 123 to a port of clients',
    without: { part: { ownQuestions: true }, mode: 'stealth' },
    modes: captured,
    play: host => {
      for (const port of drawn.udp) {
        host.receive({ from: '198.51.100.123', sourcePort: 123, protocol: 'udp', port });
        host.wait(64 * second);
      }
    },
  },
  {
    name: 'passive FTP, forty transfers, to ports of the lists among others',
    guard: 'not watched: asked just then, the kernel knows a listener; the last packets are late ones',
    modes: captured,
    play: host => {
      host.open('tcp', 21);
      host.wait(10 * second);
      converse(host, '203.0.113.21', 50_000, 21);
      for (let i = 0; i < 40; i++) {
        const port = drawn.tcp[i % drawn.tcp.length] ?? 0;
        host.open('tcp', port);
        converse(host, '203.0.113.21', 50_001 + i, port);
        host.close('tcp', port);
        host.receive({
          from: '203.0.113.21',
          sourcePort: 50_001 + i,
          protocol: 'tcp',
          port,
          flags: FIN | ACK,
        });
        host.wait(3 * second);
      }
    },
  },
  {
    name: 'active FTP by a client here, whose listeners are gone before the packet is read',
    guard: "own question: from FTP's data port to a port of clients",
    without: { part: { ownQuestions: true }, mode: 'stealth' },
    modes: captured,
    play: host => {
      for (const port of drawn.tcp) {
        host.receive({ from: '198.51.100.21', sourcePort: 20, protocol: 'tcp', port, flags: SYN });
        host.wait(second);
      }
    },
  },
  {
    name: 'servers that end connections of ours which we have closed already',
    guard: 'own question: a bare ACK or FIN+ACK to a port of clients',
    without: { part: { ownQuestions: true }, mode: 'stealth' },
    modes: captured,
    play: host => {
      for (const port of drawn.tcp) {
        for (const flags of [PSH | ACK, ACK, FIN | ACK])
          host.receive({ from: '198.51.100.80', sourcePort: 443, protocol: 'tcp', port, flags });
        host.wait(20 * second);
      }
    },
  },
  {
    name: 'half-open health checks of a load balancer through a restart of five minutes',
    guard: 'quarantine: a service was there a moment ago',
    without: { part: { quarantine: true }, mode: 'advanced' },
    modes: all,
    play: host => {
      const ports = [21, 25, 80, 143, 443, 993];
      host.open('tcp', ...ports);
      host.wait(minute);
      const check = (): void => {
        for (const port of ports) {
          host.receive({ from: '192.0.2.5', sourcePort: 45_000, protocol: 'tcp', port, flags: SYN });
          host.receive({ from: '192.0.2.5', sourcePort: 45_000, protocol: 'tcp', port, flags: RST });
        }
        host.wait(5 * second);
      };
      for (let i = 0; i < 60; i++) check();
      host.close('tcp', ...ports);
      for (let i = 0; i < 60; i++) check();
      host.open('tcp', ...ports);
      for (let i = 0; i < 60; i++) check();
    },
  },
  {
    name: 'bittorrent peers that come on for a day after the client has stopped',
    // Worst: its port is one of the list, TCP and UDP. After ten minutes each peer is at most two ports.
    guard: 'quarantine, then below the trigger',
    without: { part: { trigger: 1 }, mode: 'stealth' },
    modes: captured,
    play: host => {
      const port = 54_321;
      host.open('tcp', port);
      host.open('udp', port);
      host.wait(hour);
      host.close('tcp', port);
      host.close('udp', port);
      for (let i = 0; i < 300; i++) {
        const from = `203.0.113.${i % 100}`;
        attempt(host, from, 6881, port);
        host.receive({ from, sourcePort: 6881, protocol: 'udp', port });
        host.wait(5 * minute);
      }
    },
  },
  {
    name: 'answers of name and time servers that somebody elsewhere asked with our address',
    guard: 'hearsay: a whole answer accuses nobody',
    without: { part: { answers: true }, mode: 'stealth' },
    modes: all,
    play: host => {
      for (let i = 0; i < 300; i++)
        for (const port of [7, 9, 69, 111, 161, 513]) {
          const packet = { protocol: 'udp', port } as const;
          host.receive({ ...packet, from: `198.51.100.${i % 9}`, sourcePort: 53, payload: dnsMessage() });
          host.receive({ ...packet, from: '198.51.100.123', sourcePort: 123, payload: ntpMessage() });
          host.wait(second);
        }
    },
  },
  {
    name: 'backscatter: a victim elsewhere answers SYNs that were forged with our address',
    guard: 'no probe: SYN+ACK and RST answer, they do not ask',
    without: { part: { flags: true }, mode: 'advanced' },
    modes: all,
    play: host => {
      for (let i = 0; i < 3000; i++) {
        const packet = {
          from: '198.51.100.66',
          sourcePort: 80,
          protocol: 'tcp',
          port: (i * 7919) % 65_536,
        } as const;
        for (const flags of [SYN | ACK, RST | ACK, RST]) host.receive({ ...packet, flags });
        host.wait(10);
      }
    },
  },
];
