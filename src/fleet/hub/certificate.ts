import { X509Certificate } from 'node:crypto';
import { formatAddress, parseAddress } from '../../net/address.ts';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';

/** What is known of a certificate. */
export interface Certificate {
  readonly name: string;
  /** See `Subject`; '' for one that was made otherwise. */
  readonly issue: string;
  /** When it ends: milliseconds since the epoch. */
  readonly end: number;
  /** As the certificate has them: sorted, each of `DNS:` or `IP:`. */
  readonly alternatives: readonly string[];
  readonly x509: X509Certificate;
}

/** Bytes, at most. */
const largest = 2 ** 16;

/** Reads a certificate (PEM). Throws WorkError for what is none. */
export function readCertificate(path: string): Certificate {
  try {
    const x509 = new X509Certificate(readWhole(path, largest));
    const field = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(x509.subject)?.[1] ?? '';
    return {
      name: field('CN'),
      issue: field('OU'),
      end: Date.parse(x509.validTo),
      alternatives: alternativesIn(x509.subjectAltName ?? ''),
      x509,
    };
  } catch (error) {
    throw new WorkError(`${path} is no certificate that can be read: ${errorMessage(error)}`);
  }
}

const alternativesIn = (text: string): string[] =>
  text
    .split(', ')
    .filter(part => part !== '')
    .map(part => part.replace(/^IP Address:(.*)$/, (_all, text: string) => `IP:${addressText(text)}`))
    .sort();

/** OpenSSL writes an IPv6 address otherwise. */
const addressText = (text: string): string => {
  const address = parseAddress(text);
  return address === undefined ? text : formatAddress(address);
};

/** How long before its end a certificate is said to be near it (milliseconds). */
export const nearEnd = 30 * 86_400_000;

/**
 * The user that the hub takes a certificate for. nats-server (2.9.10, auth.go) looks up its email address, and compares the
 * subject of one without it with that of each user in turn: among 10,000, 37 ms of CPU a connection instead of 2.5.
 */
export const userOf = ({ name, issue }: Pick<Certificate, 'name' | 'issue'>): string => `${name}@${issue}`;
