import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../config/options.ts';
import { type Pack, renderPack } from '../jails/pack/render.ts';
import { diag } from '../util/diag.ts';
import { print } from '../util/print.ts';
import { type Arguments, refuseOperands } from './command.ts';

export const usage = `portjail render [-c FILE | --defaults] [--log FILE] [-o DIR]

Writes the jail pack for Fail2ban: to DIR, or to standard output. The same config gives the same bytes on every
machine; \`portjail install\` looks at this one.

${configUsage}  -o, --output DIR     write action.d/, filter.d/, jail.d/ and logrotate.d/ beneath DIR
`;

export const options = { ...configOptions, output: { type: 'string', short: 'o' } } as const;

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
