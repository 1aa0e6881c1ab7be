import { createPrivateKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { findGroup } from '../../sys/process/groups.ts';
import { findUser } from '../../sys/process/rights.ts';
import { errorMessage } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { nearEnd, readCertificate } from '../hub/certificate.ts';
import type { Credentials } from '../link/connect.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';

/** Whom the unit runs as, and a group of his that may be the files'. */
const [unitUser, unitGroup] = ['portjail-fleet', 'portjail-fleet'];
/** Bytes of a key, at most. */
const largest = 2 ** 16;

/** Whether the certificate and the key of a host are its own, fit each other, last, and can be read by the unit. */
export function checkFiles({ user, ca, cert, key }: Credentials, now: number): Finding[] {
  try {
    const [own, authority] = [readCertificate(cert), readCertificate(ca)];
    if (own.name !== user) return [wrong(`${cert} is of "${own.name}": expected fleet.name, "${user}"`)];
    if (!own.x509.verify(authority.x509.publicKey))
      return [wrong(`${cert} was not made by the authority in ${ca}: take both from the same folder`)];
    if (!own.x509.checkPrivateKey(createPrivateKey(readWhole(key, largest))))
      return [wrong(`${key} is not the key of ${cert}: take both from the same folder`)];
    return [lasting(cert, own.end, now), ...[ca, cert, key].flatMap(unreadable)];
  } catch (error) {
    return [wrong(`the certificate of this host: ${errorMessage(error)}`)];
  }
}

function lasting(path: string, end: number, now: number): Finding {
  const left = formatDistanceStrict(end, now);
  if (end <= now) return wrong(`${path} has ended ${left} ago: "portjail fleet hub --renew" makes a new one`);
  if (end - now < nearEnd)
    return warning(`${path} ends in ${left}: "portjail fleet hub --renew" makes a new one`);
  return fine(`certificate and key fit, for ${left} more`);
}

/** The unit has no rights of root's: a key that only root can read is none for it. Where its user is missing, it cannot tell. */
function unreadable(path: string): Finding[] {
  const user = findUser(unitUser);
  if (user === undefined) return [];
  const { uid, gid, mode } = statSync(path);
  const groups = [user.gid, findGroup(unitGroup), findGroup('adm')];
  const bit = uid === user.uid ? 0o400 : groups.includes(gid) ? 0o040 : 0o004;
  return (mode & bit) !== 0
    ? []
    : [
        wrong(
          `${unitUser}, whom the unit runs as, cannot read ${path}: chgrp ${unitGroup} ${path}; chmod 640 ${path}`,
        ),
      ];
}
