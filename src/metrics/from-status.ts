import type { Status } from '../status/shape.ts';
import { fates } from './families.ts';
import { put, type Samples } from './samples.ts';

/** What a running sentry says of itself; undefined where none is seen to run. */
export function fromStatus(samples: Samples, status: Status | undefined): void {
  put(samples, 'portjail_up', status === undefined ? 0 : 1);
  if (status === undefined) return;
  const { counters, ports } = status;
  put(samples, 'portjail_start_time_seconds', status.started / 1000);
  put(samples, 'portjail_status_timestamp_seconds', status.time / 1000);
  put(samples, 'portjail_probes_total', counters['probes']);
  for (const fate of fates) put(samples, 'portjail_probe_fates_total', counters[fate], { fate });
  put(samples, 'portjail_probes_waiting', counters['waiting']);
  put(samples, 'portjail_kernel_dropped_packets_total', counters['dropped']);
  put(samples, 'portjail_lost_lines_total', counters['lost']);
  put(samples, 'portjail_sources_tracked', status.tracked);
  for (const protocol of ['tcp', 'udp'] as const) {
    put(samples, 'portjail_watched_ports', ports.sockets[protocol], { protocol, sight: 'open' });
    put(samples, 'portjail_watched_ports', ports.captured[protocol], { protocol, sight: 'captured' });
  }
}
