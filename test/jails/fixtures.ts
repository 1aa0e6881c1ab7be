import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import type { Pack } from '../../src/jails/pack/render.ts';

/** The defaults, with some jails or the log said otherwise. */
export function configWith(change: (config: Config) => Config = config => config): Config {
  return change(loadConfig({ defaults: true }).config);
}

/** A new folder that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a pack beneath a folder. */
export function writePack(folder: string, pack: Pack): void {
  for (const [path, text] of pack) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A copy of the stock Fail2ban configuration with a pack in it. */
export function stockWith(pack: Pack): string {
  const folder = temporaryFolder();
  cpSync('/etc/fail2ban', folder, { recursive: true });
  writePack(folder, pack);
  return folder;
}
