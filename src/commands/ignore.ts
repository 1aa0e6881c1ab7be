import { isHostName } from '../config/ignore-file/subject.ts';
import { loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { diag } from '../util/diag.ts';
import { UsageError, WorkError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';
import type { Arguments, Help } from './command.ts';
import { add } from './ignore/add.ts';
import { addName } from './ignore/add-name.ts';
import { list } from './ignore/list.ts';
import { remove } from './ignore/remove.ts';
import { askedOf } from './ignore/words.ts';

export const help = {
  forms: [
    'ADDRESS|NETWORK [--for TIME] [--note TEXT] [--force] [-c FILE]',
    'NAME[/64] [--for TIME] [--note TEXT] [--private] [-c FILE]',
    '--remove ADDRESS|NETWORK|NAME [-c FILE]',
    '--list [-c FILE]',
  ],
  about: `Never bans an address or a network, for good or for a time, and lets it in now. It goes into the first of the config's
ignore.files; the running sentry reads that, and its word is waited for; then the bans of portjail's jails that hold it
are lifted. An entry whose time is over counts no more from that moment on, and goes at the next change. Needs root.
A name, such as home.example.org, is looked up every minute by portjail-names.service, which must run, and whose word is
waited for too. With /64 the whole network of each of its IPv6 addresses is meant.`,
  exit: ['done', 'it failed or the sentry has not confirmed it', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  for: {
    type: 'string',
    multiple: true,
    value: 'TIME',
    what: "how long, in Fail2ban's words (2h, 1d12h, 600); without it, for good",
  },
  note: {
    type: 'string',
    multiple: true,
    value: 'TEXT',
    what: 'why, for --list: one line of at most 200 characters',
  },
  private: { type: 'boolean', what: 'let a name have private addresses (10.0.0.1) too' },
  force: { type: 'boolean', what: 'take a network wider than an IPv4 /8 or an IPv6 /32 too' },
  remove: { type: 'boolean', what: 'take it out again' },
  list: { type: 'boolean', what: 'who stands there, until when, and why' },
} as const satisfies Options;

export async function run(args: Arguments): Promise<number> {
  const asked = askedOf(args);
  if (process.geteuid?.() !== 0) throw new WorkError('who is ignored is for root to say: run it with sudo');
  const source = sourceOf(args.values);
  const load = () => loadConfig(source);
  const loaded = load();
  const { config, file: from, warnings } = loaded;
  const [file] = config.ignore.files;
  if (file === undefined)
    throw new UsageError(
      `${from ?? '--defaults'}: ignore.files names no file to write into: name one, such as /etc/portjail/ignore`,
    );
  for (const warning of warnings.filter(text => text.startsWith(`${file}:`))) diag('warning', warning);
  if (asked.act === 'add') warnOfStatic(config.ignore.files);
  if (asked.act === 'list') list(file, loaded);
  else if (asked.act === 'remove') await remove(file, asked.subject, load);
  else if (isHostName(asked.subject)) await addName(file, { ...asked, subject: asked.subject });
  else await add(file, { ...asked, subject: asked.subject });
  return 0;
}

/** Debian's init script of Portsentry 1.2 writes the one file anew from the other. */
function warnOfStatic([file = '', ...others]: readonly string[]): void {
  const source = others.find(name => name.endsWith('/portsentry.ignore.static'));
  if (source !== undefined)
    diag(
      'warning',
      `when Portsentry itself starts, it makes ${file} anew from ${source}: what is to stay belongs there`,
    );
}
