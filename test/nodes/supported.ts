import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../e2e/hosts/hosts.ts';
import { watching } from '../e2e/hosts/watching.ts';
import { cli } from '../support/built.ts';
import { until } from '../support/until.ts';
import { fileOf, names, replayOptions, withoutPid } from '../traces/replayed.ts';
import type { OtherNode } from './versions.ts';

/** Runs the built program to its end. */
export function portjailOn({ prefix: [program, ...words] }: OtherNode, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, [...words, process.execPath, cli, ...args], {
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Every capture gives the lines that it gives everywhere. */
export function replaysAlike(node: OtherNode): void {
  for (const name of names()) {
    const { code, stdout, stderr } = portjailOn(node, 'replay', fileOf(`${name}.pcap`), ...replayOptions);
    assert.equal(code, 0, stderr);
    assert.equal(withoutPid(stdout), readFileSync(fileOf(`${name}.log`), 'utf8'), name);
  }
}

/** The jail pack has the bytes that it has everywhere. */
export function rendersAlike(node: OtherNode): void {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  try {
    assert.equal(portjailOn(node, 'render', '--defaults', '--output', folder).code, 0);
    const { status, stdout } = spawnSync(
      'diff',
      ['-r', '-x', 'README.md', '-x', 'samples', folder, 'fail2ban'],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Decoys and capture at once: every system call that the program makes, from the start as root to the end as somebody. */
export function watches({ prefix }: OtherNode): Promise<void> {
  const udp = { mode: 'off' };
  const trigger = { packet: 1 };
  const config = { tcp: { mode: 'stealth', ports: '7', decoys: '23' }, udp, trigger, user: 'nobody' };
  return watching({ config, prefix, prepare: (_, folder) => chmodSync(folder, 0o755) }, async stage => {
    const { attacker, inner, host } = stage.hosts;
    const seen = async (from: Host, port: number, evidence: string): Promise<void> => {
      from.run(['nmap', '-Pn', '-n', '--max-retries', '0', '-sT', '-p', `${port}`, host.ipv4]);
      const text = new RegExp(`: scan .*evidence=${evidence} .* dport=${port} `);
      await until(
        () => text.test(readFileSync(stage.log, 'utf8')),
        () => `${text}: ${stage.sentry.output()}`,
      );
    };
    await seen(attacker, 23, 'handshake');
    await seen(attacker, 7, 'packet');
    assert.match(readFileSync(`/proc/${stage.sentry.pid}/status`, 'latin1'), /^Uid:\s+65534\s/m);
    await stage.reload({ ...config, tcp: { ...config.tcp, ports: '7,9' } });
    await seen(inner, 9, 'packet');
    await stage.finish();
  });
}
