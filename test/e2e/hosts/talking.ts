import { fileURLToPath } from 'node:url';
import type { PrivateHost } from './private-host.ts';

/** The program that talks over a network, see there for what it takes. */
export const talkFile = fileURLToPath(new URL('./talk.js', import.meta.url));

/** The same for a shell, wherever the checkout stands. */
export const talk = `${process.execPath} "${talkFile}"`;

/** Runs a service on one end that answers with what it was sent, over TCP and UDP, and speaks of its own accord. */
export const serve = (host: PrivateHost, where: 'host' | 'peer', port: number) =>
  host.start('bash', ['--norc', '-c', `exec ${talk} serve ${port}`], where);
