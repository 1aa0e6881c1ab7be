import type { Config } from './schema.ts';

/** What the config asks for and this version cannot do: `run` refuses to start, `check` says it. A sentence each. */
export function unsupported(config: Config): string[] {
  return [
    ...modeGaps('tcp', config.tcp.mode),
    ...modeGaps('udp', config.udp.mode),
    ...(config.tcp.decoys.trim() === ''
      ? []
      : ['tcp.decoys: this version has no stealth mode to put decoys beside']),
    ...(config.user === ''
      ? []
      : ['user: this version cannot change its user after the start; let the service manager do it']),
  ];
}

function modeGaps(protocol: 'tcp' | 'udp', mode: Config['tcp']['mode']): string[] {
  if (mode === 'connect' || mode === 'off') return [];
  return [`${protocol}.mode: this version cannot watch in ${mode} mode yet; connect is what it can`];
}
