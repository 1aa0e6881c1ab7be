import { object, shellText } from './schema-parts.ts';

/** `jails.run`: what Fail2ban's actions do beside the ban. */
export const run = {
  ...object,
  description: "what Fail2ban's actions do beside the ban",
  properties: {
    command: {
      ...shellText,
      description: 'run by Fail2ban once for each new ban; may hold $TARGET$, $PORT$ and $MODE$',
    },
    protocols: {
      type: 'array',
      items: { enum: ['tcp', 'udp'], expected: 'tcp or udp' },
      default: ['tcp', 'udp'],
      description: 'the command is for bans by these',
      expected: 'a list of tcp, udp',
    },
    first: {
      type: 'boolean',
      default: false,
      description: 'run the command before the ban, not behind it',
      expected: 'true or false',
    },
    route: {
      ...shellText,
      description: 'blocks $TARGET$ too, for every ban of the portsentry jail, restored ones included',
    },
    unroute: { ...shellText, description: 'undoes that when the ban ends' },
    hostsDeny: {
      type: 'string',
      default: '',
      description: 'a line for /etc/hosts.deny during such a ban, with $TARGET$',
      expected: 'a line such as "ALL: $TARGET$", or "" for none',
    },
  },
} as const;
