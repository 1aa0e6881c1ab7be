import { banTime, maxretry, object, switchOrAuto, time } from './schema-parts.ts';
import { run } from './schema-run.ts';

/** The part of the config that the jail pack is rendered from. */
export const jails = {
  ...object,
  properties: {
    banaction: {
      type: 'string',
      pattern: '^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$',
      default: 'auto',
      description: 'the Fail2ban action that bans; auto: chosen from what the host has',
      expected: '"auto", or an action such as "nftables[type=allports]"',
    },
    portsentry: {
      ...object,
      description: 'finished handshakes',
      properties: {
        enabled: { type: 'boolean', default: true, expected: 'true or false', description: 'switch' },
        maxretry: { ...maxretry, default: 1, description: 'lines that ban' },
        findtime: { ...time, default: '10m', description: 'the time they must fall in' },
        bantime: { ...banTime, default: '1h', description: 'the first ban' },
        increment: {
          type: 'boolean',
          default: true,
          description: 'double the ban with every offence',
          expected: 'true or false',
        },
        maxtime: { ...time, default: '5w', description: 'the longest ban that doubling reaches' },
      },
    },
    unverified: {
      ...object,
      description: 'sources that may be forged',
      properties: {
        enabled: { ...switchOrAuto, description: 'auto: on with stealth or advanced mode' },
        maxretry: { ...maxretry, default: 1, description: 'lines that ban' },
        findtime: { ...time, default: '10m', description: 'the time they must fall in' },
        bantime: { ...time, default: '10m', description: 'the ban; never permanent' },
      },
    },
    prefix: {
      ...object,
      description: 'whole IPv6 networks, by finished handshakes of many addresses',
      properties: {
        enabled: { ...switchOrAuto, description: 'auto: on when trigger.ipv6Prefix is not 0' },
        maxretry: { ...maxretry, default: 1, description: 'lines that ban' },
        findtime: { ...time, default: '10m', description: 'the time they must fall in' },
        bantime: { ...time, default: '1h', description: 'the ban; never permanent' },
      },
    },
    recidive: {
      ...object,
      description: 'hosts that portsentry has banned again and again',
      properties: {
        enabled: {
          ...switchOrAuto,
          description: "auto: on when Fail2ban's own log is a file, which install finds out",
        },
        maxretry: { ...maxretry, default: 3, description: 'bans that ban for longer' },
        findtime: { ...time, default: '1d', description: 'the time they must fall in' },
        bantime: { ...banTime, default: '1w', description: 'the long ban' },
      },
    },
    fleet: {
      ...object,
      description: 'hosts that others of the fleet have proven',
      properties: {
        enabled: { ...switchOrAuto, description: 'auto: on with fleet.servers and fleet.accept true' },
        maxretry: { ...maxretry, default: 1, description: 'lines that ban' },
        findtime: { ...time, default: '10m', description: 'the time they must fall in' },
        bantime: { ...time, default: '1h', description: 'the ban; an hour at most' },
      },
    },
    run,
  },
} as const;
