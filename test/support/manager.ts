import { AF_UNIX, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_DGRAM, sockaddrUn } from '../../src/sys/abi.ts';
import { bind, close, ok, recv, socket } from '../../src/sys/libc.ts';

/** What stands in for a service manager: a real socket at a path, or at an abstract name behind `@`. */
export interface Heard {
  /** Every datagram so far. */
  readonly all: () => readonly string[];
  readonly close: () => void;
}

const most = 4096;

export function hearAt(name: string): Heard {
  const fd = ok('socket', socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const address = Buffer.concat([Buffer.alloc(sockaddrUn.path), Buffer.from(name.replace(/^@/, '\0'))]);
  address.writeUInt16LE(AF_UNIX);
  ok('bind', bind(fd, address, address.length));
  const heard: string[] = [];
  const buffer = Buffer.alloc(most);
  return {
    all: () => {
      for (let length = 0; ; heard.push(buffer.toString('utf8', 0, length))) {
        length = recv(fd, buffer, most, MSG_DONTWAIT);
        if (length < 0) return heard;
      }
    },
    close: () => void close(fd),
  };
}
