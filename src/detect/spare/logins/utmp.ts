import { type Address, addressFromBytes } from '../../../net/address.ts';
import { errorCode } from '../../../util/errors.ts';

/** Who is logged in, utmp(5): sshd writes a record when a login with a terminal has succeeded. */
export const utmpFile = '/run/utmp';

/** A login from elsewhere, and the process that stands for it. */
export interface Login {
  readonly pid: number;
  readonly peer: Address;
}

/** Offsets of struct utmp in bits/utmp.h of glibc; bytes. */
interface Layout {
  readonly size: number;
  readonly address: number;
}
const fields = { type: 0, pid: 4 };
const userProcess = 7;
const mostLogins = 10_000;

/**
 * glibc keeps ut_session and ut_tv at 32 bits on most 64-bit machines, for the sake of 32-bit programs; on arm64, which had
 * none to run, they have 64 (__WORDSIZE_TIME64_COMPAT32).
 */
export const layoutOf = (arch: string): Layout =>
  arch === 'arm64' ? { size: 400, address: 360 } : { size: 384, address: 348 };

/** The remote logins of a utmp file, ended ones too: their processes tell. */
export function parseUtmp(bytes: Uint8Array, layout: Layout = layoutOf(process.arch)): Login[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const logins: Login[] = [];
  for (let at = 0; at + layout.size <= view.byteLength && logins.length < mostLogins; at += layout.size) {
    if (view.getInt16(at + fields.type, true) !== userProcess) continue;
    const peer = peerAt(view, at + layout.address);
    const pid = view.getInt32(at + fields.pid, true);
    if (peer !== undefined && pid > 0) logins.push({ pid, peer });
  }
  return logins;
}

/** Whether somebody writes the file at all: systemd begins it with the time of the boot. */
export const isKept = (bytes: Uint8Array): boolean => bytes.length >= layoutOf(process.arch).size;

/** ut_addr_v6: an IPv4 address stands alone in the first of the four words; all zero for a login at the machine itself. */
function peerAt(view: DataView, offset: number): Address | undefined {
  const address = addressFromBytes(view, offset, 16);
  if (address.every(word => word === 0)) return undefined;
  const [, second, third, last] = address;
  return second === 0 && third === 0 && last === 0 ? addressFromBytes(view, offset, 4) : address;
}

/** True while the process is there, whichever user's it is: kill(2) with signal 0. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
