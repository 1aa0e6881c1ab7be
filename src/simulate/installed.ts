import { secondsOf } from '../config/read/time.ts';
import { type Client, clientOf, lastWords } from '../fail2ban/client.ts';
import { type Dump, jailsIn, optionTexts, parseDump, serverSetting } from '../fail2ban/dump.ts';
import { banLogOf } from '../jails/install/host.ts';
import { rendered } from '../jails/pack/banaction.ts';
import type { Host } from '../jails/pack/context.ts';
import { handshakeJail, type JailName, jailNames } from '../jails/pack/names.ts';
import type { Ran } from '../util/program.ts';
import { differencesIn } from './differences.ts';
import type { Growth } from './model/growth.ts';
import type { JailSettings } from './model/jail.ts';

/** What Fail2ban has here, by its own reading of its files. */
export interface Installed {
  /** For the jails that the config leaves to the host. */
  readonly host: Host;
  /** Seconds; undefined where it keeps no database. */
  readonly purgeage: number | undefined;
  readonly ignoreips: ReadonlyMap<JailName, readonly string[]>;
  /** The settings with what the config has no word for, as Fail2ban's files have it. */
  readonly completed: (settings: readonly JailSettings[]) => JailSettings[];
  /** Where its jails differ from the settings, and what is not simulated; one sentence each, without its full stop. */
  readonly notesOn: (settings: readonly JailSettings[]) => string[];
}

/** Fail2ban's own defaults (fail2ban.conf of 1.0.2 and 1.1). */
const usual = { purgeage: 86_400, log: '/var/log/fail2ban.log' } as const;

export function lookAtInstalled(client: Client = clientOf()): Installed {
  const ran = client('-d');
  const dump = parseDump(ran.out);
  const target = serverSetting(dump, 'logtarget');
  const growth = growthIn(dump);
  const hasDatabase = dump.length === 0 || serverSetting(dump, 'dbfile')?.toLowerCase() !== 'none';
  return {
    host: {
      choice: rendered,
      ...(target === undefined
        ? { banLog: usual.log, banLogWhy: `Fail2ban's own log ${usual.log} is taken to be a file` }
        : banLogOf(target.replace(/\[.*\]$/, ''), serverSetting(dump, 'loglevel') ?? 'INFO')),
    },
    purgeage: hasDatabase ? purgeageIn(dump) : undefined,
    ignoreips: new Map(jailNames.map(name => [name, optionTexts(dump, name, 'addignoreip')])),
    completed: settings =>
      settings.map(jail =>
        jail.growth !== undefined && jail.name === handshakeJail
          ? { ...jail, growth: hasDatabase ? { ...jail.growth, ...growth } : undefined }
          : jail,
      ),
    notesOn: settings => [
      ...stateNotes(ran, dump, hasDatabase),
      ...differencesIn(dump, settings),
      ...optionNotes(dump),
    ],
  };
}

const purgeageIn = (dump: Dump): number => {
  const text = serverSetting(dump, 'dbpurgeage');
  return text === undefined ? usual.purgeage : secondsOf(text);
};

function stateNotes({ code, out, err }: Ran, dump: Dump, hasDatabase: boolean): string[] {
  if (code === 127) return ['Fail2ban is not installed here: its own defaults are taken'];
  if (dump.length === 0)
    return [
      `Fail2ban's configuration is not read here (${lastWords(err + out)}): its own defaults are taken; "fail2ban-client -d" says more`,
    ];
  const ours = jailsIn(dump).some(name => (jailNames as readonly string[]).includes(name));
  return [
    ...(ours
      ? []
      : ["the jails are not installed here: these are the config's, beside Fail2ban's own settings"]),
    ...(hasDatabase
      ? []
      : ['Fail2ban keeps no database here (dbfile): bans neither grow nor outlive a restart of it']),
  ];
}

const doubling = 'ban.Time * (1<<(ban.Count if ban.Count<20 else 20)) * banFactor';
const exponential = 'ban.Time * math.exp(float(ban.Count+1)*banFactor)/math.exp(1*banFactor)';
const bare = (text: string): string => text.replaceAll(/\s+/g, '');
const formulas: ReadonlyMap<string, Growth['formula']> = new Map([
  [bare(doubling), 'doubling'],
  [bare(exponential), 'exponential'],
]);

const optionOf = (dump: Dump, name: string): string =>
  (optionTexts(dump, handshakeJail, name).at(-1) ?? '').replace(/^None$/, '').trim();

/** What the pack writes and the config has no word for: a file of the admin's may have the last one. */
function growthIn(dump: Dump): Partial<Growth> {
  const [factor, multipliers] = [optionOf(dump, 'bantime.factor'), optionOf(dump, 'bantime.multipliers')];
  const formula = formulas.get(bare(optionOf(dump, 'bantime.formula')));
  return {
    ...(/^[\d.]+$/.test(factor) && { factor: Number(factor) }),
    ...(formula !== undefined && { formula }),
    ...(/^[\d ]+$/.test(multipliers) && { multipliers: multipliers.split(/ +/).map(Number) }),
  };
}

/** Options of the admin's that change who is banned, and that are not simulated. */
function optionNotes(dump: Dump): string[] {
  const formula = optionOf(dump, 'bantime.formula');
  const isRandom = secondsOf(optionOf(dump, 'bantime.rndtime')) > 0;
  const commands = jailNames.filter(name => (optionTexts(dump, name, 'ignorecommand').at(-1) ?? '') !== '');
  return [
    ...(formula === '' || formulas.has(bare(formula))
      ? []
      : [`the bantime.formula "${formula}" of ${handshakeJail} is not read: bans double instead`]),
    ...(isRandom ? [`bantime.rndtime of ${handshakeJail} is left out: it makes bans longer by lot`] : []),
    ...(optionOf(dump, 'bantime.overalljails') === 'True' || optionOf(dump, 'bantime.overalljails') === 'true'
      ? [`bantime.overalljails of ${handshakeJail} is left out: bans of other jails do not count`]
      : []),
    ...(commands.length > 0
      ? [`ignorecommand of ${commands.join(', ')} is not run: whom it would spare is banned here`]
      : []),
  ];
}
