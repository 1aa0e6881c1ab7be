import type { NatsConnection } from '@nats-io/transport-node';
import type { Config } from '../../config/schema/schema.ts';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { inboxOf } from '../names.ts';

/** Who one is at the hub, by a certificate whose common name is the user; nobody with '' for it. */
export interface Credentials {
  readonly user: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const folder = '/etc/portjail/fleet';

/** A user's certificate and key are named for it, where the config says nothing else. */
export const credentialsOf = ({ ca, cert, key }: Config['fleet'], user: string): Credentials => ({
  user,
  ca,
  cert: cert || `${folder}/${user}.pem`,
  key: key || `${folder}/${user}.key`,
});

/** How long a connection may take (milliseconds), and after how long without a reply it is none any more. */
const patience = 5_000;
const pingInterval = 10_000;
const maxPingOut = 2;
/** Bytes of a certificate, at most. */
const mostPem = 2 ** 16;

/**
 * Connects to one of the servers, once: a connection that ends is not tried again by itself. The library is loaded here and by
 * what is handed the connection. Certificates are read each time, so that renewed ones are taken. Throws WorkError.
 */
export async function openLink(
  servers: readonly string[],
  { user, ca, cert, key }: Credentials,
): Promise<NatsConnection> {
  const tls = { ca: pem(ca), ...(cert !== '' && { cert: pem(cert), key: pem(key) }) };
  // It is CommonJS: bundled, it has no other name.
  const { connect } = (await import('@nats-io/transport-node')).default;
  try {
    return await connect({
      servers: [...servers],
      tls,
      name: `portjail ${user}`,
      inboxPrefix: inboxOf(user),
      timeout: patience,
      pingInterval,
      maxPingOut,
      reconnect: false,
      ignoreClusterUpdates: true,
    });
  } catch (error) {
    throw new WorkError(`no connection to ${servers.join(' or ')}: ${reasonOf(error)}`);
  }
}

function pem(path: string): string {
  try {
    return readWhole(path, mostPem).toString('latin1');
  } catch (error) {
    throw new WorkError(`cannot read ${path}, which the fleet needs: ${errorMessage(error)}`);
  }
}

/** The library's own words say less than what it was caused by. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const text = cause instanceof Error && cause.message !== '' ? cause.message : errorMessage(error);
  // OpenSSL's own, between where it stood in its source: "sslv3 alert bad certificate".
  return (/routines:[^:]*:([^:]+):/.exec(text)?.[1] ?? text).trim();
}
