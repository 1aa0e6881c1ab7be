import type { BootedStage } from '../stage.ts';

/** A property of the unit, as systemd tells it now. */
export const shown = ({ host }: BootedStage, property: string): string =>
  host.run(['systemctl', 'show', '--value', '-p', property, 'portjail']).trim();

/** Adds to the unit's file, as `systemctl edit` does. */
export function edit({ host }: BootedStage, name: string, ...lines: readonly string[]): void {
  host.write(`/etc/systemd/system/portjail.service.d/${name}.conf`, `${lines.join('\n')}\n`);
  host.run(['systemctl', 'daemon-reload']);
}

export function unedit({ host }: BootedStage, name: string): void {
  host.run(['rm', `/etc/systemd/system/portjail.service.d/${name}.conf`]);
  host.run(['systemctl', 'daemon-reload']);
}
