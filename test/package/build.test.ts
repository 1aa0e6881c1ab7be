import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../e2e/hosts/hosts.ts';
import { e2e, lackOf } from '../e2e/hosts/require.ts';
import { isLong } from '../support/long.ts';
import { debMadeIn, ownCheckout, ownFolder } from './package.ts';

e2e('make deb makes the same bytes, wherever, and with whatever umask and time zone', () => {
  const [one, other] = [ownCheckout(), ownCheckout()];
  const deb = debMadeIn(one);
  const again = debMadeIn(other, 'umask 077; export TZ=Asia/Tokyo LC_ALL=C;');
  run(['cmp', deb, again], 'success');
  const listed = run(['dpkg-deb', '-c', deb], 'success');
  assert.match(listed, /^-rwxr-xr-x root\/root .* \.\/usr\/lib\/portjail\/dist\/cli\.js$/m);
  assert.doesNotMatch(listed, /^[-d](?!rw[-x]r-[-x]r-[-x] root\/root )/m, 'one mode for all');
  for (const path of [
    'doc/portjail/examples/container/portjail.container',
    'doc/portjail/examples/rsyslog-host.conf',
    'doc/portjail/examples/rsyslog-loghost.conf',
    'man/man8/portjail-run.8.gz',
    'man/man5/portjail.json.5.gz',
    'bash-completion/completions/portjail',
    'zsh/vendor-completions/_portjail',
    'fish/vendor_completions.d/portjail.fish',
  ])
    assert.ok(listed.includes(` ./usr/share/${path}\n`), path);
  assert.doesNotMatch(listed, /debian\/|musl|\.(cc|hh|ts)$/m);
});

if (isLong)
  e2e(
    'lintian has nothing to say of the package but what is explained',
    () => {
      const said = run(
        ['lintian', '--allow-root', '--fail-on', 'error,warning', debMadeIn(ownCheckout())],
        'success',
      );
      assert.doesNotMatch(said, /^[EW]: /m);
    },
    lackOf('lintian'),
  );

test('the copyright file names every package that is bundled', () => {
  const folder = ownFolder();
  const said = join(folder, 'inputs.json');
  const bundle =
    'esbuild --bundle --splitting --format=esm --platform=node --main-fields=module,main --external:koffi';
  run(
    [
      'sh',
      '-c',
      `node_modules/.bin/${bundle} --log-level=error main=src/cli.ts --outdir=${folder}/dist --metafile=${said}`,
    ],
    'success',
  );
  const { inputs } = JSON.parse(readFileSync(said, 'utf8'));
  const bundled = Object.keys(inputs).flatMap(
    path => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  const copyright = readFileSync('templates/debian/copyright', 'utf8');
  const named = new Set(copyright.match(/(?<=^Files: ).*$/gm));
  assert.ok(bundled.length > 0);
  assert.deepEqual(
    [...new Set(bundled)].filter(name => !named.has(name)),
    [],
  );
});
