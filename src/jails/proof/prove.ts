import type { Config } from '../../config/schema/schema.ts';
import { prefixEnabled } from '../../config/watched.ts';
import { clientOf, fail2banVersion } from '../../fail2ban/client.ts';
import type { Dump } from '../../fail2ban/dump.ts';
import { jailSettings, lastWord, settingsIn } from '../../fail2ban/jail-files.ts';
import {
  explainRefusal,
  hasSystemdJournal,
  journalRefusal,
  type Refusal,
  refusalOf,
  type Skipped,
  skippedIn,
  sshdMend,
} from '../../fail2ban/refusal.ts';
import { WorkError } from '../../util/errors.ts';
import { readIfThere } from '../../util/files/change.ts';
import { lookAtHost, readBefore } from '../install/host.ts';
import { jailsMend, type Override, overridesIn, refuseOverride } from '../install/overrides.ts';
import { refuseWithoutTools } from '../install/tools.ts';
import { hostWarnings } from '../install/warnings.ts';
import { banactionWarnings } from '../pack/banaction-warnings.ts';
import { type Host, type Jail, jailsOf } from '../pack/context.ts';
import { handshakeJail, jailNames } from '../pack/names.ts';
import { type Pack, renderPack } from '../pack/render.ts';
import { jailsMendFile, type Paths, sshdMendFile } from '../write/paths.ts';
import { inStaging, proveScripts, type Staging } from './staging.ts';
import { proveOnTrial } from './trial.ts';

/** A pack that works beside this host's own configuration, as far as can be told without replacing anything. */
export interface Proven {
  /** The pack, with the fix where it was asked for and needed. */
  readonly pack: Pack;
  readonly jails: readonly Jail[];
  readonly banaction: string;
  readonly warnings: readonly string[];
}

/** What may be fixed by a file of ours. */
export interface Mend {
  readonly sshd: boolean;
  readonly jails: boolean;
}

/** Resolves every `auto` and tries the pack in a copy of the host's configuration; throws WorkError. */
export async function provePack(config: Config, paths: Paths, mend: Mend): Promise<Proven> {
  if (fail2banVersion() === undefined)
    throw new WorkError(
      'Fail2ban is not installed. Install it with "apt install fail2ban", then run this again',
    );
  if (readIfThere(`${paths.fail2ban}/jail.conf`) === undefined)
    throw new WorkError(`there is no Fail2ban configuration in ${paths.fail2ban}`);
  refuseLeftover(`${paths.fail2ban}/jail.d/portsentry.local`);
  const packFiles = [...renderPack(config).keys(), sshdMendFile, jailsMendFile];
  return inStaging(paths.fail2ban, packFiles, async staging => {
    const { mended, skipped } = mendedFiles(staging, mend.sshd);
    // Another system's Python is not asked, nor are its programs.
    const before = readBefore(staging);
    if (paths.root === '/') refuseUnreadJournals(before.dump);
    const host = lookAtHost(config, before, clientOf());
    refuseBlindRecidive(config, host);
    refusePrefix(config, host);
    refuseUnreadJournal(config);
    if (paths.root === '/') refuseWithoutTools(host.choice);
    const pack = new Map([...renderPack(config, host), ...mended]);
    const known = hostWarnings(config, before.dump);
    for (const [path, text] of pack) staging.write(path, text);
    for (const [path, text] of ownWords(staging, paths.fail2ban, mend.jails)) pack.set(path, text);
    proveScripts(staging, pack);
    const planned = jailsOf(config, host);
    const jails = asOverridden(planned, await proveOnTrial(staging, config.log.format, planned, before.dump));
    const limits = banactionWarnings(config, host.choice, jails);
    const stale = skipped.map(one => skippedWarning(one, paths.fail2ban, staging.folder));
    const warnings = [...mendWarning(mended), ...stale, ...known, ...limits];
    return { pack, jails, banaction: host.choice.why, warnings };
  });
}

/** Gives our jails the last word where another file sends them elsewhere, or throws WorkError. */
function ownWords({ folder, write, remove }: Staging, fail2ban: string, mend: boolean): Pack {
  const look = (): Override[] => overridesIn(jailSettings(folder));
  const found = look();
  const [first] = found;
  if (first === undefined) return new Map();
  const text = jailsMend(found);
  write(jailsMendFile, text);
  const [rest] = look();
  if (mend && rest === undefined) return new Map([[jailsMendFile, text]]);
  remove(jailsMendFile);
  const { setting, own } = rest ?? first;
  const file = setting.file.replace(folder, fail2ban);
  return refuseOverride({ setting: { ...setting, file }, own }, rest === undefined);
}

/** The jails as they will be: a .local file of the admin's has the last word on which are on. */
const asOverridden = (jails: readonly Jail[], on: readonly string[]): Jail[] =>
  jails.map(jail => {
    const enabled = on.includes(jail.name);
    const why = 'jail.local or a .local file in jail.d says so';
    return enabled === jail.enabled ? jail : { ...jail, enabled, why };
  });

/** Fail2ban before 1.1.1 does not start at all with a jail whose log is missing. */
function refuseBlindRecidive({ jails }: Config, { banLog, banLogWhy }: Host): void {
  if (jails.recidive.enabled !== true || banLog !== undefined) return;
  throw new WorkError(
    `jails.recidive.enabled is true, but ${banLogWhy}. With "auto" it stays off until then`,
  );
}

function refuseUnreadJournal({ log }: Config): void {
  if (log.target === 'journal' && !hasSystemdJournal())
    throw new WorkError(
      'log.target is journal, which Fail2ban\'s Python cannot read here: "apt install python3-systemd", or set log.target to file',
    );
}

/** Our own jails are not among them yet. */
function refuseUnreadJournals(dump: Dump): void {
  const refusal = journalRefusal(dump);
  if (refusal !== undefined) throw new WorkError(explainRefusal(refusal));
}

/** Another action would be handed a network that it cannot ban, and Fail2ban would list it as banned. */
function refusePrefix(config: Config, { choice }: Host): void {
  if (!prefixEnabled(config) || choice.prefix !== undefined) return;
  throw new WorkError(
    'trigger.ipv6Prefix has whole networks banned, which takes nftables or iptables, and neither works here. ' +
      'Install one with "apt install nftables", or set trigger.ipv6Prefix to 0',
  );
}

/** Portsentry 2 ships its jail as `.local`, which wins over ours and sends it to another filter and log. */
function refuseLeftover(path: string): void {
  if (settingsIn(readIfThere(path) ?? '', path).some(({ section }) => section === handshakeJail))
    throw new WorkError(
      `${path}, left by Portsentry 2, overrides the jail portsentry. Move it out of jail.d, then run this again`,
    );
}

/** The admin has to know when nothing watches sshd. */
const mendWarning = (mended: Pack): string[] =>
  (mended.get(sshdMendFile) ?? '').includes('enabled = false')
    ? [
        'the jail sshd is off, since it has no log and python3-systemd is missing. ' +
          '"apt install python3-systemd", then installing again, has it watch the journal',
      ]
    : [];

/** Fail2ban starts without such a jail, and its word about that goes to a log that nobody reads. */
function skippedWarning({ jail, why }: Skipped, fail2ban: string, copy: string): string {
  const says = lastWord(jailSettings(fail2ban), jail, 'enabled');
  const where = says === undefined ? '' : ` (${says.file}, line ${says.line})`;
  return `your jail [${jail}]${where} does not run, with or without portjail: ${why.replaceAll(copy, fail2ban)}. Remove it there, or fix it`;
}

interface Start {
  /** The fix where it was asked for and needed. */
  readonly mended: Pack;
  /** Jails that Fail2ban passes over. */
  readonly skipped: readonly Skipped[];
}

/** Finds out whether Fail2ban can start without the pack, and fixes the one reason that we know how to fix. */
function mendedFiles(staging: Staging, mend: boolean): Start {
  const { refusal, skipped } = startWithoutPack(staging);
  if (refusal === undefined) return { mended: new Map(), skipped };
  if (!mend || refusal.jail !== 'sshd') throw new WorkError(explainRefusal(refusal));
  const text = sshdMend();
  staging.write(sshdMendFile, text);
  const rest = startWithoutPack(staging).refusal;
  if (rest !== undefined) throw new WorkError(explainRefusal(rest));
  return { mended: new Map([[sshdMendFile, text]]), skipped };
}

/** Our jails are off meanwhile: without the pack, what the admin says of them in a .local file has no filter. */
function startWithoutPack({ client, write, remove }: Staging): { refusal?: Refusal; skipped: Skipped[] } {
  const override = 'jail.d/zzzz-portjail-none.local';
  write(override, jailNames.map(name => `[${name}]\nenabled = false\n`).join(''));
  const ran = client('-t');
  remove(override);
  const refusal = refusalOf(ran);
  return { ...(refusal && { refusal }), skipped: skippedIn(ran) };
}
