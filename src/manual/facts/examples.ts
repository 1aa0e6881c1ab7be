/** What people do with a command, each as `what: the line`. */
type Examples = readonly (readonly [what: string, line: string])[];

/** By the command's name, and those of the page that is about all of them. */
export const examples: Readonly<Record<string, Examples>> = {
  portjail: [
    ['From the installed package to the first ban:', 'portjail setup'],
    ['Does it work, from a probe to a ban?', 'portjail doctor'],
    ['What runs, and whom it bans:', 'portjail status'],
  ],
  run: [
    ['The sentry with the config of this host, as the service runs it:', 'portjail run'],
    [
      'To try it as a user of no rights, on ports above 1023 of a config of your own:',
      'portjail run --loopback -c try.json --log /tmp/try.log',
    ],
  ],
  check: [
    ['What a portsentry.conf comes to, line by line:', 'portjail check -c /etc/portsentry/portsentry.conf'],
    ['Whom the jails would have banned in the last week:', 'portjail check --simulate'],
  ],
  render: [['The default pack, for a machine without Node.js:', 'portjail render --defaults -o pack']],
  install: [
    ['What would be written, and whether it works:', 'portjail install --dry-run'],
    ["The jails, where Debian's own sshd jail keeps Fail2ban from starting:", 'portjail install --mend'],
    ['The files alone, for an image of another system:', 'portjail install --root /srv/image --no-reload'],
  ],
  uninstall: [['What would go:', 'portjail uninstall --dry-run']],
  setup: [
    ['To look, to be asked once, and to ban:', 'portjail setup'],
    ['To write a log alone for a while, without a question:', 'portjail setup --yes --log-only'],
  ],
  doctor: [
    ['Everything, with a ban that is tried:', 'portjail doctor'],
    ['For a monitoring system, without that ban:', 'portjail doctor --no-ban --json'],
  ],
  replay: [
    ['What stealth mode would have seen in a capture:', 'portjail replay capture.pcap --tcp-mode stealth'],
  ],
  status: [
    ['One screen:', 'portjail status'],
    ['For a script:', 'portjail status --json'],
  ],
  import: [
    [
      'The config of a Portsentry that was here before:',
      'portjail import /etc/portsentry -o /etc/portjail/portjail.json',
    ],
  ],
  firewall: [
    ['To read what would be opened:', 'portjail firewall'],
    ['The same for ufw, whichever firewall runs here:', 'portjail firewall --for ufw'],
  ],
  ignore: [
    ['A machine of your own, for good:', 'portjail ignore 203.0.113.7 --note "the office"'],
    ['A guest, for two hours:', 'portjail ignore 2001:db8::/64 --for 2h'],
    ['Whoever has the address of a name:', 'portjail ignore home.example.org'],
    ['Who stands there:', 'portjail ignore --list'],
  ],
  names: [['As portjail-names.service runs it:', 'portjail names']],
  unban: [["Out of every jail of portjail's:", 'portjail unban 203.0.113.7']],
  monitor: [
    ['The live view, from a day ago on:', 'portjail monitor --since 1d'],
    ['Objects for a log shipper:', 'portjail monitor --json'],
  ],
  report: [
    ['The last week:', 'portjail report'],
    ['A page of yesterday and today:', 'portjail report --since 2d --html -o report.html'],
  ],
  simulate: [
    ["This host's log of the last week:", 'portjail simulate'],
    [
      'Another config, and who of the customers it would have banned:',
      'portjail simulate --compare strict.json --known-good customers.txt',
    ],
  ],
  why: [['The story of one address:', 'portjail why 203.0.113.7']],
  fleet: [
    ['What the hub and the hosts of a file need:', 'portjail fleet hub --hosts hosts -o fleet'],
    ['Another key for one whose key was lost:', 'portjail fleet hub --hosts hosts -o fleet --renew web1'],
    ['Does the hub take this host, and nobody else for it?', 'portjail fleet check'],
    ['How the fleet does, and who tells what:', 'portjail fleet status'],
    ['Nobody is to name this one for a day:', 'portjail fleet pardon 203.0.113.7'],
  ],
  metrics: [
    ['A file for the node exporter:', 'portjail metrics -o /var/lib/prometheus/node-exporter/portjail.prom'],
  ],
};
