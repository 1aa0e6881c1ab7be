import type { Options } from '../util/option.ts';
import { hostPaths } from './read/host-files.ts';
import { modeWords } from './read/modes.ts';

/** Where the config comes from, as the command line says it. */
export interface ConfigSource {
  readonly file?: string;
  /** The built-in defaults and no file of this host. */
  readonly defaults?: boolean;
  /** Goes before log.file. */
  readonly log?: string;
  /** Go before tcp.mode and udp.mode; Portsentry's words or ours. */
  readonly tcpMode?: string;
  readonly udpMode?: string;
  /** Goes before user. */
  readonly user?: string;
}

/** The options that every command with a config takes. */
export const configOptions = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    what: `a portjail.json or portsentry.conf; else ${hostPaths.config}, then ${hostPaths.portsentry}, then the built-in defaults`,
  },
  defaults: { type: 'boolean', what: 'the built-in defaults: no file of this host is read' },
  log: { type: 'string', value: 'FILE', what: 'the log that the sentry writes and the jails read' },
  'tcp-mode': {
    type: 'string',
    value: 'MODE',
    words: modeWords('tcp'),
    what: "how TCP is watched: connect, stealth, advanced or off; also Portsentry's tcp, stcp, atcp",
  },
  'udp-mode': {
    type: 'string',
    value: 'MODE',
    words: modeWords('udp'),
    what: "how UDP is watched: the same, but Portsentry's are udp, sudp, audp",
  },
} as const satisfies Options;

/** The source that parsed options ask for. */
export function sourceOf(values: Readonly<Record<string, unknown>>): ConfigSource {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const file = text('config');
  const log = text('log');
  const tcpMode = text('tcp-mode');
  const udpMode = text('udp-mode');
  const user = text('user');
  return {
    ...(file !== undefined && { file }),
    ...(log !== undefined && { log }),
    ...(tcpMode !== undefined && { tcpMode }),
    ...(udpMode !== undefined && { udpMode }),
    ...(user !== undefined && { user }),
    ...(values['defaults'] === true && { defaults: true }),
  };
}
