import type { PrivateHost } from './private-host.ts';

/** Whether a sentry watches TCP ports on this host, in whichever way: it says so of itself, and lives. */
export function sentryRuns(host: PrivateHost): boolean {
  const { code, out } = host.sh('cat /run/portjail/status.json');
  if (code !== 0) return false;
  const { pid, ports } = JSON.parse(out);
  return ports.sockets.tcp > 0 && host.sh(`kill -0 ${pid}`).code === 0;
}
