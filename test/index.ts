/** Imports every test beside this file, so that one process runs them all. Tests on real hosts run on their own. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.js') && !/^(e2e|systemd)\//.test(file))
  .sort();
for (const file of files) await import(pathToFileURL(join(here, file)).href);
