import type { FromSchema } from 'json-schema-to-ts';
import { fleet } from './schema-fleet.ts';
import { jails } from './schema-jails.ts';
import {
  absolutePath,
  below,
  logTarget,
  mode,
  object,
  optionalPath,
  portList,
  portListOrUnused,
  prefixLength,
  protections,
  readPath,
  time,
  translators,
  trigger,
} from './schema-parts.ts';

/**
 * The one source of what a config may say: the types, the defaults, the validator, the file that editors use and the
 * table in docs/config.md all come from here. `expected` is the phrase a mistake is reported with.
 */

export const configSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'portjail.json',
  // No default here: ajv cannot fill in the root, whose place nothing holds.
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'for editors; has no effect' },
    tcp: {
      ...object,
      properties: {
        mode,
        ports: {
          ...portListOrUnused,
          default:
            '1,11,15,19,23,79,111,135,139,445,512-515,540,635,1080,1433,1521,1524,2000,2323,2375,2376,3389,4899,' +
            '5432,5555,5800,5900,5901,6379,6667,9200,11211,12345,12346,20034,27017,27374,31337,32771,32772,32773,32774,' +
            '40421,49724,54320',
          description:
            'the TCP ports to watch in connect and stealth mode; "unused": every unused one below tcp.below, less tcp.exclude',
        },
        below: {
          ...below,
          description:
            'advanced mode, and "unused" in tcp.ports, watch every unused port from 1 to this number less one',
        },
        exclude: {
          ...portList,
          default: '113,139',
          description: 'ports that advanced mode and "unused" leave out',
        },
        decoys: {
          ...portList,
          default: '',
          description: 'ports that answer beside stealth or advanced mode',
        },
      },
    },
    udp: {
      ...object,
      properties: {
        mode,
        ports: {
          ...portList,
          default:
            '1,7,9,19,69,111,161,162,513,635,640,641,700,1434,1900,11211,31335,31337,32770-32774,54321',
          description: 'the UDP ports to watch in connect and stealth mode',
        },
        below,
        exclude: {
          ...portList,
          default: '520,138,137,67',
          description: 'ports that advanced mode leaves out',
        },
        banner: {
          type: 'boolean',
          default: false,
          description: 'send the banner in reply to a datagram (off: a forged source would get it too)',
          expected: 'true or false',
        },
      },
    },
    interfaces: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^(?:\\*|[^\\s/:*]{1,15})$',
        expected: 'an interface name such as "eth0", or "*"',
      },
      default: ['*'],
      description:
        'the interfaces watched: what comes in by them, to any address of this host; "*" is every one but loopback, which sockets of one port each take in too',
      expected: 'a list of interface names',
    },
    banner: {
      type: 'string',
      default: '',
      description: 'text that connect mode sends before it closes the connection',
      expected: 'a text',
    },
    user: {
      type: 'string',
      pattern: '^(?:[a-z_][a-z0-9_.-]{0,31})?$',
      default: '',
      description: 'the user to become after the ports are open; empty: the one that started it',
      expected: 'a user name, or ""',
    },
    ignore: {
      ...object,
      properties: {
        addresses: {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$',
            expected: 'an address or a network such as "192.0.2.0/24" or "2001:db8::/32"',
          },
          default: ['127.0.0.0/8', '::1'],
          description: 'hosts and networks that are never banned',
          expected: 'a list of addresses and networks',
        },
        files: {
          type: 'array',
          items: readPath,
          default: ['/etc/portjail/ignore'],
          description: 'files with one address or network a line; a missing one counts as empty',
          expected: 'a list of absolute paths',
        },
        protect: {
          type: 'array',
          items: {
            enum: protections,
            expected: 'one of own, gateways, resolvers, ssh, fail2ban, time, dhcp, metadata, connected',
          },
          default: protections,
          description: 'hosts looked up while running that are never banned; "Who is never banned" says how',
          expected: 'a list of own, gateways, resolvers, ssh, fail2ban, time, dhcp, metadata, connected',
        },
      },
    },
    trigger: {
      ...object,
      properties: {
        handshake: {
          ...trigger,
          default: 1,
          description: 'distinct ports of one source with a finished handshake that make a scan',
        },
        packet: {
          ...trigger,
          default: 4,
          description: 'distinct ports of one source, forgeable packets included, that make a scan',
        },
        window: { ...time, default: '10m', description: 'how long a touched port counts' },
        ipv6Prefix: {
          ...prefixLength,
          maximum: 127,
          default: 0,
          description: 'name IPv6 networks of this length that scan with 4 addresses or more; 0: never',
          expected: '0 (off), or a length from 64 to 127',
        },
        ipv4Prefix: {
          ...prefixLength,
          maximum: 31,
          default: 0,
          description: 'write when an IPv4 network of this length does; nobody is banned for it; 0: never',
          expected: '0 (off), or a length from 24 to 31',
        },
        translators,
      },
    },
    log: {
      ...object,
      properties: {
        file: {
          ...absolutePath,
          default: '/var/log/portjail/portsentry.log',
          description: 'the log that the jails read',
        },
        target: logTarget,
        format: {
          enum: ['portjail', 'portsentry-2'],
          default: 'portjail',
          description: 'the form of a line',
          expected: 'one of portjail, portsentry-2',
        },
        history: {
          ...optionalPath,
          default: '',
          description: "a second file in Portsentry 1.2's form, which the stock portsentry filter matches",
        },
        historyUnverified: {
          type: 'boolean',
          default: false,
          description: 'also write sources that may be forged to the history, which cannot say so',
          expected: 'true or false',
        },
        seen: {
          type: 'array',
          items: {
            enum: ['below-trigger', 'protected', 'ignored', 'distributed', 'lan'],
            expected: 'one of below-trigger, protected, ignored, distributed, lan',
          },
          default: ['below-trigger', 'protected', 'ignored', 'distributed', 'lan'],
          description:
            'observations that are written though nobody is banned for them; a list of all the others holds lan too',
          expected: 'a list of below-trigger, protected, ignored, distributed, lan',
        },
      },
    },
    jails,
    fleet,
  },
} as const;

/** A config as the program uses it: every default filled in. */
export type Config = FromSchema<typeof configSchema>;
