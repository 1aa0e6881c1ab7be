/** The pieces that `schema.ts` is made of: a rule and the phrase (`expected`) that a mistake is reported with. */

export const portList = {
  type: 'string',
  pattern: '^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$',
  expected: 'ports (1 to 65535) and ranges, joined by commas, such as "23,6000-6010"',
} as const;

/** The same, with the word for every unused port that advanced mode would watch. */
export const portListOrUnused = {
  type: 'string',
  pattern:
    '^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$',
  expected:
    'ports (1 to 65535), ranges and the word "unused", joined by commas, such as "23,6000-6010" or "unused,3389"',
} as const;

/**
 * Fail2ban's own time grammar, jail.conf(5) TIME ABBREVIATION FORMAT, less the parts that nobody writes. A number
 * has no leading zero: Fail2ban 1.0.2 refuses "05m".
 */
export const time = {
  type: 'string',
  pattern: '^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$',
  expected: 'a time in Fail2ban\'s grammar, such as "600", "10m", "1h 30m", "1d" or "5w"',
} as const;

export const banTime = {
  ...time,
  pattern: `^(?:-1|${time.pattern.slice(1, -1)})$`,
  expected: `${time.expected}, or "-1" for a permanent ban`,
} as const;

export const absolutePath = {
  type: 'string',
  // Fail2ban splits a logpath at blanks and commas, expands globs and <tags>; logrotate has quotes, \ and {} besides.
  pattern: '^/[^\\s*?\\[\\]{}<>,"\'\\\\]*$',
  expected: 'an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\',
} as const;

/** A file that only we read: nothing forbids it a blank. */
export const readPath = { type: 'string', pattern: '^/.', expected: 'an absolute path' } as const;

export const optionalPath = {
  ...absolutePath,
  pattern: '^(?:/[^\\s*?\\[\\]{}<>,"\'\\\\]*)?$',
  expected: 'an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\, or "" for none',
} as const;

export const logTarget = {
  enum: ['file', 'journal'],
  default: 'file',
  description:
    "where the log goes: that file, or systemd's journal, which the unit portjail.service writes to",
  expected: 'one of file, journal',
} as const;

export const mode = {
  enum: ['connect', 'stealth', 'advanced', 'off'],
  default: 'connect',
  description: 'where probes come from: ports that answer, or packets to ports that nobody uses',
  expected: 'one of connect, stealth, advanced, off',
} as const;

export const below = {
  type: 'integer',
  minimum: 2,
  maximum: 65536,
  default: 1024,
  description: 'advanced mode watches every unused port from 1 to this number less one',
  expected: 'a number from 2 to 65536',
} as const;

export const switchOrAuto = {
  enum: [true, false, 'auto'],
  default: 'auto',
  expected: 'true, false or "auto"',
} as const;

export const maxretry = {
  type: 'integer',
  minimum: 1,
  maximum: 10000,
  expected: 'a number from 1 to 10000',
} as const;

export const trigger = {
  type: 'integer',
  minimum: 1,
  maximum: 1000,
  expected: 'a number of ports from 1 to 1000',
} as const;

/**
 * Prefixes whose addresses stand for hosts of the whole IPv4 Internet, which have nothing but a translator in common: NAT64
 * and SIIT (RFC 6052, 2.1; RFC 8215), and Teredo, whose clients share the 64 bits of their server (RFC 4380, 4). Not 6to4
 * (2002::/16): there 48 bits belong to one IPv4 address.
 */
export const translators = {
  type: 'array',
  items: {
    type: 'string',
    pattern: '^[0-9A-Fa-f:.]+/\\d{1,3}$',
    expected: 'an IPv6 network such as "64:ff9b::/96"',
  },
  default: ['64:ff9b::/96', '64:ff9b:1::/48', '2001::/32'],
  description:
    'IPv6 networks that stand for hosts elsewhere, as of a translator from IPv4: nothing in them is named as one network',
  expected: 'a list of IPv6 networks',
} as const;

/** The least length but 0 is another in each family: prefix-rules.ts holds it. */
export const prefixLength = { type: 'integer', minimum: 0 } as const;

export const object = { type: 'object', additionalProperties: false, default: {} } as const;

/** A text for /bin/sh; what no pattern can say of it, run-rules.ts does. */
export const shellText = {
  type: 'string',
  default: '',
  expected: 'a command for /bin/sh, or "" for none',
} as const;

/** What is looked up while running; each is a list of hosts but for `connected`, which is a question. */
export const protections = [
  'own',
  'gateways',
  'resolvers',
  'ssh',
  'fail2ban',
  'time',
  'dhcp',
  'metadata',
  'connected',
] as const;
