/** Where the sentry says how it is: systemd names the directory (RuntimeDirectory= of systemd.exec(5)), else it is ours. */
export function runtimeDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const [first = ''] = (environment['RUNTIME_DIRECTORY'] ?? '').split(':');
  return first.startsWith('/') ? first : '/run/portjail';
}
