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

/** The options that every command with a config takes, for node:util parseArgs. */
export const configOptions = {
  config: { type: 'string', short: 'c' },
  log: { type: 'string' },
  defaults: { type: 'boolean' },
  'tcp-mode': { type: 'string' },
  'udp-mode': { type: 'string' },
} as const;

/** What --help says about them. */
export const configUsage = `  -c, --config FILE    a portjail.json or portsentry.conf; else /etc/portjail/portjail.json,
                       then /etc/portsentry/portsentry.conf, then the built-in defaults
      --defaults       the built-in defaults: no file of this host is read
      --log FILE       the log that the sentry writes and the jails read
      --tcp-mode MODE  connect, stealth, advanced or off; also Portsentry's tcp, stcp, atcp
      --udp-mode MODE  the same; also Portsentry's udp, sudp, audp
`;

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
