import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { createHostFiles } from '../../../../src/detect/spare/hosts/host-files.ts';

/** A host with files of its own, gone with the test. */
export function fileHost(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'portjail-'));
  t.after(() => rmSync(root, { recursive: true }));
  return {
    root,
    files: createHostFiles(() => {}, root),
    write: (path: string, text: string | Buffer): void => {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    },
    remove: (path: string): void => rmSync(root + path, { recursive: true }),
  };
}
