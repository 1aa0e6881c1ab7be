import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { test } from 'node:test';
import { pathsOf } from '../../../src/jails/write/paths.ts';

test("pathsOf() keeps the manifest, which uninstall obeys, out of the folder of the sentry's user", () => {
  assert.match(relative('/var/lib/portjail', pathsOf('/').manifest), /^\.\.\//);
});
