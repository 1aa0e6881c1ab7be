import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../e2e/hosts/hosts.ts';
import { isLong } from '../support/long.ts';
import { ownCheckout, ownFolder } from './package.ts';

/** The path of what `npm pack` makes. */
function packed(): string {
  const folder = ownFolder();
  run(['npm', 'pack', '--silent', ownCheckout(), '--pack-destination', folder], 'success');
  return run(['sh', '-c', `echo ${folder}/*.tgz`], 'success').trim();
}

function works(program: string): void {
  assert.match(run([program, '--help'], 'success'), /^portjail COMMAND/);
  assert.match(run([program, 'check', '--defaults', '--json'], 'success'), /"handshake"/);
  assert.match(run([program, 'render', '--defaults'], 'success'), /failregex/, 'with its templates');
  // Where the log is missing, it ends with 1.
  assert.match(run([program, 'report', '--html', '--log', '/nowhere'], 'any'), /<\/html>/, 'with its page');
}

test('npm pack packs all that runs, built, with koffi beside it', () => {
  const folder = ownFolder();
  run(['tar', '-xf', packed(), '-C', folder], 'success');
  run(['cp', '-rl', 'node_modules/koffi', 'node_modules/@koromix', join(folder, 'package')], 'success');
  mkdirSync(join(folder, 'package/node_modules'));
  run(['sh', '-c', `cd ${folder}/package && mv koffi @koromix node_modules`], 'success');
  works(join(folder, 'package/dist/cli.js'));
  const files = run(
    ['find', join(folder, 'package'), '-path', '*/node_modules', '-prune', '-o', '-type', 'f', '-print'],
    'success',
  );
  assert.match(files, /templates\/jail\.conf\.hbs$/m);
  assert.doesNotMatch(files, /\/(src|test|templates\/debian)\//);
});

// It fetches the dependencies.
if (isLong)
  test('npm install -g of that into a prefix of its own runs', () => {
    const prefix = ownFolder();
    run(
      ['npm', 'install', '--silent', '--no-audit', '--no-fund', '-g', '--prefix', prefix, packed()],
      'success',
    );
    works(join(prefix, 'bin/portjail'));
  });
