import { advice } from '../config/advice.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../config/options.ts';
import { summary } from '../config/summary.ts';
import { unsupported } from '../config/unsupported.ts';
import { formatPrefix } from '../net/address.ts';
import { UsageError } from '../util/errors.ts';
import type { Arguments } from './index.ts';

export const usage = `portjail check [-c FILE] [--log FILE] [--defaults] [--tcp-mode M] [--udp-mode M] [--json]

Validates the config and prints what it comes to, with every warning. Exit code 2 when it is not valid.

${configUsage}      --json           {file, config, warnings, ignored} for machines
`;

export const options = { ...configOptions, json: { type: 'boolean' } } as const;

/** Prints the effective config; a mistake in it leaves as the UsageError of `loadConfig`. */
export function run({ values, positionals }: Arguments): number {
  if (positionals.length > 0)
    throw new UsageError(`portjail check takes no ${positionals[0]}: name a file with -c`);
  const loaded = loadConfig(sourceOf(values));
  const warnings = [...loaded.warnings, ...unsupported(loaded.config), ...advice(loaded.config)];
  process.stdout.write(values['json'] === true ? json(loaded, warnings) : text(loaded, warnings));
  return 0;
}

function json({ file, config, ignored }: Loaded, warnings: readonly string[]): string {
  const shape = { file: file ?? null, config, warnings, ignored: ignored.map(formatPrefix) };
  return `${JSON.stringify(shape, null, 2)}\n`;
}

function text({ file, config, ignored }: Loaded, warnings: readonly string[]): string {
  const lines = warnings.map(warning => `warning: ${warning}\n`);
  return `${summary(config, ignored, file)}${lines.length === 0 ? '' : '\n'}${lines.join('')}`;
}
