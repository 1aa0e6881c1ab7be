import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { type Pack, renderPack } from '../jails/pack/render.ts';
import { diag } from '../util/diag.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE | --defaults] [--log FILE] [-o DIR]'],
  about: `Writes the jail pack for Fail2ban: to DIR, or to standard output. The same config gives the same bytes on every
machine; "portjail install" looks at this one.`,
} satisfies Help;

export const options = {
  ...configOptions,
  output: {
    type: 'string',
    short: 'o',
    value: 'DIR',
    what: 'write action.d/, filter.d/, jail.d/ and logrotate.d/ beneath DIR',
  },
} as const satisfies Options;

export function run({ values, positionals }: Arguments): number {
  refuseOperands('render', { positionals });
  const { config, warnings } = loadConfig(sourceOf(values));
  for (const warning of warnings) diag('warning', warning);
  const pack = renderPack(config);
  const folder = values['output'];
  if (typeof folder === 'string') write(folder, pack);
  else for (const [path, text] of pack) print(`##### ${path}\n${text}\n`);
  return 0;
}

function write(folder: string, pack: Pack): void {
  for (const [path, text] of pack) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
