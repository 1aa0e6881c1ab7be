import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUser } from '../../../src/sys/process/rights.ts';
import { shipped } from '../../../src/util/files/shipped.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { cli, watching } from '../hosts/watching.ts';

const unit = readFileSync(shipped('templates/portjail.service'), 'utf8');
const said = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? assert.fail(key);

const groups = readFileSync('/etc/group', 'utf8');
const adm = Number(/^adm:[^:]*:(\d+):/m.exec(groups)?.[1]);
const nobody = findUser('nobody') ?? assert.fail('no user "nobody" here');
const config = { tcp: { mode: 'connect', ports: '23' }, udp: { mode: 'off' }, user: 'nobody' };

/** The folders as systemd makes them by the unit, for another user. */
function makeFolders(folder: string): void {
  assert.equal(said('Group'), 'adm');
  chmodSync(folder, 0o755);
  for (const [name, key] of [
    ['log', 'LogsDirectoryMode'],
    ['run', 'RuntimeDirectoryMode'],
  ] as const) {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), nobody.uid, adm);
    chmodSync(join(folder, name), Number.parseInt(said(key), 8));
  }
}

e2e('who is in adm reads the log, its rotated files, the status and the report, and nobody else does', () => {
  let folder = '';
  return watching(
    {
      config,
      prepare: (_, made) => {
        folder = made;
        makeFolders(folder);
      },
    },
    async stage => {
      const { hosts, log, sentry } = stage;
      const run = (group: number, ...words: string[]): string =>
        hosts.host.run(
          [
            'setpriv',
            '--reuid=1',
            `--regid=${group}`,
            '--clear-groups',
            'env',
            `RUNTIME_DIRECTORY=${folder}/run`,
            ...words,
          ],
          'any',
        );
      const portjail = (command: string, ...words: string[]): [string, ...string[]] => [
        process.execPath,
        cli,
        command,
        '-c',
        join(folder, 'portjail.json'),
        ...words,
      ];
      hosts.host.run(portjail('render', '-o', join(folder, 'pack')));
      writeFileSync(join(folder, 'state'), '', { mode: 0o600 });
      // No unit of this machine is to be told: the sentry finds out by itself.
      mkdirSync(join(folder, 'bin'));
      writeFileSync(join(folder, 'bin/systemctl'), '#!/bin/sh\n', { mode: 0o755 });
      const rotation = [
        'logrotate',
        '-f',
        '-s',
        join(folder, 'state'),
        join(folder, 'pack/logrotate.d/portjail'),
      ];
      for (const from of ['attacker', 'inner'] as const) {
        hosts[from].run(['nmap', '-Pn', '-n', '-sT', '-p', '23', hosts.host.ipv4]);
        await until(() => / scan src=/.test(readFileSync(log, 'utf8')), 'the line');
        hosts.host.run(['env', `PATH=${folder}/bin:${process.env['PATH']}`, ...rotation]);
      }
      process.kill(sentry.pid, 'SIGUSR1');

      const files = [log, `${log}.1`, `${log}.2.gz`, join(folder, 'run/status.json')];
      for (const file of files) {
        assert.equal(run(adm, 'sh', '-c', `test -r ${file} && echo yes`), 'yes\n', file);
        assert.equal(run(1, 'sh', '-c', `test -r ${file} && echo yes`), '', file);
      }
      const report = JSON.parse(run(adm, ...portjail('report', '--all', '--json')));
      assert.equal(report.lines.scans, 2);
      assert.match(run(adm, ...portjail('why', hosts.attacker.ipv4)), / scan: 23\/tcp/);
      assert.match(run(adm, ...portjail('status')), new RegExp(`process ${sentry.pid}, `));
      assert.match(run(1, ...portjail('report', '--all')), /this\s+user\s+may\s+not\s+read\s+it/);
    },
  );
});
