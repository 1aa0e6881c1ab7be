import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../../net/address.ts';
import { WorkError } from '../../util/errors.ts';
import { runProgram, whyFailed } from '../../util/program.ts';
import { userOf } from './certificate.ts';

/** Days: the authority's and a user's; "fleet check" and "fleet hub" say it when one has a month left. */
const authorityDays = 3_650;
const userDays = 730;

/** What a certificate is for. */
export interface Subject {
  /** The common name: a user of the hub, or the hub itself. */
  readonly name: string;
  /** What tells it from an earlier one of that name, which the hub knows no more. Of [0-9a-f]. */
  readonly issue: string;
  /** Of the hub: how it is dialled. Others can show that they are a user and nothing else. */
  readonly dialled?: readonly string[];
}

/** Makes the authority, `ca.pem` and `ca.key`, in a folder. Throws WorkError. */
export const makeAuthority = (folder: string): void =>
  request(folder, 'ca', ['-days', `${authorityDays}`], {
    subject: { CN: `portjail fleet ${randomBytes(4).toString('hex')}` },
    extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'],
  });

/** Makes `NAME.pem` and `NAME.key` in a folder, by the authority in another one. Throws WorkError. */
export function makeCertificate(folder: string, authority: string, { name, issue, dialled }: Subject): void {
  const by = ['-CA', join(authority, 'ca.pem'), '-CAkey', join(authority, 'ca.key')];
  request(folder, name, ['-days', `${userDays}`, ...by], {
    subject: { CN: name, OU: issue },
    extensions: [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      `extendedKeyUsage=${dialled === undefined ? 'clientAuth' : 'serverAuth'}`,
      `subjectAltName=${dialled === undefined ? `email:${userOf({ name, issue })}` : alternatives(dialled)}`,
    ],
  });
}

/** The words of subjectAltName, x509v3_config(5). Node's TLS, dialling an address, asks for the name `localhost`. */
export const alternatives = (dialled: readonly string[]): string =>
  [
    ...dialled.map(name => (isAddress(name) ? `IP:${name}` : `DNS:${name}`)),
    ...(dialled.some(isAddress) ? ['DNS:localhost'] : []),
  ].join(',');

const isAddress = (text: string): boolean => parseAddress(text) !== undefined;

interface Wanted {
  readonly subject: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
}

/** Nothing of the machine's openssl.cnf has a say. */
function request(
  folder: string,
  name: string,
  more: readonly string[],
  { subject, extensions }: Wanted,
): void {
  const config = [
    '[req]\ndistinguished_name=subject\nprompt=no\nx509_extensions=extensions',
    `[subject]\n${Object.entries(subject)
      .map(([field, value]) => `${field}=${value}`)
      .join('\n')}`,
    `[extensions]\n${extensions.join('\n')}\n`,
  ].join('\n');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
  const serial = ['-set_serial', `0x${randomSerial()}`];
  const file = join(folder, 'request.cnf');
  const words = ['req', '-x509', '-config', file, ...key, ...files, ...serial, ...more];
  writeFileSync(file, config);
  const ran = runProgram('openssl', words);
  rmSync(file);
  if (ran.code !== 0) throw new WorkError(`no certificate for ${name}: ${whyFailed('openssl', ran)}`);
}

/** Positive, and not more than 20 bytes (RFC 5280, 4.1.2.2). */
const randomSerial = (): string => `01${randomBytes(15).toString('hex')}`;
