import { object, readPath, time } from './schema-parts.ts';

const pem = { ...readPath, pattern: '^(?:/.*)?$', default: '' } as const;

/** `fleet`: what is told to other hosts, and what of theirs is taken. */
export const fleet = {
  ...object,
  description: 'what is shared with other hosts',
  properties: {
    servers: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$',
        expected: 'a server such as "tls://hub.example.net:4222"',
      },
      default: [],
      description: 'the NATS servers of the fleet, any of which will do; none: nothing is shared',
      expected: 'a list of servers such as "tls://hub.example.net:4222"',
    },
    name: {
      type: 'string',
      pattern: '^[a-z0-9-]{0,32}$',
      default: '',
      description: 'the name of this host in the fleet, which its certificate has',
      expected: 'a name of at most 32 characters a-z, 0-9 and -',
    },
    ca: {
      ...readPath,
      default: '/etc/portjail/fleet/ca.pem',
      description: 'whose certificates are believed',
    },
    cert: {
      ...pem,
      description: "this host's certificate; empty: /etc/portjail/fleet/NAME.pem",
      expected: 'an absolute path, or ""',
    },
    key: {
      ...pem,
      description: 'its private key; empty: /etc/portjail/fleet/NAME.key',
      expected: 'an absolute path, or ""',
    },
    publish: {
      type: 'boolean',
      default: true,
      description: 'tell the others of finished handshakes',
      expected: 'true or false',
    },
    accept: {
      enum: [true, false, 'observe'],
      default: 'observe',
      description:
        'what others tell: true has it banned, "observe" writes it down alone, false asks for none',
      expected: 'true, false or "observe"',
    },
    hosts: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 2,
      description: 'other hosts that must have named a source',
      expected: 'a number from 1 to 100',
    },
    maxAge: { ...time, default: '1h', description: 'what is older is not taken; at most a day' },
    pace: {
      type: 'integer',
      minimum: 1,
      maximum: 50,
      default: 5,
      description: 'lines a second, at most',
      expected: 'a number from 1 to 50',
    },
    perOrigin: {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 60,
      description: 'lines an hour by the word of one host, at most',
      expected: 'a number from 1 to 1000',
    },
  },
} as const;
