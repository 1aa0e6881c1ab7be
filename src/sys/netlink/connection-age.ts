import { attributeAt, infoAttribute, message } from './inet-diag.ts';

/** TCP_TIMEWAIT_LEN of include/net/tcp.h, milliseconds; the kernel has no setting for it. */
const timeWaitLength = 60_000;
const timeWaitState = 6;
/** `idiag_timer` of what is no whole socket any more, only its TIME_WAIT (inet_twsk_diag_fill in net/ipv4/inet_diag.c). */
const timeWaitTimer = 3;
/** tcpi_last_data_recv of struct tcp_info (linux/tcp.h): milliseconds, counted from the handshake while nothing came. */
const lastDataReceived = 52;
/** A socket closed by a reset of ours has lost the moment and shows the age of the machine instead (tcp_disconnect). */
const longestIdle = 120_000;

/**
 * How long ago (milliseconds) the handshake of a connection was finished, at the least: TIME_WAIT has a timer, and a
 * socket that is told with `info` was silent for a while. 0 where neither says anything.
 */
export function leastAge(view: DataView, offset: number, end: number): number {
  if (view.getUint8(offset + message.timer) === timeWaitTimer) {
    // The same timer runs for FIN_WAIT2, whose length is a setting (tcp_fin_timeout).
    if (view.getUint8(offset + message.state) !== timeWaitState) return 0;
    return Math.max(0, timeWaitLength - view.getUint32(offset + message.expires, true));
  }
  const info = attributeAt(view, offset + message.size, end, infoAttribute, lastDataReceived + 4);
  const idle = info === undefined ? 0 : view.getUint32(info + lastDataReceived, true);
  return idle <= longestIdle ? idle : 0;
}
