import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '../../util/errors.ts';
import { readCertificate } from '../hub/certificate.ts';
import { makeAuthority, makeCertificate } from '../hub/openssl.ts';
import { type Credentials, openLink } from '../link/connect.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';

/** Whether the hub lets in who has no certificate, and who has made one himself with the same words in it. */
export async function checkStrangers(servers: readonly string[], own: Credentials): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-check-'));
  try {
    const { issue } = readCertificate(own.cert);
    makeAuthority(folder);
    makeCertificate(folder, folder, { name: own.user, issue });
    const at = (suffix: string): string => join(folder, `${own.user}.${suffix}`);
    return [
      await refused('without a certificate', servers, { ...own, cert: '', key: '' }),
      await refused('with a foreign certificate', servers, { ...own, cert: at('pem'), key: at('key') }),
    ];
  } catch (error) {
    return [warning(`whether the hub lets strangers in, it cannot tell: ${errorMessage(error)}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The hub was just reached, as oneself: whoever has no connection was not let in. */
async function refused(what: string, servers: readonly string[], as: Credentials): Promise<Finding> {
  try {
    const link = await openLink(servers, as);
    await link.close();
    return wrong(`the hub lets in who comes ${what}: its config needs "verify_and_map: true" in tls`);
  } catch (error) {
    return fine(`refused ${what} (${errorMessage(error).replace(/^no connection to .*?: /, '')})`);
  }
}
