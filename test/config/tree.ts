import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { type Loaded, loadConfig } from '../../src/config/load.ts';
import type { ConfigSource } from '../../src/config/options.ts';
import type { HostPaths } from '../../src/config/read/host-files.ts';
import { UsageError } from '../../src/util/errors.ts';

/** A folder of its own with these files in it, gone when the tests of the file have run. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'portjail-config-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** A host that has only what stands in `root`. */
export const hostIn = (root: string): HostPaths => ({
  config: join(root, 'portjail.json'),
  portsentry: join(root, 'portsentry.conf'),
  modes: join(root, 'etc-default'),
});

/** Loads a config with these files beside it; messages come without the folder's path. */
export function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  source: ConfigSource = {},
): Loaded & { readonly root: string } {
  const root = folder(files);
  const loaded = loadConfig(source, hostIn(root));
  const plain = (texts: readonly string[]): string[] => texts.map(text => text.replaceAll(`${root}/`, ''));
  return { ...loaded, root, warnings: plain(loaded.warnings), minor: plain(loaded.minor) };
}

/** The lines of the UsageError that loading must end in. */
export function mistakes(
  files: Readonly<Record<string, string | Uint8Array>>,
  source: ConfigSource = {},
): string[] {
  const root = folder(files);
  try {
    loadConfig(source, hostIn(root));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.replaceAll(`${root}/`, '').split('\n');
  }
  return [];
}
