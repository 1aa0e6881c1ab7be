import type { Command } from './command.ts';

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command; its file is loaded when it is called, so that `--help` costs what node costs. */
export const commands: readonly Listed[] = [
  {
    name: 'run',
    summary: 'the sentry, in the foreground',
    load: async () => {
      (await import('../util/thrift.ts')).keepYoungSmall();
      return import('./run.ts');
    },
  },
  {
    name: 'check',
    summary: 'validate the config, print the effective one and every warning',
    load: () => import('./check.ts'),
  },
  { name: 'render', summary: 'write the Fail2ban jail pack', load: () => import('./render.ts') },
  {
    name: 'install',
    summary: 'install the jail pack and prove that it works',
    load: () => import('./install.ts'),
  },
  {
    name: 'setup',
    summary: 'from the installed package to the first ban: look, ask once, do it',
    load: () => import('./setup.ts'),
  },
  { name: 'uninstall', summary: 'take the jail pack out again', load: () => import('./uninstall.ts') },
  {
    name: 'doctor',
    summary: 'prove the chain from a probe to a ban, and name what is wrong',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'replay',
    summary: 'a capture file as stealth mode would have seen it, to standard output',
    load: () => import('./replay.ts'),
  },
  {
    name: 'status',
    summary: 'the sentry, the jails, the last alerts and each problem, on one screen',
    load: () => import('./status.ts'),
  },
  {
    name: 'import',
    summary: 'a Portsentry directory into a portjail.json',
    load: () => import('./import.ts'),
  },
  {
    name: 'firewall',
    summary: 'the rules that let probes reach the ports, printed',
    load: () => import('./firewall.ts'),
  },
  {
    name: 'ignore',
    summary: 'never ban an address, for good or for a time, and let it in now',
    load: () => import('./ignore.ts'),
  },
  {
    name: 'names',
    summary: 'look up the names of the ignore files, for the sentry, in the foreground',
    load: async () => {
      (await import('../util/thrift.ts')).keepYoungSmall();
      return import('./names.ts');
    },
  },
  {
    name: 'unban',
    summary: "lift an address's bans, in all of portjail's jails",
    load: () => import('./unban.ts'),
  },
  {
    name: 'monitor',
    summary: 'what happens, live, or the log line by line',
    load: async () => {
      (await import('../util/thrift.ts')).keepYoungSmall();
      return import('./views/monitor.ts');
    },
  },
  {
    name: 'report',
    summary: 'what happened over a time, to whom, and whether the bans helped',
    load: async () => {
      (await import('../util/thrift.ts')).keepYoungSmall();
      return import('./views/report.ts');
    },
  },
  {
    name: 'simulate',
    summary: 'try before you ban: whom these jails would have banned on a log',
    load: () => import('./views/simulate.ts'),
  },
  {
    name: 'why',
    summary: 'the whole story of one address or network',
    load: () => import('./views/why.ts'),
  },
  {
    name: 'fleet',
    summary: 'share with other hosts what was proven here, and hear what they have',
    load: () => import('./fleet/fleet.ts'),
  },
  {
    name: 'metrics',
    summary: 'what is counted, for Prometheus',
    load: () => import('./views/metrics.ts'),
  },
];
