import { RST, SYN } from '../../../src/capture/numbers.ts';
import { all, attempt, type Benign, captured, converse, hour, minute, second } from './traffic.ts';

const syn = { sourcePort: 50_000, protocol: 'tcp', flags: SYN } as const;
const addresses = [10, 11, 12, 13, 14, 15, 16, 17].map(last => `192.0.2.${last}`);

/** Clients of what is here, and of what is not. */
export const clients: readonly Benign[] = [
  {
    name: 'one closed port, retried thirty times',
    // 587 is in no list; in advanced mode it is one port.
    guard: 'not watched, or below the trigger',
    modes: all,
    play: host => {
      for (let i = 0; i < 30; i++) {
        attempt(host, '203.0.113.7', 40_000 + i, 587);
        host.wait(minute);
      }
    },
  },
  {
    name: 'a database client whose server has moved, retrying all day',
    guard: 'below the trigger: one port, whatever the time',
    modes: captured,
    play: host => {
      for (let i = 0; i < 288; i++) {
        attempt(host, '203.0.113.7', 40_000 + i, 5432);
        host.wait(5 * minute);
      }
    },
  },
  {
    name: 'a browser with forty connections, over TCP and QUIC',
    guard: 'not watched: services hold these ports',
    modes: all,
    play: host => {
      host.open('tcp', 80, 443);
      host.open('udp', 443);
      host.wait(10 * second);
      for (let i = 0; i < 40; i++) {
        converse(host, '203.0.113.20', 50_000 + i, i % 4 === 0 ? 80 : 443);
        host.receive({ from: '203.0.113.20', sourcePort: 52_000 + i, protocol: 'udp', port: 443 });
      }
      host.receive({ from: '203.0.113.20', sourcePort: 50_001, protocol: 'tcp', port: 443, flags: RST });
    },
  },
  {
    name: 'an office of 200 behind one address',
    // Its users' mail programs try what a mail host might have; two of those ports nobody has here.
    guard: 'not watched, and two ports are below the trigger',
    without: { part: { trigger: 2 }, mode: 'advanced' },
    modes: all,
    play: host => {
      host.open('tcp', 25, 80, 143, 443, 465, 587, 993);
      host.wait(10 * second);
      for (let user = 0; user < 200; user++) {
        for (const port of [80, 443, 443, 443, 993, 587])
          converse(host, '203.0.113.99', 1024 + user * 300 + port, port);
        if (user % 10 === 0) attempt(host, '203.0.113.99', 62_000 + user, user % 20 === 0 ? 110 : 995);
        host.wait(minute);
      }
    },
  },
  {
    name: 'traceroute by UDP and by TCP',
    guard: 'not watched: its ports are in no list, the web server is a service',
    modes: all,
    play: host => {
      host.open('tcp', 80);
      host.wait(10 * second);
      for (let port = 33_434; port < 33_464; port++) {
        host.receive({ from: '203.0.113.30', sourcePort: 48_000, protocol: 'udp', port });
        host.receive({ from: '203.0.113.30', sourcePort: 48_000, protocol: 'tcp', port: 80, flags: SYN });
        host.wait(50);
      }
    },
  },
  {
    name: 'happy eyeballs: both families at once, of which the web server has one',
    guard: 'not watched, or two ports: below the trigger',
    without: { part: { trigger: 2 }, mode: 'advanced' },
    modes: all,
    play: host => {
      for (let i = 0; i < 20; i++) {
        for (const port of [80, 443]) {
          attempt(host, '2001:db8:1::7', 50_000 + i, port);
          host.wait(250);
        }
      }
    },
  },
  {
    name: 'a mail client that tries IPv6 first at services of IPv4 alone',
    guard: 'not watched: a port belongs to its service in both families',
    modes: all,
    play: host => {
      const ports = [143, 465, 587, 993];
      host.openIPv4('tcp', ...ports);
      host.wait(10 * second);
      for (let i = 0; i < 20; i++)
        for (const port of ports) {
          attempt(host, '2001:db8:1::7', 50_000 + i, port);
          converse(host, '203.0.113.7', 50_000 + i, port);
        }
    },
  },
  {
    name: 'a port-knocking client: three ports, every day for a month',
    guard: 'below the trigger: three ports never add up to four, and a day halves them',
    without: { part: { trigger: 3 }, mode: 'advanced' },
    modes: all,
    play: host => {
      host.open('tcp', 22);
      for (let day = 0; day < 30; day++) {
        for (const port of [207, 803, 409]) {
          host.receive({ from: '203.0.113.40', sourcePort: 50_000 + day, protocol: 'tcp', port, flags: SYN });
          host.wait(300);
        }
        converse(host, '203.0.113.40', 51_000 + day, 22);
        host.wait(24 * hour);
      }
    },
  },
  {
    name: 'a mail server that tries 25, 465 and 587 for five days',
    guard: 'below the trigger: three ports, whatever the time',
    without: { part: { trigger: 3 }, mode: 'advanced' },
    modes: all,
    play: host => {
      for (let i = 0; i < 60; i++) {
        for (const port of [25, 465, 587]) attempt(host, '203.0.113.25', 50_000 + i, port);
        host.wait(2 * hour);
      }
    },
  },
  {
    name: 'a monitor that polls one closed port on eight addresses of this host',
    guard: 'below the trigger: one port, and eight pairs',
    modes: captured,
    play: host => {
      for (let round = 0; round < 60; round++) {
        for (const to of addresses) host.receive({ ...syn, from: '203.0.113.7', to, port: 111 });
        host.wait(minute);
      }
    },
  },
  {
    name: 'a client that tries two ports on every A and AAAA record of a name',
    guard: 'below the trigger: two ports, and fourteen pairs of each family',
    modes: captured,
    play: host => {
      for (const port of [111, 512])
        for (const to of addresses.slice(1)) {
          host.receive({ ...syn, from: '203.0.113.7', to, port });
          host.receive({ ...syn, from: '2001:db8:5::7', to: to.replace('192.0.2.', '2001:db8::'), port });
          host.wait(second);
        }
    },
  },
  {
    name: 'machines of the LAN that look for a share, a printer, a desktop and a database',
    guard: 'the LAN: one or two services',
    without: { part: { lan: true }, mode: 'connect' },
    modes: all,
    play: host => {
      const tried = [[445, 139], [515], [3389, 5432], [6379, 111], [139, 445, 3389]];
      for (let day = 0; day < 5; day++)
        for (const [i, ports] of tried.entries())
          for (const port of ports) {
            attempt(host, `10.0.0.${i + 20}`, 50_000, port);
            attempt(host, `fd00::${i + 20}`, 50_000, port);
            host.receive({ from: '192.168.7.9', sourcePort: 50_001, protocol: 'udp', port: 161 });
            host.wait(2 * hour);
          }
    },
  },
];
