import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLine } from '../../../src/log/line.ts';
import { createOnce } from '../../../src/log/once.ts';
import { until } from '../../support/until.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e } from '../hosts/require.ts';
import { onStage, type Stage } from '../hosts/stage.ts';

/** What puts the file aside, and what tells the sentry. */
const rotations: Readonly<Record<string, (log: string, stage: Stage) => void>> = {
  'with a new file in its place, as the shipped logrotate.d does without systemd': log => {
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
  },
  'with a signal': (log, { sentry }) => {
    renameSync(log, `${log}.1`);
    process.kill(sentry.pid, 'SIGHUP');
  },
};

const text = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

for (const [how, rotate] of Object.entries(rotations))
  e2e(`a line that Fail2ban had not read before a rotation ${how}, bans all the same`, () => {
    let log = '';
    return onStage(
      folder => {
        log = join(folder, 'portsentry.log');
        const file = join(folder, 'portjail.json');
        writeFileSync(file, JSON.stringify({ log: { file: log } }));
        return ['-c', file];
      },
      async stage => {
        const { attacker, second, host } = stage.hosts;
        const scanned = (source: string) => new RegExp(` scan src=${source} `);
        // Fail2ban knows the file by its first line.
        nmap(second, host.ipv4, '-sT');
        await until(() => stage.fail2ban.banned('portsentry').includes(second.ipv4), 'the first ban');
        await stage.fail2ban.frozen(async () => {
          nmap(attacker, host.ipv4, '-sT');
          await until(() => scanned(attacker.ipv4).test(text(log)), 'the line');
          rotate(log, stage);
          await until(() => scanned(attacker.ipv4).test(text(log)), 'the line in the new file');
        });
        await until(() => stage.fail2ban.banned('portsentry').includes(attacker.ipv4), 'the ban');
        const once = createOnce();
        const told = (text(`${log}.1`) + text(log))
          .split('\n')
          .filter(line => line !== '')
          .flatMap(line => once(parseLine(line) ?? assert.fail(line)) ?? [])
          .filter(({ verb }) => verb === 'scan');
        const before = text(`${log}.1`).match(/ scan /g) ?? [];
        assert.equal(told.length, before.length, 'each is told once');
      },
    );
  });
