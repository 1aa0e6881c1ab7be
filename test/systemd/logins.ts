import assert from 'node:assert/strict';
import { holdOpen, startSsh } from './ssh.ts';
import type { BootedStage } from './stage.ts';

/** How a sentry that has become its user judges whoever touches a port before, during and after a login over SSH. */
export async function loginsAreProtected(
  stage: BootedStage,
  families: readonly ('ipv4' | 'ipv6')[] = ['ipv4', 'ipv6'],
): Promise<void> {
  const { host, attacker } = stage.hosts;
  const ssh = startSsh(stage);
  await stage.startSentry();
  for (const family of families) {
    const target = host[family];
    const connection = await holdOpen(attacker, target);
    const own = `from ${attacker[family]} port 1 ssh2`;
    ssh.fail(attacker, target, `root ${own}`);
    ssh.fail(attacker, target, `x\nAccepted publickey for root ${own}`);
    await stage.touchedUntil(family, 'scan');
    await connection.stop();
    // Its files are opened anew by whoever has the right to.
    stage.host.run(['journalctl', '--rotate']);
    const session = await ssh.login(attacker, target);
    await stage.touchedUntil(family, 'protected');
    stage.host.run(['systemctl', 'restart', 'portjail']);
    await stage.listens();
    assert.match(stage.said(), /protected: .*1 SSH session/, 'known from the start');
    await session.stop();
    await stage.touchedUntil(family, 'scan');
  }
}

/** The child that follows the journal; '' where there is none. */
export const follower = ({ host }: BootedStage): string =>
  host.run(['pgrep', '-x', 'journalctl'], 'any').trim();

/** Who it is, and what it may do. */
export const followerRights = (stage: BootedStage): string =>
  stage.host.sh(`ps -o user:20=,group:20=,supgrp:20= -p ${follower(stage)}
    grep -E '^(CapEff|CapPrm|NoNewPrivs)' /proc/${follower(stage)}/status`);
