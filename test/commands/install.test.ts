import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../jails/fixtures.ts';
import { releases } from '../jails/releases.ts';
import { sized } from '../support/long.ts';
import { portjail } from './program.ts';

// The end-to-end tests have this machine's own Fail2ban. 1.1.1 and later leave a jail whose log is missing out of `-d`.
for (const { name, skip, config, used } of releases.slice(-sized(1, 2)))
  test(`install: with ${name} has the jails on whose log is not there yet, and says what it removes`, {
    skip,
  }, () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'etc'));
    cpSync(config(), join(root, 'etc/fail2ban'), { recursive: true });
    const install = (text: string): string => {
      writeFileSync(join(root, 'portjail.json'), text);
      const { code, stdout, stderr } = used(() =>
        portjail('install', '-c', join(root, 'portjail.json'), '--log', '/log', '--root', root),
      );
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const first = install('{ "jails": { "run": { "command": "true" } } }');
    assert.match(first, /^portsentry +on +takes finished TCP handshakes/m);
    assert.match(first, /^portsentry-unverified +off +neither TCP nor UDP/m);
    const script = join(root, 'etc/fail2ban/action.d/portjail-run.sh');
    assert.ok(first.startsWith('Installed:\n') && first.includes(`  ${script}\n`) && existsSync(script));
    const second = install('{}');
    assert.match(
      second,
      /^Installed:\n {2}\S+portjail\.conf\nRemoved, since this config needs it no longer:\n/,
    );
    assert.ok(second.split('Removed').at(-1)?.includes(`  ${script}\n`) && !existsSync(script));
  });
