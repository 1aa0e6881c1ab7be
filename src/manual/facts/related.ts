import type { FileName } from './files.ts';

/** What belongs to a command's page beside its own words. */
interface Related {
  readonly files: readonly FileName[];
  /** Commands that are used with it. */
  readonly commands: readonly string[];
  /** Pages of others, as `name(section)`. */
  readonly others?: readonly string[];
  /** The page of docs/ that says more, and the heading of the part that is meant; without one, all of it. */
  readonly more?: readonly [page: string, heading?: string];
}

const commandsPage = 'docs/commands.md';

/** By the command's name. */
export const related: Readonly<Record<string, Related>> = {
  run: {
    files: ['config', 'portsentry', 'ignore', 'log', 'status', 'state', 'names'],
    commands: ['check', 'install', 'status'],
    others: ['systemctl(1)'],
    more: [commandsPage, 'The sentry and signals'],
  },
  check: { files: ['config', 'portsentry', 'ignore'], commands: ['run', 'simulate'] },
  render: { files: ['jails', 'filter', 'rotation'], commands: ['install'], others: ['jail.conf(5)'] },
  install: {
    files: ['jails', 'local', 'filter', 'rotation', 'record', 'log'],
    commands: ['uninstall', 'doctor', 'setup'],
    others: ['fail2ban-client(1)', 'jail.conf(5)'],
    more: ['docs/banning.md'],
  },
  uninstall: { files: ['jails', 'filter', 'rotation', 'record'], commands: ['install', 'setup'] },
  setup: {
    files: ['config', 'jails', 'record'],
    commands: ['install', 'doctor', 'uninstall'],
    others: ['fail2ban-client(1)', 'systemctl(1)'],
    more: [commandsPage, 'portjail setup'],
  },
  doctor: {
    files: ['config', 'log', 'status', 'jails'],
    commands: ['status', 'install'],
    others: ['fail2ban-client(1)'],
    more: ['docs/troubleshooting.md'],
  },
  replay: { files: [], commands: ['simulate'], others: ['tcpdump(8)'] },
  status: {
    files: ['status', 'log'],
    commands: ['doctor', 'monitor', 'run'],
    others: ['fail2ban-client(1)'],
    more: [commandsPage, 'portjail status'],
  },
  import: { files: ['config', 'portsentry'], commands: ['check'] },
  firewall: {
    files: ['config'],
    commands: ['run'],
    others: ['nft(8)', 'iptables(8)', 'ufw(8)', 'firewall-cmd(1)'],
    more: [commandsPage, 'Open the ports in the firewall'],
  },
  ignore: {
    files: ['ignore', 'names'],
    commands: ['unban', 'names', 'why'],
    more: ['docs/protection.md'],
  },
  names: { files: ['ignore', 'names'], commands: ['ignore'], more: ['docs/protection.md', 'Names'] },
  unban: { files: [], commands: ['ignore', 'why'], others: ['fail2ban-client(1)'] },
  monitor: { files: ['log'], commands: ['why', 'report'], more: [commandsPage, 'portjail monitor'] },
  report: { files: ['log'], commands: ['why', 'monitor'], more: [commandsPage, 'portjail report'] },
  simulate: {
    files: ['config', 'log'],
    commands: ['replay', 'report'],
    more: [commandsPage, 'portjail simulate'],
  },
  why: {
    files: ['config', 'ignore', 'log'],
    commands: ['ignore', 'unban', 'report'],
    more: [commandsPage, 'portjail why'],
  },
  fleet: { files: ['config', 'log'], commands: ['unban', 'why'], more: ['docs/fleet.md'] },
  metrics: { files: ['log', 'status'], commands: ['status'], more: [commandsPage, 'portjail metrics'] },
};
