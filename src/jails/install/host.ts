import { statSync } from 'node:fs';
import type { Config } from '../../config/schema/schema.ts';
import type { Client } from '../../fail2ban/client.ts';
import { type Dump, dumpOf, optionTexts, serverSetting } from '../../fail2ban/dump.ts';
import { containersHere } from '../../firewall/containers.ts';
import { type ToolName, toolWorks } from '../../firewall/tools.ts';
import { chooseBanaction, type Firewall } from '../pack/banaction.ts';
import type { Host } from '../pack/context.ts';
import type { Staging } from '../proof/staging.ts';

/** Fail2ban's configuration without the pack, in one reading: what it comes to, and what its `[DEFAULT]` bans with. */
export interface Before extends Pick<Firewall, 'banaction' | 'banactionAllports'> {
  readonly dump: Dump;
}

/** Looks at this host: what it bans with, and whether Fail2ban's own log is a file. `system` is the real server. */
export function lookAtHost(config: Config, { dump, ...actions }: Before, system: Client): Host {
  const choice = chooseBanaction(config.jails.banaction, firewallWith(actions));
  const target = currentTarget(system) ?? serverSetting(dump, 'logtarget') ?? '';
  const level = serverSetting(dump, 'loglevel') ?? '';
  return { choice, ...banLogOf(target, level) };
}

const probeJail = 'portjail-probe';
const probeFiles = {
  [`filter.d/${probeJail}.conf`]: '[Definition]\nfailregex = ^<ADDR>$\n',
  [`jail.d/zzzz-${probeJail}.local`]:
    `[${probeJail}]\nenabled = true\nfilter = ${probeJail}\nbackend = polling\nlogpath = /dev/null\naction =\n` +
    'ignorecommand = %(banaction)s @ %(banaction_allports)s\n',
};

/** Has Fail2ban itself resolve its `[DEFAULT]` options too: one option of a jail that never runs takes them. */
export function readBefore(staging: Staging): Before {
  for (const [path, text] of Object.entries(probeFiles)) staging.write(path, text);
  const dump = dumpOf(staging.client);
  for (const path of Object.keys(probeFiles)) staging.remove(path);
  const [said = ''] = optionTexts(dump, probeJail, 'ignorecommand');
  const [banaction = '', banactionAllports = ''] = said.split(' @ ');
  return { dump: dump.filter(([, jail]) => jail !== probeJail), banaction, banactionAllports };
}

/**
 * The effective options of Fail2ban, and which firewalls of this host work. Where nft works no other is asked: nothing
 * else would be taken, and asking iptables-legacy loads kernel modules.
 */
function firewallWith(actions: Omit<Before, 'dump'>): Firewall {
  const nft = toolWorks('nft');
  const instead = (name: ToolName): boolean => !nft && toolWorks(name);
  return {
    ...actions,
    nft,
    ipset: instead('ipset'),
    iptables: instead('iptables'),
    firewalld: instead('firewalld'),
    ufw: instead('ufw'),
    ip: instead('ip'),
    containers: containersHere(),
  };
}

/** The running server's log, as `get logtarget` shows it behind "`- "; undefined when none runs. */
function currentTarget(system: Client): string | undefined {
  const { code, out } = system('get', 'logtarget');
  return code === 0 ? /^`- (.*)$/m.exec(out)?.[1] : undefined;
}

// Above NOTICE no ban is written; at DEBUG each line that the jail reads makes another one, without end.
const fitting = new Set(['NOTICE', 'INFO']);

/** Where recidive can read bans, from Fail2ban's `logtarget` and `loglevel`. */
export function banLogOf(target: string, level: string): Pick<Host, 'banLog' | 'banLogWhy'> {
  const no = (why: string): Pick<Host, 'banLog' | 'banLogWhy'> => ({ banLog: undefined, banLogWhy: why });
  if (!target.startsWith('/'))
    return no(
      `Fail2ban logs to ${target || 'an unknown place'}, which is no file: ` +
        'it needs "logtarget = /var/log/fail2ban.log" in fail2ban.local',
    );
  if (/[\s*?[\]]/.test(target))
    return no(`a jail cannot name Fail2ban's log ${target}: it needs a logtarget without blanks and * ? [ ]`);
  if (statSync(target, { throwIfNoEntry: false })?.isFile() !== true)
    return no(`there is no file ${target} yet: start Fail2ban once, then install again`);
  if (!fitting.has(level))
    return no(`Fail2ban's loglevel is ${level}: it needs "loglevel = INFO" or NOTICE in fail2ban.local`);
  return { banLog: target, banLogWhy: `Fail2ban's own log ${target} is a file` };
}
