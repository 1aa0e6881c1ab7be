// Made from schema.ts by `make generate`; not to be edited.
const validate = validate20;
var stdin_default = validate20;
const schema31 = { "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "portjail.json", "type": "object", "additionalProperties": false, "properties": { "$schema": { "type": "string", "description": "for editors; has no effect" }, "tcp": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "mode": { "enum": ["connect", "stealth", "advanced", "off"], "default": "connect", "description": "where probes come from: ports that answer, or packets to ports that nobody uses", "expected": "one of connect, stealth, advanced, off" }, "ports": { "type": "string", "pattern": "^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$", "expected": 'ports (1 to 65535), ranges and the word "unused", joined by commas, such as "23,6000-6010" or "unused,3389"', "default": "1,11,15,19,23,79,111,135,139,445,512-515,540,635,1080,1433,1521,1524,2000,2323,2375,2376,3389,4899,5432,5555,5800,5900,5901,6379,6667,9200,11211,12345,12346,20034,27017,27374,31337,32771,32772,32773,32774,40421,49724,54320", "description": 'the TCP ports to watch in connect and stealth mode; "unused": every unused one below tcp.below, less tcp.exclude' }, "below": { "type": "integer", "minimum": 2, "maximum": 65536, "default": 1024, "description": 'advanced mode, and "unused" in tcp.ports, watch every unused port from 1 to this number less one', "expected": "a number from 2 to 65536" }, "exclude": { "type": "string", "pattern": "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", "expected": 'ports (1 to 65535) and ranges, joined by commas, such as "23,6000-6010"', "default": "113,139", "description": 'ports that advanced mode and "unused" leave out' }, "decoys": { "type": "string", "pattern": "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", "expected": 'ports (1 to 65535) and ranges, joined by commas, such as "23,6000-6010"', "default": "", "description": "ports that answer beside stealth or advanced mode" } } }, "udp": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "mode": { "enum": ["connect", "stealth", "advanced", "off"], "default": "connect", "description": "where probes come from: ports that answer, or packets to ports that nobody uses", "expected": "one of connect, stealth, advanced, off" }, "ports": { "type": "string", "pattern": "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", "expected": 'ports (1 to 65535) and ranges, joined by commas, such as "23,6000-6010"', "default": "1,7,9,19,69,111,161,162,513,635,640,641,700,1434,1900,11211,31335,31337,32770-32774,54321", "description": "the UDP ports to watch in connect and stealth mode" }, "below": { "type": "integer", "minimum": 2, "maximum": 65536, "default": 1024, "description": "advanced mode watches every unused port from 1 to this number less one", "expected": "a number from 2 to 65536" }, "exclude": { "type": "string", "pattern": "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", "expected": 'ports (1 to 65535) and ranges, joined by commas, such as "23,6000-6010"', "default": "520,138,137,67", "description": "ports that advanced mode leaves out" }, "banner": { "type": "boolean", "default": false, "description": "send the banner in reply to a datagram (off: a forged source would get it too)", "expected": "true or false" } } }, "interfaces": { "type": "array", "items": { "type": "string", "pattern": "^(?:\\*|[^\\s/:*]{1,15})$", "expected": 'an interface name such as "eth0", or "*"' }, "default": ["*"], "description": 'the interfaces watched: what comes in by them, to any address of this host; "*" is every one but loopback, which sockets of one port each take in too', "expected": "a list of interface names" }, "banner": { "type": "string", "default": "", "description": "text that connect mode sends before it closes the connection", "expected": "a text" }, "user": { "type": "string", "pattern": "^(?:[a-z_][a-z0-9_.-]{0,31})?$", "default": "", "description": "the user to become after the ports are open; empty: the one that started it", "expected": 'a user name, or ""' }, "ignore": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "addresses": { "type": "array", "items": { "type": "string", "pattern": "^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$", "expected": 'an address or a network such as "192.0.2.0/24" or "2001:db8::/32"' }, "default": ["127.0.0.0/8", "::1"], "description": "hosts and networks that are never banned", "expected": "a list of addresses and networks" }, "files": { "type": "array", "items": { "type": "string", "pattern": "^/.", "expected": "an absolute path" }, "default": ["/etc/portjail/ignore"], "description": "files with one address or network a line; a missing one counts as empty", "expected": "a list of absolute paths" }, "protect": { "type": "array", "items": { "enum": ["own", "gateways", "resolvers", "ssh", "fail2ban", "time", "dhcp", "metadata", "connected"], "expected": "one of own, gateways, resolvers, ssh, fail2ban, time, dhcp, metadata, connected" }, "default": ["own", "gateways", "resolvers", "ssh", "fail2ban", "time", "dhcp", "metadata", "connected"], "description": 'hosts looked up while running that are never banned; "Who is never banned" says how', "expected": "a list of own, gateways, resolvers, ssh, fail2ban, time, dhcp, metadata, connected" } } }, "trigger": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "handshake": { "type": "integer", "minimum": 1, "maximum": 1e3, "expected": "a number of ports from 1 to 1000", "default": 1, "description": "distinct ports of one source with a finished handshake that make a scan" }, "packet": { "type": "integer", "minimum": 1, "maximum": 1e3, "expected": "a number of ports from 1 to 1000", "default": 4, "description": "distinct ports of one source, forgeable packets included, that make a scan" }, "window": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "how long a touched port counts" }, "ipv6Prefix": { "type": "integer", "minimum": 0, "maximum": 127, "default": 0, "description": "name IPv6 networks of this length that scan with 4 addresses or more; 0: never", "expected": "0 (off), or a length from 64 to 127" }, "ipv4Prefix": { "type": "integer", "minimum": 0, "maximum": 31, "default": 0, "description": "write when an IPv4 network of this length does; nobody is banned for it; 0: never", "expected": "0 (off), or a length from 24 to 31" }, "translators": { "type": "array", "items": { "type": "string", "pattern": "^[0-9A-Fa-f:.]+/\\d{1,3}$", "expected": 'an IPv6 network such as "64:ff9b::/96"' }, "default": ["64:ff9b::/96", "64:ff9b:1::/48", "2001::/32"], "description": "IPv6 networks that stand for hosts elsewhere, as of a translator from IPv4: nothing in them is named as one network", "expected": "a list of IPv6 networks" } } }, "log": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "file": { "type": "string", "pattern": `^/[^\\s*?\\[\\]{}<>,"'\\\\]*$`, "expected": "an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\", "default": "/var/log/portjail/portsentry.log", "description": "the log that the jails read" }, "target": { "enum": ["file", "journal"], "default": "file", "description": "where the log goes: that file, or systemd's journal, which the unit portjail.service writes to", "expected": "one of file, journal" }, "format": { "enum": ["portjail", "portsentry-2"], "default": "portjail", "description": "the form of a line", "expected": "one of portjail, portsentry-2" }, "history": { "type": "string", "pattern": `^(?:/[^\\s*?\\[\\]{}<>,"'\\\\]*)?$`, "expected": 'an absolute path without blanks, commas, quotes and * ? [ ] { } < > \\, or "" for none', "default": "", "description": "a second file in Portsentry 1.2's form, which the stock portsentry filter matches" }, "historyUnverified": { "type": "boolean", "default": false, "description": "also write sources that may be forged to the history, which cannot say so", "expected": "true or false" }, "seen": { "type": "array", "items": { "enum": ["below-trigger", "protected", "ignored", "distributed", "lan"], "expected": "one of below-trigger, protected, ignored, distributed, lan" }, "default": ["below-trigger", "protected", "ignored", "distributed", "lan"], "description": "observations that are written though nobody is banned for them; a list of all the others holds lan too", "expected": "a list of below-trigger, protected, ignored, distributed, lan" } } }, "jails": { "type": "object", "additionalProperties": false, "default": {}, "properties": { "banaction": { "type": "string", "pattern": "^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$", "default": "auto", "description": "the Fail2ban action that bans; auto: chosen from what the host has", "expected": '"auto", or an action such as "nftables[type=allports]"' }, "portsentry": { "type": "object", "additionalProperties": false, "default": {}, "description": "finished handshakes", "properties": { "enabled": { "type": "boolean", "default": true, "expected": "true or false", "description": "switch" }, "maxretry": { "type": "integer", "minimum": 1, "maximum": 1e4, "expected": "a number from 1 to 10000", "default": 1, "description": "lines that ban" }, "findtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "the time they must fall in" }, "bantime": { "type": "string", "pattern": "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w", or "-1" for a permanent ban`, "default": "1h", "description": "the first ban" }, "increment": { "type": "boolean", "default": true, "description": "double the ban with every offence", "expected": "true or false" }, "maxtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "5w", "description": "the longest ban that doubling reaches" } } }, "unverified": { "type": "object", "additionalProperties": false, "default": {}, "description": "sources that may be forged", "properties": { "enabled": { "enum": [true, false, "auto"], "default": "auto", "expected": 'true, false or "auto"', "description": "auto: on with stealth or advanced mode" }, "maxretry": { "type": "integer", "minimum": 1, "maximum": 1e4, "expected": "a number from 1 to 10000", "default": 1, "description": "lines that ban" }, "findtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "the time they must fall in" }, "bantime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "the ban; never permanent" } } }, "prefix": { "type": "object", "additionalProperties": false, "default": {}, "description": "whole IPv6 networks, by finished handshakes of many addresses", "properties": { "enabled": { "enum": [true, false, "auto"], "default": "auto", "expected": 'true, false or "auto"', "description": "auto: on when trigger.ipv6Prefix is not 0" }, "maxretry": { "type": "integer", "minimum": 1, "maximum": 1e4, "expected": "a number from 1 to 10000", "default": 1, "description": "lines that ban" }, "findtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "the time they must fall in" }, "bantime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "1h", "description": "the ban; never permanent" } } }, "recidive": { "type": "object", "additionalProperties": false, "default": {}, "description": "hosts that portsentry has banned again and again", "properties": { "enabled": { "enum": [true, false, "auto"], "default": "auto", "expected": 'true, false or "auto"', "description": "auto: on when Fail2ban's own log is a file, which install finds out" }, "maxretry": { "type": "integer", "minimum": 1, "maximum": 1e4, "expected": "a number from 1 to 10000", "default": 3, "description": "bans that ban for longer" }, "findtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "1d", "description": "the time they must fall in" }, "bantime": { "type": "string", "pattern": "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w", or "-1" for a permanent ban`, "default": "1w", "description": "the long ban" } } }, "fleet": { "type": "object", "additionalProperties": false, "default": {}, "description": "hosts that others of the fleet have proven", "properties": { "enabled": { "enum": [true, false, "auto"], "default": "auto", "expected": 'true, false or "auto"', "description": "auto: on with fleet.servers and fleet.accept true" }, "maxretry": { "type": "integer", "minimum": 1, "maximum": 1e4, "expected": "a number from 1 to 10000", "default": 1, "description": "lines that ban" }, "findtime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "10m", "description": "the time they must fall in" }, "bantime": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "1h", "description": "the ban; an hour at most" } } }, "run": { "type": "object", "additionalProperties": false, "default": {}, "description": "what Fail2ban's actions do beside the ban", "properties": { "command": { "type": "string", "default": "", "expected": 'a command for /bin/sh, or "" for none', "description": "run by Fail2ban once for each new ban; may hold $TARGET$, $PORT$ and $MODE$" }, "protocols": { "type": "array", "items": { "enum": ["tcp", "udp"], "expected": "tcp or udp" }, "default": ["tcp", "udp"], "description": "the command is for bans by these", "expected": "a list of tcp, udp" }, "first": { "type": "boolean", "default": false, "description": "run the command before the ban, not behind it", "expected": "true or false" }, "route": { "type": "string", "default": "", "expected": 'a command for /bin/sh, or "" for none', "description": "blocks $TARGET$ too, for every ban of the portsentry jail, restored ones included" }, "unroute": { "type": "string", "default": "", "expected": 'a command for /bin/sh, or "" for none', "description": "undoes that when the ban ends" }, "hostsDeny": { "type": "string", "default": "", "description": "a line for /etc/hosts.deny during such a ban, with $TARGET$", "expected": 'a line such as "ALL: $TARGET$", or "" for none' } } } } }, "fleet": { "type": "object", "additionalProperties": false, "default": {}, "description": "what is shared with other hosts", "properties": { "servers": { "type": "array", "items": { "type": "string", "pattern": "^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$", "expected": 'a server such as "tls://hub.example.net:4222"' }, "default": [], "description": "the NATS servers of the fleet, any of which will do; none: nothing is shared", "expected": 'a list of servers such as "tls://hub.example.net:4222"' }, "name": { "type": "string", "pattern": "^[a-z0-9-]{0,32}$", "default": "", "description": "the name of this host in the fleet, which its certificate has", "expected": "a name of at most 32 characters a-z, 0-9 and -" }, "ca": { "type": "string", "pattern": "^/.", "expected": "an absolute path", "default": "/etc/portjail/fleet/ca.pem", "description": "whose certificates are believed" }, "cert": { "type": "string", "pattern": "^(?:/.*)?$", "expected": 'an absolute path, or ""', "default": "", "description": "this host's certificate; empty: /etc/portjail/fleet/NAME.pem" }, "key": { "type": "string", "pattern": "^(?:/.*)?$", "expected": 'an absolute path, or ""', "default": "", "description": "its private key; empty: /etc/portjail/fleet/NAME.key" }, "publish": { "type": "boolean", "default": true, "description": "tell the others of finished handshakes", "expected": "true or false" }, "accept": { "enum": [true, false, "observe"], "default": "observe", "description": 'what others tell: true has it banned, "observe" writes it down alone, false asks for none', "expected": 'true, false or "observe"' }, "hosts": { "type": "integer", "minimum": 1, "maximum": 100, "default": 2, "description": "other hosts that must have named a source", "expected": "a number from 1 to 100" }, "maxAge": { "type": "string", "pattern": "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "expected": `a time in Fail2ban's grammar, such as "600", "10m", "1h 30m", "1d" or "5w"`, "default": "1h", "description": "what is older is not taken; at most a day" }, "pace": { "type": "integer", "minimum": 1, "maximum": 50, "default": 5, "description": "lines a second, at most", "expected": "a number from 1 to 50" }, "perOrigin": { "type": "integer", "minimum": 1, "maximum": 1e3, "default": 60, "description": "lines an hour by the word of one host, at most", "expected": "a number from 1 to 1000" } } } } };
const func1 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$", "u");
const pattern5 = new RegExp("^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", "u");
const pattern9 = new RegExp("^(?:\\*|[^\\s/:*]{1,15})$", "u");
const pattern10 = new RegExp("^(?:[a-z_][a-z0-9_.-]{0,31})?$", "u");
const pattern11 = new RegExp("^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$", "u");
const pattern12 = new RegExp("^/.", "u");
const pattern13 = new RegExp("^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", "u");
const pattern14 = new RegExp("^[0-9A-Fa-f:.]+/\\d{1,3}$", "u");
const pattern15 = new RegExp(`^/[^\\s*?\\[\\]{}<>,"'\\\\]*$`, "u");
const pattern16 = new RegExp(`^(?:/[^\\s*?\\[\\]{}<>,"'\\\\]*)?$`, "u");
const pattern17 = new RegExp("^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$", "u");
const pattern19 = new RegExp("^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$", "u");
const pattern29 = new RegExp("^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$", "u");
const pattern30 = new RegExp("^[a-z0-9-]{0,32}$", "u");
const pattern32 = new RegExp("^(?:/.*)?$", "u");
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.tcp === void 0) {
      data.tcp = {};
    }
    if (data.udp === void 0) {
      data.udp = {};
    }
    if (data.interfaces === void 0) {
      data.interfaces = ["*"];
    }
    if (data.banner === void 0) {
      data.banner = "";
    }
    if (data.user === void 0) {
      data.user = "";
    }
    if (data.ignore === void 0) {
      data.ignore = {};
    }
    if (data.trigger === void 0) {
      data.trigger = {};
    }
    if (data.log === void 0) {
      data.log = {};
    }
    if (data.jails === void 0) {
      data.jails = {};
    }
    if (data.fleet === void 0) {
      data.fleet = {};
    }
    for (const key0 in data) {
      if (!func1.call(schema31.properties, key0)) {
        const err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31, data };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.$schema !== void 0) {
      let data0 = data.$schema;
      if (typeof data0 !== "string") {
        const err1 = { instancePath: instancePath + "/$schema", schemaPath: "#/properties/%24schema/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.$schema.type, parentSchema: schema31.properties.$schema, data: data0 };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    let data1 = data.tcp;
    if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
      if (data1.mode === void 0) {
        data1.mode = "connect";
      }
      if (data1.ports === void 0) {
        data1.ports = "1,11,15,19,23,79,111,135,139,445,512-515,540,635,1080,1433,1521,1524,2000,2323,2375,2376,3389,4899,5432,5555,5800,5900,5901,6379,6667,9200,11211,12345,12346,20034,27017,27374,31337,32771,32772,32773,32774,40421,49724,54320";
      }
      if (data1.below === void 0) {
        data1.below = 1024;
      }
      if (data1.exclude === void 0) {
        data1.exclude = "113,139";
      }
      if (data1.decoys === void 0) {
        data1.decoys = "";
      }
      for (const key1 in data1) {
        if (!(key1 === "mode" || key1 === "ports" || key1 === "below" || key1 === "exclude" || key1 === "decoys")) {
          const err2 = { instancePath: instancePath + "/tcp", schemaPath: "#/properties/tcp/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.tcp, data: data1 };
          if (vErrors === null) {
            vErrors = [err2];
          } else {
            vErrors.push(err2);
          }
          errors++;
        }
      }
      let data2 = data1.mode;
      if (!(data2 === "connect" || data2 === "stealth" || data2 === "advanced" || data2 === "off")) {
        const err3 = { instancePath: instancePath + "/tcp/mode", schemaPath: "#/properties/tcp/properties/mode/enum", keyword: "enum", params: { allowedValues: schema31.properties.tcp.properties.mode.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.tcp.properties.mode.enum, parentSchema: schema31.properties.tcp.properties.mode, data: data2 };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
      let data3 = data1.ports;
      if (typeof data3 === "string") {
        if (!pattern4.test(data3)) {
          const err4 = { instancePath: instancePath + "/tcp/ports", schemaPath: "#/properties/tcp/properties/ports/pattern", keyword: "pattern", params: { pattern: "^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$" }, message: 'must match pattern "^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$"', schema: "^\\s*(?:(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?)(?:,\\s*(?:unused\\s*|\\d+\\s*(?:-\\s*\\d+\\s*)?))*)?$", parentSchema: schema31.properties.tcp.properties.ports, data: data3 };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      } else {
        const err5 = { instancePath: instancePath + "/tcp/ports", schemaPath: "#/properties/tcp/properties/ports/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.tcp.properties.ports.type, parentSchema: schema31.properties.tcp.properties.ports, data: data3 };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
      let data4 = data1.below;
      if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
        const err6 = { instancePath: instancePath + "/tcp/below", schemaPath: "#/properties/tcp/properties/below/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.tcp.properties.below.type, parentSchema: schema31.properties.tcp.properties.below, data: data4 };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
      if (typeof data4 == "number" && isFinite(data4)) {
        if (data4 > 65536 || isNaN(data4)) {
          const err7 = { instancePath: instancePath + "/tcp/below", schemaPath: "#/properties/tcp/properties/below/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: schema31.properties.tcp.properties.below, data: data4 };
          if (vErrors === null) {
            vErrors = [err7];
          } else {
            vErrors.push(err7);
          }
          errors++;
        }
        if (data4 < 2 || isNaN(data4)) {
          const err8 = { instancePath: instancePath + "/tcp/below", schemaPath: "#/properties/tcp/properties/below/minimum", keyword: "minimum", params: { comparison: ">=", limit: 2 }, message: "must be >= 2", schema: 2, parentSchema: schema31.properties.tcp.properties.below, data: data4 };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
      }
      let data5 = data1.exclude;
      if (typeof data5 === "string") {
        if (!pattern5.test(data5)) {
          const err9 = { instancePath: instancePath + "/tcp/exclude", schemaPath: "#/properties/tcp/properties/exclude/pattern", keyword: "pattern", params: { pattern: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$" }, message: 'must match pattern "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$"', schema: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", parentSchema: schema31.properties.tcp.properties.exclude, data: data5 };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      } else {
        const err10 = { instancePath: instancePath + "/tcp/exclude", schemaPath: "#/properties/tcp/properties/exclude/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.tcp.properties.exclude.type, parentSchema: schema31.properties.tcp.properties.exclude, data: data5 };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
      let data6 = data1.decoys;
      if (typeof data6 === "string") {
        if (!pattern5.test(data6)) {
          const err11 = { instancePath: instancePath + "/tcp/decoys", schemaPath: "#/properties/tcp/properties/decoys/pattern", keyword: "pattern", params: { pattern: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$" }, message: 'must match pattern "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$"', schema: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", parentSchema: schema31.properties.tcp.properties.decoys, data: data6 };
          if (vErrors === null) {
            vErrors = [err11];
          } else {
            vErrors.push(err11);
          }
          errors++;
        }
      } else {
        const err12 = { instancePath: instancePath + "/tcp/decoys", schemaPath: "#/properties/tcp/properties/decoys/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.tcp.properties.decoys.type, parentSchema: schema31.properties.tcp.properties.decoys, data: data6 };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    } else {
      const err13 = { instancePath: instancePath + "/tcp", schemaPath: "#/properties/tcp/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.tcp.type, parentSchema: schema31.properties.tcp, data: data1 };
      if (vErrors === null) {
        vErrors = [err13];
      } else {
        vErrors.push(err13);
      }
      errors++;
    }
    let data7 = data.udp;
    if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
      if (data7.mode === void 0) {
        data7.mode = "connect";
      }
      if (data7.ports === void 0) {
        data7.ports = "1,7,9,19,69,111,161,162,513,635,640,641,700,1434,1900,11211,31335,31337,32770-32774,54321";
      }
      if (data7.below === void 0) {
        data7.below = 1024;
      }
      if (data7.exclude === void 0) {
        data7.exclude = "520,138,137,67";
      }
      if (data7.banner === void 0) {
        data7.banner = false;
      }
      for (const key2 in data7) {
        if (!(key2 === "mode" || key2 === "ports" || key2 === "below" || key2 === "exclude" || key2 === "banner")) {
          const err14 = { instancePath: instancePath + "/udp", schemaPath: "#/properties/udp/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.udp, data: data7 };
          if (vErrors === null) {
            vErrors = [err14];
          } else {
            vErrors.push(err14);
          }
          errors++;
        }
      }
      let data8 = data7.mode;
      if (!(data8 === "connect" || data8 === "stealth" || data8 === "advanced" || data8 === "off")) {
        const err15 = { instancePath: instancePath + "/udp/mode", schemaPath: "#/properties/udp/properties/mode/enum", keyword: "enum", params: { allowedValues: schema31.properties.udp.properties.mode.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.udp.properties.mode.enum, parentSchema: schema31.properties.udp.properties.mode, data: data8 };
        if (vErrors === null) {
          vErrors = [err15];
        } else {
          vErrors.push(err15);
        }
        errors++;
      }
      let data9 = data7.ports;
      if (typeof data9 === "string") {
        if (!pattern5.test(data9)) {
          const err16 = { instancePath: instancePath + "/udp/ports", schemaPath: "#/properties/udp/properties/ports/pattern", keyword: "pattern", params: { pattern: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$" }, message: 'must match pattern "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$"', schema: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", parentSchema: schema31.properties.udp.properties.ports, data: data9 };
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
      } else {
        const err17 = { instancePath: instancePath + "/udp/ports", schemaPath: "#/properties/udp/properties/ports/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.udp.properties.ports.type, parentSchema: schema31.properties.udp.properties.ports, data: data9 };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
      let data10 = data7.below;
      if (!(typeof data10 == "number" && (!(data10 % 1) && !isNaN(data10)) && isFinite(data10))) {
        const err18 = { instancePath: instancePath + "/udp/below", schemaPath: "#/properties/udp/properties/below/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.udp.properties.below.type, parentSchema: schema31.properties.udp.properties.below, data: data10 };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 65536 || isNaN(data10)) {
          const err19 = { instancePath: instancePath + "/udp/below", schemaPath: "#/properties/udp/properties/below/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: schema31.properties.udp.properties.below, data: data10 };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
        if (data10 < 2 || isNaN(data10)) {
          const err20 = { instancePath: instancePath + "/udp/below", schemaPath: "#/properties/udp/properties/below/minimum", keyword: "minimum", params: { comparison: ">=", limit: 2 }, message: "must be >= 2", schema: 2, parentSchema: schema31.properties.udp.properties.below, data: data10 };
          if (vErrors === null) {
            vErrors = [err20];
          } else {
            vErrors.push(err20);
          }
          errors++;
        }
      }
      let data11 = data7.exclude;
      if (typeof data11 === "string") {
        if (!pattern5.test(data11)) {
          const err21 = { instancePath: instancePath + "/udp/exclude", schemaPath: "#/properties/udp/properties/exclude/pattern", keyword: "pattern", params: { pattern: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$" }, message: 'must match pattern "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$"', schema: "^\\s*(?:\\d+\\s*(?:-\\s*\\d+\\s*)?(?:,\\s*\\d+\\s*(?:-\\s*\\d+\\s*)?)*)?$", parentSchema: schema31.properties.udp.properties.exclude, data: data11 };
          if (vErrors === null) {
            vErrors = [err21];
          } else {
            vErrors.push(err21);
          }
          errors++;
        }
      } else {
        const err22 = { instancePath: instancePath + "/udp/exclude", schemaPath: "#/properties/udp/properties/exclude/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.udp.properties.exclude.type, parentSchema: schema31.properties.udp.properties.exclude, data: data11 };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
      let data12 = data7.banner;
      if (typeof data12 !== "boolean") {
        const err23 = { instancePath: instancePath + "/udp/banner", schemaPath: "#/properties/udp/properties/banner/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.udp.properties.banner.type, parentSchema: schema31.properties.udp.properties.banner, data: data12 };
        if (vErrors === null) {
          vErrors = [err23];
        } else {
          vErrors.push(err23);
        }
        errors++;
      }
    } else {
      const err24 = { instancePath: instancePath + "/udp", schemaPath: "#/properties/udp/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.udp.type, parentSchema: schema31.properties.udp, data: data7 };
      if (vErrors === null) {
        vErrors = [err24];
      } else {
        vErrors.push(err24);
      }
      errors++;
    }
    let data13 = data.interfaces;
    if (Array.isArray(data13)) {
      const len0 = data13.length;
      for (let i0 = 0; i0 < len0; i0++) {
        let data14 = data13[i0];
        if (typeof data14 === "string") {
          if (!pattern9.test(data14)) {
            const err25 = { instancePath: instancePath + "/interfaces/" + i0, schemaPath: "#/properties/interfaces/items/pattern", keyword: "pattern", params: { pattern: "^(?:\\*|[^\\s/:*]{1,15})$" }, message: 'must match pattern "^(?:\\*|[^\\s/:*]{1,15})$"', schema: "^(?:\\*|[^\\s/:*]{1,15})$", parentSchema: schema31.properties.interfaces.items, data: data14 };
            if (vErrors === null) {
              vErrors = [err25];
            } else {
              vErrors.push(err25);
            }
            errors++;
          }
        } else {
          const err26 = { instancePath: instancePath + "/interfaces/" + i0, schemaPath: "#/properties/interfaces/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.interfaces.items.type, parentSchema: schema31.properties.interfaces.items, data: data14 };
          if (vErrors === null) {
            vErrors = [err26];
          } else {
            vErrors.push(err26);
          }
          errors++;
        }
      }
    } else {
      const err27 = { instancePath: instancePath + "/interfaces", schemaPath: "#/properties/interfaces/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.interfaces.type, parentSchema: schema31.properties.interfaces, data: data13 };
      if (vErrors === null) {
        vErrors = [err27];
      } else {
        vErrors.push(err27);
      }
      errors++;
    }
    let data15 = data.banner;
    if (typeof data15 !== "string") {
      const err28 = { instancePath: instancePath + "/banner", schemaPath: "#/properties/banner/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.banner.type, parentSchema: schema31.properties.banner, data: data15 };
      if (vErrors === null) {
        vErrors = [err28];
      } else {
        vErrors.push(err28);
      }
      errors++;
    }
    let data16 = data.user;
    if (typeof data16 === "string") {
      if (!pattern10.test(data16)) {
        const err29 = { instancePath: instancePath + "/user", schemaPath: "#/properties/user/pattern", keyword: "pattern", params: { pattern: "^(?:[a-z_][a-z0-9_.-]{0,31})?$" }, message: 'must match pattern "^(?:[a-z_][a-z0-9_.-]{0,31})?$"', schema: "^(?:[a-z_][a-z0-9_.-]{0,31})?$", parentSchema: schema31.properties.user, data: data16 };
        if (vErrors === null) {
          vErrors = [err29];
        } else {
          vErrors.push(err29);
        }
        errors++;
      }
    } else {
      const err30 = { instancePath: instancePath + "/user", schemaPath: "#/properties/user/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.user.type, parentSchema: schema31.properties.user, data: data16 };
      if (vErrors === null) {
        vErrors = [err30];
      } else {
        vErrors.push(err30);
      }
      errors++;
    }
    let data17 = data.ignore;
    if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
      if (data17.addresses === void 0) {
        data17.addresses = ["127.0.0.0/8", "::1"];
      }
      if (data17.files === void 0) {
        data17.files = ["/etc/portjail/ignore"];
      }
      if (data17.protect === void 0) {
        data17.protect = ["own", "gateways", "resolvers", "ssh", "fail2ban", "time", "dhcp", "metadata", "connected"];
      }
      for (const key3 in data17) {
        if (!(key3 === "addresses" || key3 === "files" || key3 === "protect")) {
          const err31 = { instancePath: instancePath + "/ignore", schemaPath: "#/properties/ignore/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key3 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.ignore, data: data17 };
          if (vErrors === null) {
            vErrors = [err31];
          } else {
            vErrors.push(err31);
          }
          errors++;
        }
      }
      let data18 = data17.addresses;
      if (Array.isArray(data18)) {
        const len1 = data18.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data19 = data18[i1];
          if (typeof data19 === "string") {
            if (!pattern11.test(data19)) {
              const err32 = { instancePath: instancePath + "/ignore/addresses/" + i1, schemaPath: "#/properties/ignore/properties/addresses/items/pattern", keyword: "pattern", params: { pattern: "^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$" }, message: 'must match pattern "^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$"', schema: "^[0-9A-Fa-f:.]+(?:/\\d{1,3})?$", parentSchema: schema31.properties.ignore.properties.addresses.items, data: data19 };
              if (vErrors === null) {
                vErrors = [err32];
              } else {
                vErrors.push(err32);
              }
              errors++;
            }
          } else {
            const err33 = { instancePath: instancePath + "/ignore/addresses/" + i1, schemaPath: "#/properties/ignore/properties/addresses/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.ignore.properties.addresses.items.type, parentSchema: schema31.properties.ignore.properties.addresses.items, data: data19 };
            if (vErrors === null) {
              vErrors = [err33];
            } else {
              vErrors.push(err33);
            }
            errors++;
          }
        }
      } else {
        const err34 = { instancePath: instancePath + "/ignore/addresses", schemaPath: "#/properties/ignore/properties/addresses/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.ignore.properties.addresses.type, parentSchema: schema31.properties.ignore.properties.addresses, data: data18 };
        if (vErrors === null) {
          vErrors = [err34];
        } else {
          vErrors.push(err34);
        }
        errors++;
      }
      let data20 = data17.files;
      if (Array.isArray(data20)) {
        const len2 = data20.length;
        for (let i2 = 0; i2 < len2; i2++) {
          let data21 = data20[i2];
          if (typeof data21 === "string") {
            if (!pattern12.test(data21)) {
              const err35 = { instancePath: instancePath + "/ignore/files/" + i2, schemaPath: "#/properties/ignore/properties/files/items/pattern", keyword: "pattern", params: { pattern: "^/." }, message: 'must match pattern "^/."', schema: "^/.", parentSchema: schema31.properties.ignore.properties.files.items, data: data21 };
              if (vErrors === null) {
                vErrors = [err35];
              } else {
                vErrors.push(err35);
              }
              errors++;
            }
          } else {
            const err36 = { instancePath: instancePath + "/ignore/files/" + i2, schemaPath: "#/properties/ignore/properties/files/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.ignore.properties.files.items.type, parentSchema: schema31.properties.ignore.properties.files.items, data: data21 };
            if (vErrors === null) {
              vErrors = [err36];
            } else {
              vErrors.push(err36);
            }
            errors++;
          }
        }
      } else {
        const err37 = { instancePath: instancePath + "/ignore/files", schemaPath: "#/properties/ignore/properties/files/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.ignore.properties.files.type, parentSchema: schema31.properties.ignore.properties.files, data: data20 };
        if (vErrors === null) {
          vErrors = [err37];
        } else {
          vErrors.push(err37);
        }
        errors++;
      }
      let data22 = data17.protect;
      if (Array.isArray(data22)) {
        const len3 = data22.length;
        for (let i3 = 0; i3 < len3; i3++) {
          let data23 = data22[i3];
          if (!(data23 === "own" || data23 === "gateways" || data23 === "resolvers" || data23 === "ssh" || data23 === "fail2ban" || data23 === "time" || data23 === "dhcp" || data23 === "metadata" || data23 === "connected")) {
            const err38 = { instancePath: instancePath + "/ignore/protect/" + i3, schemaPath: "#/properties/ignore/properties/protect/items/enum", keyword: "enum", params: { allowedValues: schema31.properties.ignore.properties.protect.items.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.ignore.properties.protect.items.enum, parentSchema: schema31.properties.ignore.properties.protect.items, data: data23 };
            if (vErrors === null) {
              vErrors = [err38];
            } else {
              vErrors.push(err38);
            }
            errors++;
          }
        }
      } else {
        const err39 = { instancePath: instancePath + "/ignore/protect", schemaPath: "#/properties/ignore/properties/protect/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.ignore.properties.protect.type, parentSchema: schema31.properties.ignore.properties.protect, data: data22 };
        if (vErrors === null) {
          vErrors = [err39];
        } else {
          vErrors.push(err39);
        }
        errors++;
      }
    } else {
      const err40 = { instancePath: instancePath + "/ignore", schemaPath: "#/properties/ignore/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.ignore.type, parentSchema: schema31.properties.ignore, data: data17 };
      if (vErrors === null) {
        vErrors = [err40];
      } else {
        vErrors.push(err40);
      }
      errors++;
    }
    let data24 = data.trigger;
    if (data24 && typeof data24 == "object" && !Array.isArray(data24)) {
      if (data24.handshake === void 0) {
        data24.handshake = 1;
      }
      if (data24.packet === void 0) {
        data24.packet = 4;
      }
      if (data24.window === void 0) {
        data24.window = "10m";
      }
      if (data24.ipv6Prefix === void 0) {
        data24.ipv6Prefix = 0;
      }
      if (data24.ipv4Prefix === void 0) {
        data24.ipv4Prefix = 0;
      }
      if (data24.translators === void 0) {
        data24.translators = ["64:ff9b::/96", "64:ff9b:1::/48", "2001::/32"];
      }
      for (const key4 in data24) {
        if (!(key4 === "handshake" || key4 === "packet" || key4 === "window" || key4 === "ipv6Prefix" || key4 === "ipv4Prefix" || key4 === "translators")) {
          const err41 = { instancePath: instancePath + "/trigger", schemaPath: "#/properties/trigger/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key4 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.trigger, data: data24 };
          if (vErrors === null) {
            vErrors = [err41];
          } else {
            vErrors.push(err41);
          }
          errors++;
        }
      }
      let data25 = data24.handshake;
      if (!(typeof data25 == "number" && (!(data25 % 1) && !isNaN(data25)) && isFinite(data25))) {
        const err42 = { instancePath: instancePath + "/trigger/handshake", schemaPath: "#/properties/trigger/properties/handshake/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.trigger.properties.handshake.type, parentSchema: schema31.properties.trigger.properties.handshake, data: data25 };
        if (vErrors === null) {
          vErrors = [err42];
        } else {
          vErrors.push(err42);
        }
        errors++;
      }
      if (typeof data25 == "number" && isFinite(data25)) {
        if (data25 > 1e3 || isNaN(data25)) {
          const err43 = { instancePath: instancePath + "/trigger/handshake", schemaPath: "#/properties/trigger/properties/handshake/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e3 }, message: "must be <= 1000", schema: 1e3, parentSchema: schema31.properties.trigger.properties.handshake, data: data25 };
          if (vErrors === null) {
            vErrors = [err43];
          } else {
            vErrors.push(err43);
          }
          errors++;
        }
        if (data25 < 1 || isNaN(data25)) {
          const err44 = { instancePath: instancePath + "/trigger/handshake", schemaPath: "#/properties/trigger/properties/handshake/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.trigger.properties.handshake, data: data25 };
          if (vErrors === null) {
            vErrors = [err44];
          } else {
            vErrors.push(err44);
          }
          errors++;
        }
      }
      let data26 = data24.packet;
      if (!(typeof data26 == "number" && (!(data26 % 1) && !isNaN(data26)) && isFinite(data26))) {
        const err45 = { instancePath: instancePath + "/trigger/packet", schemaPath: "#/properties/trigger/properties/packet/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.trigger.properties.packet.type, parentSchema: schema31.properties.trigger.properties.packet, data: data26 };
        if (vErrors === null) {
          vErrors = [err45];
        } else {
          vErrors.push(err45);
        }
        errors++;
      }
      if (typeof data26 == "number" && isFinite(data26)) {
        if (data26 > 1e3 || isNaN(data26)) {
          const err46 = { instancePath: instancePath + "/trigger/packet", schemaPath: "#/properties/trigger/properties/packet/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e3 }, message: "must be <= 1000", schema: 1e3, parentSchema: schema31.properties.trigger.properties.packet, data: data26 };
          if (vErrors === null) {
            vErrors = [err46];
          } else {
            vErrors.push(err46);
          }
          errors++;
        }
        if (data26 < 1 || isNaN(data26)) {
          const err47 = { instancePath: instancePath + "/trigger/packet", schemaPath: "#/properties/trigger/properties/packet/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.trigger.properties.packet, data: data26 };
          if (vErrors === null) {
            vErrors = [err47];
          } else {
            vErrors.push(err47);
          }
          errors++;
        }
      }
      let data27 = data24.window;
      if (typeof data27 === "string") {
        if (!pattern13.test(data27)) {
          const err48 = { instancePath: instancePath + "/trigger/window", schemaPath: "#/properties/trigger/properties/window/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.trigger.properties.window, data: data27 };
          if (vErrors === null) {
            vErrors = [err48];
          } else {
            vErrors.push(err48);
          }
          errors++;
        }
      } else {
        const err49 = { instancePath: instancePath + "/trigger/window", schemaPath: "#/properties/trigger/properties/window/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.trigger.properties.window.type, parentSchema: schema31.properties.trigger.properties.window, data: data27 };
        if (vErrors === null) {
          vErrors = [err49];
        } else {
          vErrors.push(err49);
        }
        errors++;
      }
      let data28 = data24.ipv6Prefix;
      if (!(typeof data28 == "number" && (!(data28 % 1) && !isNaN(data28)) && isFinite(data28))) {
        const err50 = { instancePath: instancePath + "/trigger/ipv6Prefix", schemaPath: "#/properties/trigger/properties/ipv6Prefix/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.trigger.properties.ipv6Prefix.type, parentSchema: schema31.properties.trigger.properties.ipv6Prefix, data: data28 };
        if (vErrors === null) {
          vErrors = [err50];
        } else {
          vErrors.push(err50);
        }
        errors++;
      }
      if (typeof data28 == "number" && isFinite(data28)) {
        if (data28 > 127 || isNaN(data28)) {
          const err51 = { instancePath: instancePath + "/trigger/ipv6Prefix", schemaPath: "#/properties/trigger/properties/ipv6Prefix/maximum", keyword: "maximum", params: { comparison: "<=", limit: 127 }, message: "must be <= 127", schema: 127, parentSchema: schema31.properties.trigger.properties.ipv6Prefix, data: data28 };
          if (vErrors === null) {
            vErrors = [err51];
          } else {
            vErrors.push(err51);
          }
          errors++;
        }
        if (data28 < 0 || isNaN(data28)) {
          const err52 = { instancePath: instancePath + "/trigger/ipv6Prefix", schemaPath: "#/properties/trigger/properties/ipv6Prefix/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema31.properties.trigger.properties.ipv6Prefix, data: data28 };
          if (vErrors === null) {
            vErrors = [err52];
          } else {
            vErrors.push(err52);
          }
          errors++;
        }
      }
      let data29 = data24.ipv4Prefix;
      if (!(typeof data29 == "number" && (!(data29 % 1) && !isNaN(data29)) && isFinite(data29))) {
        const err53 = { instancePath: instancePath + "/trigger/ipv4Prefix", schemaPath: "#/properties/trigger/properties/ipv4Prefix/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.trigger.properties.ipv4Prefix.type, parentSchema: schema31.properties.trigger.properties.ipv4Prefix, data: data29 };
        if (vErrors === null) {
          vErrors = [err53];
        } else {
          vErrors.push(err53);
        }
        errors++;
      }
      if (typeof data29 == "number" && isFinite(data29)) {
        if (data29 > 31 || isNaN(data29)) {
          const err54 = { instancePath: instancePath + "/trigger/ipv4Prefix", schemaPath: "#/properties/trigger/properties/ipv4Prefix/maximum", keyword: "maximum", params: { comparison: "<=", limit: 31 }, message: "must be <= 31", schema: 31, parentSchema: schema31.properties.trigger.properties.ipv4Prefix, data: data29 };
          if (vErrors === null) {
            vErrors = [err54];
          } else {
            vErrors.push(err54);
          }
          errors++;
        }
        if (data29 < 0 || isNaN(data29)) {
          const err55 = { instancePath: instancePath + "/trigger/ipv4Prefix", schemaPath: "#/properties/trigger/properties/ipv4Prefix/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: schema31.properties.trigger.properties.ipv4Prefix, data: data29 };
          if (vErrors === null) {
            vErrors = [err55];
          } else {
            vErrors.push(err55);
          }
          errors++;
        }
      }
      let data30 = data24.translators;
      if (Array.isArray(data30)) {
        const len4 = data30.length;
        for (let i4 = 0; i4 < len4; i4++) {
          let data31 = data30[i4];
          if (typeof data31 === "string") {
            if (!pattern14.test(data31)) {
              const err56 = { instancePath: instancePath + "/trigger/translators/" + i4, schemaPath: "#/properties/trigger/properties/translators/items/pattern", keyword: "pattern", params: { pattern: "^[0-9A-Fa-f:.]+/\\d{1,3}$" }, message: 'must match pattern "^[0-9A-Fa-f:.]+/\\d{1,3}$"', schema: "^[0-9A-Fa-f:.]+/\\d{1,3}$", parentSchema: schema31.properties.trigger.properties.translators.items, data: data31 };
              if (vErrors === null) {
                vErrors = [err56];
              } else {
                vErrors.push(err56);
              }
              errors++;
            }
          } else {
            const err57 = { instancePath: instancePath + "/trigger/translators/" + i4, schemaPath: "#/properties/trigger/properties/translators/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.trigger.properties.translators.items.type, parentSchema: schema31.properties.trigger.properties.translators.items, data: data31 };
            if (vErrors === null) {
              vErrors = [err57];
            } else {
              vErrors.push(err57);
            }
            errors++;
          }
        }
      } else {
        const err58 = { instancePath: instancePath + "/trigger/translators", schemaPath: "#/properties/trigger/properties/translators/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.trigger.properties.translators.type, parentSchema: schema31.properties.trigger.properties.translators, data: data30 };
        if (vErrors === null) {
          vErrors = [err58];
        } else {
          vErrors.push(err58);
        }
        errors++;
      }
    } else {
      const err59 = { instancePath: instancePath + "/trigger", schemaPath: "#/properties/trigger/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.trigger.type, parentSchema: schema31.properties.trigger, data: data24 };
      if (vErrors === null) {
        vErrors = [err59];
      } else {
        vErrors.push(err59);
      }
      errors++;
    }
    let data32 = data.log;
    if (data32 && typeof data32 == "object" && !Array.isArray(data32)) {
      if (data32.file === void 0) {
        data32.file = "/var/log/portjail/portsentry.log";
      }
      if (data32.target === void 0) {
        data32.target = "file";
      }
      if (data32.format === void 0) {
        data32.format = "portjail";
      }
      if (data32.history === void 0) {
        data32.history = "";
      }
      if (data32.historyUnverified === void 0) {
        data32.historyUnverified = false;
      }
      if (data32.seen === void 0) {
        data32.seen = ["below-trigger", "protected", "ignored", "distributed", "lan"];
      }
      for (const key5 in data32) {
        if (!(key5 === "file" || key5 === "target" || key5 === "format" || key5 === "history" || key5 === "historyUnverified" || key5 === "seen")) {
          const err60 = { instancePath: instancePath + "/log", schemaPath: "#/properties/log/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key5 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.log, data: data32 };
          if (vErrors === null) {
            vErrors = [err60];
          } else {
            vErrors.push(err60);
          }
          errors++;
        }
      }
      let data33 = data32.file;
      if (typeof data33 === "string") {
        if (!pattern15.test(data33)) {
          const err61 = { instancePath: instancePath + "/log/file", schemaPath: "#/properties/log/properties/file/pattern", keyword: "pattern", params: { pattern: `^/[^\\s*?\\[\\]{}<>,"'\\\\]*$` }, message: `must match pattern "^/[^\\s*?\\[\\]{}<>,"'\\\\]*$"`, schema: `^/[^\\s*?\\[\\]{}<>,"'\\\\]*$`, parentSchema: schema31.properties.log.properties.file, data: data33 };
          if (vErrors === null) {
            vErrors = [err61];
          } else {
            vErrors.push(err61);
          }
          errors++;
        }
      } else {
        const err62 = { instancePath: instancePath + "/log/file", schemaPath: "#/properties/log/properties/file/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.log.properties.file.type, parentSchema: schema31.properties.log.properties.file, data: data33 };
        if (vErrors === null) {
          vErrors = [err62];
        } else {
          vErrors.push(err62);
        }
        errors++;
      }
      let data34 = data32.target;
      if (!(data34 === "file" || data34 === "journal")) {
        const err63 = { instancePath: instancePath + "/log/target", schemaPath: "#/properties/log/properties/target/enum", keyword: "enum", params: { allowedValues: schema31.properties.log.properties.target.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.log.properties.target.enum, parentSchema: schema31.properties.log.properties.target, data: data34 };
        if (vErrors === null) {
          vErrors = [err63];
        } else {
          vErrors.push(err63);
        }
        errors++;
      }
      let data35 = data32.format;
      if (!(data35 === "portjail" || data35 === "portsentry-2")) {
        const err64 = { instancePath: instancePath + "/log/format", schemaPath: "#/properties/log/properties/format/enum", keyword: "enum", params: { allowedValues: schema31.properties.log.properties.format.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.log.properties.format.enum, parentSchema: schema31.properties.log.properties.format, data: data35 };
        if (vErrors === null) {
          vErrors = [err64];
        } else {
          vErrors.push(err64);
        }
        errors++;
      }
      let data36 = data32.history;
      if (typeof data36 === "string") {
        if (!pattern16.test(data36)) {
          const err65 = { instancePath: instancePath + "/log/history", schemaPath: "#/properties/log/properties/history/pattern", keyword: "pattern", params: { pattern: `^(?:/[^\\s*?\\[\\]{}<>,"'\\\\]*)?$` }, message: `must match pattern "^(?:/[^\\s*?\\[\\]{}<>,"'\\\\]*)?$"`, schema: `^(?:/[^\\s*?\\[\\]{}<>,"'\\\\]*)?$`, parentSchema: schema31.properties.log.properties.history, data: data36 };
          if (vErrors === null) {
            vErrors = [err65];
          } else {
            vErrors.push(err65);
          }
          errors++;
        }
      } else {
        const err66 = { instancePath: instancePath + "/log/history", schemaPath: "#/properties/log/properties/history/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.log.properties.history.type, parentSchema: schema31.properties.log.properties.history, data: data36 };
        if (vErrors === null) {
          vErrors = [err66];
        } else {
          vErrors.push(err66);
        }
        errors++;
      }
      let data37 = data32.historyUnverified;
      if (typeof data37 !== "boolean") {
        const err67 = { instancePath: instancePath + "/log/historyUnverified", schemaPath: "#/properties/log/properties/historyUnverified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.log.properties.historyUnverified.type, parentSchema: schema31.properties.log.properties.historyUnverified, data: data37 };
        if (vErrors === null) {
          vErrors = [err67];
        } else {
          vErrors.push(err67);
        }
        errors++;
      }
      let data38 = data32.seen;
      if (Array.isArray(data38)) {
        const len5 = data38.length;
        for (let i5 = 0; i5 < len5; i5++) {
          let data39 = data38[i5];
          if (!(data39 === "below-trigger" || data39 === "protected" || data39 === "ignored" || data39 === "distributed" || data39 === "lan")) {
            const err68 = { instancePath: instancePath + "/log/seen/" + i5, schemaPath: "#/properties/log/properties/seen/items/enum", keyword: "enum", params: { allowedValues: schema31.properties.log.properties.seen.items.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.log.properties.seen.items.enum, parentSchema: schema31.properties.log.properties.seen.items, data: data39 };
            if (vErrors === null) {
              vErrors = [err68];
            } else {
              vErrors.push(err68);
            }
            errors++;
          }
        }
      } else {
        const err69 = { instancePath: instancePath + "/log/seen", schemaPath: "#/properties/log/properties/seen/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.log.properties.seen.type, parentSchema: schema31.properties.log.properties.seen, data: data38 };
        if (vErrors === null) {
          vErrors = [err69];
        } else {
          vErrors.push(err69);
        }
        errors++;
      }
    } else {
      const err70 = { instancePath: instancePath + "/log", schemaPath: "#/properties/log/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.log.type, parentSchema: schema31.properties.log, data: data32 };
      if (vErrors === null) {
        vErrors = [err70];
      } else {
        vErrors.push(err70);
      }
      errors++;
    }
    let data40 = data.jails;
    if (data40 && typeof data40 == "object" && !Array.isArray(data40)) {
      if (data40.banaction === void 0) {
        data40.banaction = "auto";
      }
      if (data40.portsentry === void 0) {
        data40.portsentry = {};
      }
      if (data40.unverified === void 0) {
        data40.unverified = {};
      }
      if (data40.prefix === void 0) {
        data40.prefix = {};
      }
      if (data40.recidive === void 0) {
        data40.recidive = {};
      }
      if (data40.fleet === void 0) {
        data40.fleet = {};
      }
      if (data40.run === void 0) {
        data40.run = {};
      }
      for (const key6 in data40) {
        if (!(key6 === "banaction" || key6 === "portsentry" || key6 === "unverified" || key6 === "prefix" || key6 === "recidive" || key6 === "fleet" || key6 === "run")) {
          const err71 = { instancePath: instancePath + "/jails", schemaPath: "#/properties/jails/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key6 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails, data: data40 };
          if (vErrors === null) {
            vErrors = [err71];
          } else {
            vErrors.push(err71);
          }
          errors++;
        }
      }
      let data41 = data40.banaction;
      if (typeof data41 === "string") {
        if (!pattern17.test(data41)) {
          const err72 = { instancePath: instancePath + "/jails/banaction", schemaPath: "#/properties/jails/properties/banaction/pattern", keyword: "pattern", params: { pattern: "^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$" }, message: 'must match pattern "^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$"', schema: "^(?:auto|[A-Za-z][A-Za-z0-9_-]*(?:\\[[^\\r\\n\\[\\]]*\\])?)$", parentSchema: schema31.properties.jails.properties.banaction, data: data41 };
          if (vErrors === null) {
            vErrors = [err72];
          } else {
            vErrors.push(err72);
          }
          errors++;
        }
      } else {
        const err73 = { instancePath: instancePath + "/jails/banaction", schemaPath: "#/properties/jails/properties/banaction/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.banaction.type, parentSchema: schema31.properties.jails.properties.banaction, data: data41 };
        if (vErrors === null) {
          vErrors = [err73];
        } else {
          vErrors.push(err73);
        }
        errors++;
      }
      let data42 = data40.portsentry;
      if (data42 && typeof data42 == "object" && !Array.isArray(data42)) {
        if (data42.enabled === void 0) {
          data42.enabled = true;
        }
        if (data42.maxretry === void 0) {
          data42.maxretry = 1;
        }
        if (data42.findtime === void 0) {
          data42.findtime = "10m";
        }
        if (data42.bantime === void 0) {
          data42.bantime = "1h";
        }
        if (data42.increment === void 0) {
          data42.increment = true;
        }
        if (data42.maxtime === void 0) {
          data42.maxtime = "5w";
        }
        for (const key7 in data42) {
          if (!(key7 === "enabled" || key7 === "maxretry" || key7 === "findtime" || key7 === "bantime" || key7 === "increment" || key7 === "maxtime")) {
            const err74 = { instancePath: instancePath + "/jails/portsentry", schemaPath: "#/properties/jails/properties/portsentry/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key7 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.portsentry, data: data42 };
            if (vErrors === null) {
              vErrors = [err74];
            } else {
              vErrors.push(err74);
            }
            errors++;
          }
        }
        let data43 = data42.enabled;
        if (typeof data43 !== "boolean") {
          const err75 = { instancePath: instancePath + "/jails/portsentry/enabled", schemaPath: "#/properties/jails/properties/portsentry/properties/enabled/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.jails.properties.portsentry.properties.enabled.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.enabled, data: data43 };
          if (vErrors === null) {
            vErrors = [err75];
          } else {
            vErrors.push(err75);
          }
          errors++;
        }
        let data44 = data42.maxretry;
        if (!(typeof data44 == "number" && (!(data44 % 1) && !isNaN(data44)) && isFinite(data44))) {
          const err76 = { instancePath: instancePath + "/jails/portsentry/maxretry", schemaPath: "#/properties/jails/properties/portsentry/properties/maxretry/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.jails.properties.portsentry.properties.maxretry.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.maxretry, data: data44 };
          if (vErrors === null) {
            vErrors = [err76];
          } else {
            vErrors.push(err76);
          }
          errors++;
        }
        if (typeof data44 == "number" && isFinite(data44)) {
          if (data44 > 1e4 || isNaN(data44)) {
            const err77 = { instancePath: instancePath + "/jails/portsentry/maxretry", schemaPath: "#/properties/jails/properties/portsentry/properties/maxretry/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: schema31.properties.jails.properties.portsentry.properties.maxretry, data: data44 };
            if (vErrors === null) {
              vErrors = [err77];
            } else {
              vErrors.push(err77);
            }
            errors++;
          }
          if (data44 < 1 || isNaN(data44)) {
            const err78 = { instancePath: instancePath + "/jails/portsentry/maxretry", schemaPath: "#/properties/jails/properties/portsentry/properties/maxretry/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.jails.properties.portsentry.properties.maxretry, data: data44 };
            if (vErrors === null) {
              vErrors = [err78];
            } else {
              vErrors.push(err78);
            }
            errors++;
          }
        }
        let data45 = data42.findtime;
        if (typeof data45 === "string") {
          if (!pattern13.test(data45)) {
            const err79 = { instancePath: instancePath + "/jails/portsentry/findtime", schemaPath: "#/properties/jails/properties/portsentry/properties/findtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.portsentry.properties.findtime, data: data45 };
            if (vErrors === null) {
              vErrors = [err79];
            } else {
              vErrors.push(err79);
            }
            errors++;
          }
        } else {
          const err80 = { instancePath: instancePath + "/jails/portsentry/findtime", schemaPath: "#/properties/jails/properties/portsentry/properties/findtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.portsentry.properties.findtime.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.findtime, data: data45 };
          if (vErrors === null) {
            vErrors = [err80];
          } else {
            vErrors.push(err80);
          }
          errors++;
        }
        let data46 = data42.bantime;
        if (typeof data46 === "string") {
          if (!pattern19.test(data46)) {
            const err81 = { instancePath: instancePath + "/jails/portsentry/bantime", schemaPath: "#/properties/jails/properties/portsentry/properties/bantime/pattern", keyword: "pattern", params: { pattern: "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$" }, message: 'must match pattern "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$"', schema: "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$", parentSchema: schema31.properties.jails.properties.portsentry.properties.bantime, data: data46 };
            if (vErrors === null) {
              vErrors = [err81];
            } else {
              vErrors.push(err81);
            }
            errors++;
          }
        } else {
          const err82 = { instancePath: instancePath + "/jails/portsentry/bantime", schemaPath: "#/properties/jails/properties/portsentry/properties/bantime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.portsentry.properties.bantime.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.bantime, data: data46 };
          if (vErrors === null) {
            vErrors = [err82];
          } else {
            vErrors.push(err82);
          }
          errors++;
        }
        let data47 = data42.increment;
        if (typeof data47 !== "boolean") {
          const err83 = { instancePath: instancePath + "/jails/portsentry/increment", schemaPath: "#/properties/jails/properties/portsentry/properties/increment/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.jails.properties.portsentry.properties.increment.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.increment, data: data47 };
          if (vErrors === null) {
            vErrors = [err83];
          } else {
            vErrors.push(err83);
          }
          errors++;
        }
        let data48 = data42.maxtime;
        if (typeof data48 === "string") {
          if (!pattern13.test(data48)) {
            const err84 = { instancePath: instancePath + "/jails/portsentry/maxtime", schemaPath: "#/properties/jails/properties/portsentry/properties/maxtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.portsentry.properties.maxtime, data: data48 };
            if (vErrors === null) {
              vErrors = [err84];
            } else {
              vErrors.push(err84);
            }
            errors++;
          }
        } else {
          const err85 = { instancePath: instancePath + "/jails/portsentry/maxtime", schemaPath: "#/properties/jails/properties/portsentry/properties/maxtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.portsentry.properties.maxtime.type, parentSchema: schema31.properties.jails.properties.portsentry.properties.maxtime, data: data48 };
          if (vErrors === null) {
            vErrors = [err85];
          } else {
            vErrors.push(err85);
          }
          errors++;
        }
      } else {
        const err86 = { instancePath: instancePath + "/jails/portsentry", schemaPath: "#/properties/jails/properties/portsentry/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.portsentry.type, parentSchema: schema31.properties.jails.properties.portsentry, data: data42 };
        if (vErrors === null) {
          vErrors = [err86];
        } else {
          vErrors.push(err86);
        }
        errors++;
      }
      let data49 = data40.unverified;
      if (data49 && typeof data49 == "object" && !Array.isArray(data49)) {
        if (data49.enabled === void 0) {
          data49.enabled = "auto";
        }
        if (data49.maxretry === void 0) {
          data49.maxretry = 1;
        }
        if (data49.findtime === void 0) {
          data49.findtime = "10m";
        }
        if (data49.bantime === void 0) {
          data49.bantime = "10m";
        }
        for (const key8 in data49) {
          if (!(key8 === "enabled" || key8 === "maxretry" || key8 === "findtime" || key8 === "bantime")) {
            const err87 = { instancePath: instancePath + "/jails/unverified", schemaPath: "#/properties/jails/properties/unverified/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key8 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.unverified, data: data49 };
            if (vErrors === null) {
              vErrors = [err87];
            } else {
              vErrors.push(err87);
            }
            errors++;
          }
        }
        let data50 = data49.enabled;
        if (!(data50 === true || data50 === false || data50 === "auto")) {
          const err88 = { instancePath: instancePath + "/jails/unverified/enabled", schemaPath: "#/properties/jails/properties/unverified/properties/enabled/enum", keyword: "enum", params: { allowedValues: schema31.properties.jails.properties.unverified.properties.enabled.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.jails.properties.unverified.properties.enabled.enum, parentSchema: schema31.properties.jails.properties.unverified.properties.enabled, data: data50 };
          if (vErrors === null) {
            vErrors = [err88];
          } else {
            vErrors.push(err88);
          }
          errors++;
        }
        let data51 = data49.maxretry;
        if (!(typeof data51 == "number" && (!(data51 % 1) && !isNaN(data51)) && isFinite(data51))) {
          const err89 = { instancePath: instancePath + "/jails/unverified/maxretry", schemaPath: "#/properties/jails/properties/unverified/properties/maxretry/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.jails.properties.unverified.properties.maxretry.type, parentSchema: schema31.properties.jails.properties.unverified.properties.maxretry, data: data51 };
          if (vErrors === null) {
            vErrors = [err89];
          } else {
            vErrors.push(err89);
          }
          errors++;
        }
        if (typeof data51 == "number" && isFinite(data51)) {
          if (data51 > 1e4 || isNaN(data51)) {
            const err90 = { instancePath: instancePath + "/jails/unverified/maxretry", schemaPath: "#/properties/jails/properties/unverified/properties/maxretry/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: schema31.properties.jails.properties.unverified.properties.maxretry, data: data51 };
            if (vErrors === null) {
              vErrors = [err90];
            } else {
              vErrors.push(err90);
            }
            errors++;
          }
          if (data51 < 1 || isNaN(data51)) {
            const err91 = { instancePath: instancePath + "/jails/unverified/maxretry", schemaPath: "#/properties/jails/properties/unverified/properties/maxretry/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.jails.properties.unverified.properties.maxretry, data: data51 };
            if (vErrors === null) {
              vErrors = [err91];
            } else {
              vErrors.push(err91);
            }
            errors++;
          }
        }
        let data52 = data49.findtime;
        if (typeof data52 === "string") {
          if (!pattern13.test(data52)) {
            const err92 = { instancePath: instancePath + "/jails/unverified/findtime", schemaPath: "#/properties/jails/properties/unverified/properties/findtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.unverified.properties.findtime, data: data52 };
            if (vErrors === null) {
              vErrors = [err92];
            } else {
              vErrors.push(err92);
            }
            errors++;
          }
        } else {
          const err93 = { instancePath: instancePath + "/jails/unverified/findtime", schemaPath: "#/properties/jails/properties/unverified/properties/findtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.unverified.properties.findtime.type, parentSchema: schema31.properties.jails.properties.unverified.properties.findtime, data: data52 };
          if (vErrors === null) {
            vErrors = [err93];
          } else {
            vErrors.push(err93);
          }
          errors++;
        }
        let data53 = data49.bantime;
        if (typeof data53 === "string") {
          if (!pattern13.test(data53)) {
            const err94 = { instancePath: instancePath + "/jails/unverified/bantime", schemaPath: "#/properties/jails/properties/unverified/properties/bantime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.unverified.properties.bantime, data: data53 };
            if (vErrors === null) {
              vErrors = [err94];
            } else {
              vErrors.push(err94);
            }
            errors++;
          }
        } else {
          const err95 = { instancePath: instancePath + "/jails/unverified/bantime", schemaPath: "#/properties/jails/properties/unverified/properties/bantime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.unverified.properties.bantime.type, parentSchema: schema31.properties.jails.properties.unverified.properties.bantime, data: data53 };
          if (vErrors === null) {
            vErrors = [err95];
          } else {
            vErrors.push(err95);
          }
          errors++;
        }
      } else {
        const err96 = { instancePath: instancePath + "/jails/unverified", schemaPath: "#/properties/jails/properties/unverified/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.unverified.type, parentSchema: schema31.properties.jails.properties.unverified, data: data49 };
        if (vErrors === null) {
          vErrors = [err96];
        } else {
          vErrors.push(err96);
        }
        errors++;
      }
      let data54 = data40.prefix;
      if (data54 && typeof data54 == "object" && !Array.isArray(data54)) {
        if (data54.enabled === void 0) {
          data54.enabled = "auto";
        }
        if (data54.maxretry === void 0) {
          data54.maxretry = 1;
        }
        if (data54.findtime === void 0) {
          data54.findtime = "10m";
        }
        if (data54.bantime === void 0) {
          data54.bantime = "1h";
        }
        for (const key9 in data54) {
          if (!(key9 === "enabled" || key9 === "maxretry" || key9 === "findtime" || key9 === "bantime")) {
            const err97 = { instancePath: instancePath + "/jails/prefix", schemaPath: "#/properties/jails/properties/prefix/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key9 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.prefix, data: data54 };
            if (vErrors === null) {
              vErrors = [err97];
            } else {
              vErrors.push(err97);
            }
            errors++;
          }
        }
        let data55 = data54.enabled;
        if (!(data55 === true || data55 === false || data55 === "auto")) {
          const err98 = { instancePath: instancePath + "/jails/prefix/enabled", schemaPath: "#/properties/jails/properties/prefix/properties/enabled/enum", keyword: "enum", params: { allowedValues: schema31.properties.jails.properties.prefix.properties.enabled.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.jails.properties.prefix.properties.enabled.enum, parentSchema: schema31.properties.jails.properties.prefix.properties.enabled, data: data55 };
          if (vErrors === null) {
            vErrors = [err98];
          } else {
            vErrors.push(err98);
          }
          errors++;
        }
        let data56 = data54.maxretry;
        if (!(typeof data56 == "number" && (!(data56 % 1) && !isNaN(data56)) && isFinite(data56))) {
          const err99 = { instancePath: instancePath + "/jails/prefix/maxretry", schemaPath: "#/properties/jails/properties/prefix/properties/maxretry/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.jails.properties.prefix.properties.maxretry.type, parentSchema: schema31.properties.jails.properties.prefix.properties.maxretry, data: data56 };
          if (vErrors === null) {
            vErrors = [err99];
          } else {
            vErrors.push(err99);
          }
          errors++;
        }
        if (typeof data56 == "number" && isFinite(data56)) {
          if (data56 > 1e4 || isNaN(data56)) {
            const err100 = { instancePath: instancePath + "/jails/prefix/maxretry", schemaPath: "#/properties/jails/properties/prefix/properties/maxretry/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: schema31.properties.jails.properties.prefix.properties.maxretry, data: data56 };
            if (vErrors === null) {
              vErrors = [err100];
            } else {
              vErrors.push(err100);
            }
            errors++;
          }
          if (data56 < 1 || isNaN(data56)) {
            const err101 = { instancePath: instancePath + "/jails/prefix/maxretry", schemaPath: "#/properties/jails/properties/prefix/properties/maxretry/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.jails.properties.prefix.properties.maxretry, data: data56 };
            if (vErrors === null) {
              vErrors = [err101];
            } else {
              vErrors.push(err101);
            }
            errors++;
          }
        }
        let data57 = data54.findtime;
        if (typeof data57 === "string") {
          if (!pattern13.test(data57)) {
            const err102 = { instancePath: instancePath + "/jails/prefix/findtime", schemaPath: "#/properties/jails/properties/prefix/properties/findtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.prefix.properties.findtime, data: data57 };
            if (vErrors === null) {
              vErrors = [err102];
            } else {
              vErrors.push(err102);
            }
            errors++;
          }
        } else {
          const err103 = { instancePath: instancePath + "/jails/prefix/findtime", schemaPath: "#/properties/jails/properties/prefix/properties/findtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.prefix.properties.findtime.type, parentSchema: schema31.properties.jails.properties.prefix.properties.findtime, data: data57 };
          if (vErrors === null) {
            vErrors = [err103];
          } else {
            vErrors.push(err103);
          }
          errors++;
        }
        let data58 = data54.bantime;
        if (typeof data58 === "string") {
          if (!pattern13.test(data58)) {
            const err104 = { instancePath: instancePath + "/jails/prefix/bantime", schemaPath: "#/properties/jails/properties/prefix/properties/bantime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.prefix.properties.bantime, data: data58 };
            if (vErrors === null) {
              vErrors = [err104];
            } else {
              vErrors.push(err104);
            }
            errors++;
          }
        } else {
          const err105 = { instancePath: instancePath + "/jails/prefix/bantime", schemaPath: "#/properties/jails/properties/prefix/properties/bantime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.prefix.properties.bantime.type, parentSchema: schema31.properties.jails.properties.prefix.properties.bantime, data: data58 };
          if (vErrors === null) {
            vErrors = [err105];
          } else {
            vErrors.push(err105);
          }
          errors++;
        }
      } else {
        const err106 = { instancePath: instancePath + "/jails/prefix", schemaPath: "#/properties/jails/properties/prefix/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.prefix.type, parentSchema: schema31.properties.jails.properties.prefix, data: data54 };
        if (vErrors === null) {
          vErrors = [err106];
        } else {
          vErrors.push(err106);
        }
        errors++;
      }
      let data59 = data40.recidive;
      if (data59 && typeof data59 == "object" && !Array.isArray(data59)) {
        if (data59.enabled === void 0) {
          data59.enabled = "auto";
        }
        if (data59.maxretry === void 0) {
          data59.maxretry = 3;
        }
        if (data59.findtime === void 0) {
          data59.findtime = "1d";
        }
        if (data59.bantime === void 0) {
          data59.bantime = "1w";
        }
        for (const key10 in data59) {
          if (!(key10 === "enabled" || key10 === "maxretry" || key10 === "findtime" || key10 === "bantime")) {
            const err107 = { instancePath: instancePath + "/jails/recidive", schemaPath: "#/properties/jails/properties/recidive/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key10 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.recidive, data: data59 };
            if (vErrors === null) {
              vErrors = [err107];
            } else {
              vErrors.push(err107);
            }
            errors++;
          }
        }
        let data60 = data59.enabled;
        if (!(data60 === true || data60 === false || data60 === "auto")) {
          const err108 = { instancePath: instancePath + "/jails/recidive/enabled", schemaPath: "#/properties/jails/properties/recidive/properties/enabled/enum", keyword: "enum", params: { allowedValues: schema31.properties.jails.properties.recidive.properties.enabled.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.jails.properties.recidive.properties.enabled.enum, parentSchema: schema31.properties.jails.properties.recidive.properties.enabled, data: data60 };
          if (vErrors === null) {
            vErrors = [err108];
          } else {
            vErrors.push(err108);
          }
          errors++;
        }
        let data61 = data59.maxretry;
        if (!(typeof data61 == "number" && (!(data61 % 1) && !isNaN(data61)) && isFinite(data61))) {
          const err109 = { instancePath: instancePath + "/jails/recidive/maxretry", schemaPath: "#/properties/jails/properties/recidive/properties/maxretry/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.jails.properties.recidive.properties.maxretry.type, parentSchema: schema31.properties.jails.properties.recidive.properties.maxretry, data: data61 };
          if (vErrors === null) {
            vErrors = [err109];
          } else {
            vErrors.push(err109);
          }
          errors++;
        }
        if (typeof data61 == "number" && isFinite(data61)) {
          if (data61 > 1e4 || isNaN(data61)) {
            const err110 = { instancePath: instancePath + "/jails/recidive/maxretry", schemaPath: "#/properties/jails/properties/recidive/properties/maxretry/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: schema31.properties.jails.properties.recidive.properties.maxretry, data: data61 };
            if (vErrors === null) {
              vErrors = [err110];
            } else {
              vErrors.push(err110);
            }
            errors++;
          }
          if (data61 < 1 || isNaN(data61)) {
            const err111 = { instancePath: instancePath + "/jails/recidive/maxretry", schemaPath: "#/properties/jails/properties/recidive/properties/maxretry/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.jails.properties.recidive.properties.maxretry, data: data61 };
            if (vErrors === null) {
              vErrors = [err111];
            } else {
              vErrors.push(err111);
            }
            errors++;
          }
        }
        let data62 = data59.findtime;
        if (typeof data62 === "string") {
          if (!pattern13.test(data62)) {
            const err112 = { instancePath: instancePath + "/jails/recidive/findtime", schemaPath: "#/properties/jails/properties/recidive/properties/findtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.recidive.properties.findtime, data: data62 };
            if (vErrors === null) {
              vErrors = [err112];
            } else {
              vErrors.push(err112);
            }
            errors++;
          }
        } else {
          const err113 = { instancePath: instancePath + "/jails/recidive/findtime", schemaPath: "#/properties/jails/properties/recidive/properties/findtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.recidive.properties.findtime.type, parentSchema: schema31.properties.jails.properties.recidive.properties.findtime, data: data62 };
          if (vErrors === null) {
            vErrors = [err113];
          } else {
            vErrors.push(err113);
          }
          errors++;
        }
        let data63 = data59.bantime;
        if (typeof data63 === "string") {
          if (!pattern19.test(data63)) {
            const err114 = { instancePath: instancePath + "/jails/recidive/bantime", schemaPath: "#/properties/jails/properties/recidive/properties/bantime/pattern", keyword: "pattern", params: { pattern: "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$" }, message: 'must match pattern "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$"', schema: "^(?:-1|(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?)$", parentSchema: schema31.properties.jails.properties.recidive.properties.bantime, data: data63 };
            if (vErrors === null) {
              vErrors = [err114];
            } else {
              vErrors.push(err114);
            }
            errors++;
          }
        } else {
          const err115 = { instancePath: instancePath + "/jails/recidive/bantime", schemaPath: "#/properties/jails/properties/recidive/properties/bantime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.recidive.properties.bantime.type, parentSchema: schema31.properties.jails.properties.recidive.properties.bantime, data: data63 };
          if (vErrors === null) {
            vErrors = [err115];
          } else {
            vErrors.push(err115);
          }
          errors++;
        }
      } else {
        const err116 = { instancePath: instancePath + "/jails/recidive", schemaPath: "#/properties/jails/properties/recidive/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.recidive.type, parentSchema: schema31.properties.jails.properties.recidive, data: data59 };
        if (vErrors === null) {
          vErrors = [err116];
        } else {
          vErrors.push(err116);
        }
        errors++;
      }
      let data64 = data40.fleet;
      if (data64 && typeof data64 == "object" && !Array.isArray(data64)) {
        if (data64.enabled === void 0) {
          data64.enabled = "auto";
        }
        if (data64.maxretry === void 0) {
          data64.maxretry = 1;
        }
        if (data64.findtime === void 0) {
          data64.findtime = "10m";
        }
        if (data64.bantime === void 0) {
          data64.bantime = "1h";
        }
        for (const key11 in data64) {
          if (!(key11 === "enabled" || key11 === "maxretry" || key11 === "findtime" || key11 === "bantime")) {
            const err117 = { instancePath: instancePath + "/jails/fleet", schemaPath: "#/properties/jails/properties/fleet/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key11 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.fleet, data: data64 };
            if (vErrors === null) {
              vErrors = [err117];
            } else {
              vErrors.push(err117);
            }
            errors++;
          }
        }
        let data65 = data64.enabled;
        if (!(data65 === true || data65 === false || data65 === "auto")) {
          const err118 = { instancePath: instancePath + "/jails/fleet/enabled", schemaPath: "#/properties/jails/properties/fleet/properties/enabled/enum", keyword: "enum", params: { allowedValues: schema31.properties.jails.properties.fleet.properties.enabled.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.jails.properties.fleet.properties.enabled.enum, parentSchema: schema31.properties.jails.properties.fleet.properties.enabled, data: data65 };
          if (vErrors === null) {
            vErrors = [err118];
          } else {
            vErrors.push(err118);
          }
          errors++;
        }
        let data66 = data64.maxretry;
        if (!(typeof data66 == "number" && (!(data66 % 1) && !isNaN(data66)) && isFinite(data66))) {
          const err119 = { instancePath: instancePath + "/jails/fleet/maxretry", schemaPath: "#/properties/jails/properties/fleet/properties/maxretry/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.jails.properties.fleet.properties.maxretry.type, parentSchema: schema31.properties.jails.properties.fleet.properties.maxretry, data: data66 };
          if (vErrors === null) {
            vErrors = [err119];
          } else {
            vErrors.push(err119);
          }
          errors++;
        }
        if (typeof data66 == "number" && isFinite(data66)) {
          if (data66 > 1e4 || isNaN(data66)) {
            const err120 = { instancePath: instancePath + "/jails/fleet/maxretry", schemaPath: "#/properties/jails/properties/fleet/properties/maxretry/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: schema31.properties.jails.properties.fleet.properties.maxretry, data: data66 };
            if (vErrors === null) {
              vErrors = [err120];
            } else {
              vErrors.push(err120);
            }
            errors++;
          }
          if (data66 < 1 || isNaN(data66)) {
            const err121 = { instancePath: instancePath + "/jails/fleet/maxretry", schemaPath: "#/properties/jails/properties/fleet/properties/maxretry/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.jails.properties.fleet.properties.maxretry, data: data66 };
            if (vErrors === null) {
              vErrors = [err121];
            } else {
              vErrors.push(err121);
            }
            errors++;
          }
        }
        let data67 = data64.findtime;
        if (typeof data67 === "string") {
          if (!pattern13.test(data67)) {
            const err122 = { instancePath: instancePath + "/jails/fleet/findtime", schemaPath: "#/properties/jails/properties/fleet/properties/findtime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.fleet.properties.findtime, data: data67 };
            if (vErrors === null) {
              vErrors = [err122];
            } else {
              vErrors.push(err122);
            }
            errors++;
          }
        } else {
          const err123 = { instancePath: instancePath + "/jails/fleet/findtime", schemaPath: "#/properties/jails/properties/fleet/properties/findtime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.fleet.properties.findtime.type, parentSchema: schema31.properties.jails.properties.fleet.properties.findtime, data: data67 };
          if (vErrors === null) {
            vErrors = [err123];
          } else {
            vErrors.push(err123);
          }
          errors++;
        }
        let data68 = data64.bantime;
        if (typeof data68 === "string") {
          if (!pattern13.test(data68)) {
            const err124 = { instancePath: instancePath + "/jails/fleet/bantime", schemaPath: "#/properties/jails/properties/fleet/properties/bantime/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.jails.properties.fleet.properties.bantime, data: data68 };
            if (vErrors === null) {
              vErrors = [err124];
            } else {
              vErrors.push(err124);
            }
            errors++;
          }
        } else {
          const err125 = { instancePath: instancePath + "/jails/fleet/bantime", schemaPath: "#/properties/jails/properties/fleet/properties/bantime/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.fleet.properties.bantime.type, parentSchema: schema31.properties.jails.properties.fleet.properties.bantime, data: data68 };
          if (vErrors === null) {
            vErrors = [err125];
          } else {
            vErrors.push(err125);
          }
          errors++;
        }
      } else {
        const err126 = { instancePath: instancePath + "/jails/fleet", schemaPath: "#/properties/jails/properties/fleet/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.fleet.type, parentSchema: schema31.properties.jails.properties.fleet, data: data64 };
        if (vErrors === null) {
          vErrors = [err126];
        } else {
          vErrors.push(err126);
        }
        errors++;
      }
      let data69 = data40.run;
      if (data69 && typeof data69 == "object" && !Array.isArray(data69)) {
        if (data69.command === void 0) {
          data69.command = "";
        }
        if (data69.protocols === void 0) {
          data69.protocols = ["tcp", "udp"];
        }
        if (data69.first === void 0) {
          data69.first = false;
        }
        if (data69.route === void 0) {
          data69.route = "";
        }
        if (data69.unroute === void 0) {
          data69.unroute = "";
        }
        if (data69.hostsDeny === void 0) {
          data69.hostsDeny = "";
        }
        for (const key12 in data69) {
          if (!(key12 === "command" || key12 === "protocols" || key12 === "first" || key12 === "route" || key12 === "unroute" || key12 === "hostsDeny")) {
            const err127 = { instancePath: instancePath + "/jails/run", schemaPath: "#/properties/jails/properties/run/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key12 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.jails.properties.run, data: data69 };
            if (vErrors === null) {
              vErrors = [err127];
            } else {
              vErrors.push(err127);
            }
            errors++;
          }
        }
        let data70 = data69.command;
        if (typeof data70 !== "string") {
          const err128 = { instancePath: instancePath + "/jails/run/command", schemaPath: "#/properties/jails/properties/run/properties/command/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.run.properties.command.type, parentSchema: schema31.properties.jails.properties.run.properties.command, data: data70 };
          if (vErrors === null) {
            vErrors = [err128];
          } else {
            vErrors.push(err128);
          }
          errors++;
        }
        let data71 = data69.protocols;
        if (Array.isArray(data71)) {
          const len6 = data71.length;
          for (let i6 = 0; i6 < len6; i6++) {
            let data72 = data71[i6];
            if (!(data72 === "tcp" || data72 === "udp")) {
              const err129 = { instancePath: instancePath + "/jails/run/protocols/" + i6, schemaPath: "#/properties/jails/properties/run/properties/protocols/items/enum", keyword: "enum", params: { allowedValues: schema31.properties.jails.properties.run.properties.protocols.items.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.jails.properties.run.properties.protocols.items.enum, parentSchema: schema31.properties.jails.properties.run.properties.protocols.items, data: data72 };
              if (vErrors === null) {
                vErrors = [err129];
              } else {
                vErrors.push(err129);
              }
              errors++;
            }
          }
        } else {
          const err130 = { instancePath: instancePath + "/jails/run/protocols", schemaPath: "#/properties/jails/properties/run/properties/protocols/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.jails.properties.run.properties.protocols.type, parentSchema: schema31.properties.jails.properties.run.properties.protocols, data: data71 };
          if (vErrors === null) {
            vErrors = [err130];
          } else {
            vErrors.push(err130);
          }
          errors++;
        }
        let data73 = data69.first;
        if (typeof data73 !== "boolean") {
          const err131 = { instancePath: instancePath + "/jails/run/first", schemaPath: "#/properties/jails/properties/run/properties/first/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.jails.properties.run.properties.first.type, parentSchema: schema31.properties.jails.properties.run.properties.first, data: data73 };
          if (vErrors === null) {
            vErrors = [err131];
          } else {
            vErrors.push(err131);
          }
          errors++;
        }
        let data74 = data69.route;
        if (typeof data74 !== "string") {
          const err132 = { instancePath: instancePath + "/jails/run/route", schemaPath: "#/properties/jails/properties/run/properties/route/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.run.properties.route.type, parentSchema: schema31.properties.jails.properties.run.properties.route, data: data74 };
          if (vErrors === null) {
            vErrors = [err132];
          } else {
            vErrors.push(err132);
          }
          errors++;
        }
        let data75 = data69.unroute;
        if (typeof data75 !== "string") {
          const err133 = { instancePath: instancePath + "/jails/run/unroute", schemaPath: "#/properties/jails/properties/run/properties/unroute/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.run.properties.unroute.type, parentSchema: schema31.properties.jails.properties.run.properties.unroute, data: data75 };
          if (vErrors === null) {
            vErrors = [err133];
          } else {
            vErrors.push(err133);
          }
          errors++;
        }
        let data76 = data69.hostsDeny;
        if (typeof data76 !== "string") {
          const err134 = { instancePath: instancePath + "/jails/run/hostsDeny", schemaPath: "#/properties/jails/properties/run/properties/hostsDeny/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.jails.properties.run.properties.hostsDeny.type, parentSchema: schema31.properties.jails.properties.run.properties.hostsDeny, data: data76 };
          if (vErrors === null) {
            vErrors = [err134];
          } else {
            vErrors.push(err134);
          }
          errors++;
        }
      } else {
        const err135 = { instancePath: instancePath + "/jails/run", schemaPath: "#/properties/jails/properties/run/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.properties.run.type, parentSchema: schema31.properties.jails.properties.run, data: data69 };
        if (vErrors === null) {
          vErrors = [err135];
        } else {
          vErrors.push(err135);
        }
        errors++;
      }
    } else {
      const err136 = { instancePath: instancePath + "/jails", schemaPath: "#/properties/jails/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.jails.type, parentSchema: schema31.properties.jails, data: data40 };
      if (vErrors === null) {
        vErrors = [err136];
      } else {
        vErrors.push(err136);
      }
      errors++;
    }
    let data77 = data.fleet;
    if (data77 && typeof data77 == "object" && !Array.isArray(data77)) {
      if (data77.servers === void 0) {
        data77.servers = [];
      }
      if (data77.name === void 0) {
        data77.name = "";
      }
      if (data77.ca === void 0) {
        data77.ca = "/etc/portjail/fleet/ca.pem";
      }
      if (data77.cert === void 0) {
        data77.cert = "";
      }
      if (data77.key === void 0) {
        data77.key = "";
      }
      if (data77.publish === void 0) {
        data77.publish = true;
      }
      if (data77.accept === void 0) {
        data77.accept = "observe";
      }
      if (data77.hosts === void 0) {
        data77.hosts = 2;
      }
      if (data77.maxAge === void 0) {
        data77.maxAge = "1h";
      }
      if (data77.pace === void 0) {
        data77.pace = 5;
      }
      if (data77.perOrigin === void 0) {
        data77.perOrigin = 60;
      }
      for (const key13 in data77) {
        if (!func1.call(schema31.properties.fleet.properties, key13)) {
          const err137 = { instancePath: instancePath + "/fleet", schemaPath: "#/properties/fleet/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key13 }, message: "must NOT have additional properties", schema: false, parentSchema: schema31.properties.fleet, data: data77 };
          if (vErrors === null) {
            vErrors = [err137];
          } else {
            vErrors.push(err137);
          }
          errors++;
        }
      }
      let data78 = data77.servers;
      if (Array.isArray(data78)) {
        const len7 = data78.length;
        for (let i7 = 0; i7 < len7; i7++) {
          let data79 = data78[i7];
          if (typeof data79 === "string") {
            if (!pattern29.test(data79)) {
              const err138 = { instancePath: instancePath + "/fleet/servers/" + i7, schemaPath: "#/properties/fleet/properties/servers/items/pattern", keyword: "pattern", params: { pattern: "^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$" }, message: 'must match pattern "^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$"', schema: "^tls://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::\\d{1,5})?$", parentSchema: schema31.properties.fleet.properties.servers.items, data: data79 };
              if (vErrors === null) {
                vErrors = [err138];
              } else {
                vErrors.push(err138);
              }
              errors++;
            }
          } else {
            const err139 = { instancePath: instancePath + "/fleet/servers/" + i7, schemaPath: "#/properties/fleet/properties/servers/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.servers.items.type, parentSchema: schema31.properties.fleet.properties.servers.items, data: data79 };
            if (vErrors === null) {
              vErrors = [err139];
            } else {
              vErrors.push(err139);
            }
            errors++;
          }
        }
      } else {
        const err140 = { instancePath: instancePath + "/fleet/servers", schemaPath: "#/properties/fleet/properties/servers/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: schema31.properties.fleet.properties.servers.type, parentSchema: schema31.properties.fleet.properties.servers, data: data78 };
        if (vErrors === null) {
          vErrors = [err140];
        } else {
          vErrors.push(err140);
        }
        errors++;
      }
      let data80 = data77.name;
      if (typeof data80 === "string") {
        if (!pattern30.test(data80)) {
          const err141 = { instancePath: instancePath + "/fleet/name", schemaPath: "#/properties/fleet/properties/name/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9-]{0,32}$" }, message: 'must match pattern "^[a-z0-9-]{0,32}$"', schema: "^[a-z0-9-]{0,32}$", parentSchema: schema31.properties.fleet.properties.name, data: data80 };
          if (vErrors === null) {
            vErrors = [err141];
          } else {
            vErrors.push(err141);
          }
          errors++;
        }
      } else {
        const err142 = { instancePath: instancePath + "/fleet/name", schemaPath: "#/properties/fleet/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.name.type, parentSchema: schema31.properties.fleet.properties.name, data: data80 };
        if (vErrors === null) {
          vErrors = [err142];
        } else {
          vErrors.push(err142);
        }
        errors++;
      }
      let data81 = data77.ca;
      if (typeof data81 === "string") {
        if (!pattern12.test(data81)) {
          const err143 = { instancePath: instancePath + "/fleet/ca", schemaPath: "#/properties/fleet/properties/ca/pattern", keyword: "pattern", params: { pattern: "^/." }, message: 'must match pattern "^/."', schema: "^/.", parentSchema: schema31.properties.fleet.properties.ca, data: data81 };
          if (vErrors === null) {
            vErrors = [err143];
          } else {
            vErrors.push(err143);
          }
          errors++;
        }
      } else {
        const err144 = { instancePath: instancePath + "/fleet/ca", schemaPath: "#/properties/fleet/properties/ca/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.ca.type, parentSchema: schema31.properties.fleet.properties.ca, data: data81 };
        if (vErrors === null) {
          vErrors = [err144];
        } else {
          vErrors.push(err144);
        }
        errors++;
      }
      let data82 = data77.cert;
      if (typeof data82 === "string") {
        if (!pattern32.test(data82)) {
          const err145 = { instancePath: instancePath + "/fleet/cert", schemaPath: "#/properties/fleet/properties/cert/pattern", keyword: "pattern", params: { pattern: "^(?:/.*)?$" }, message: 'must match pattern "^(?:/.*)?$"', schema: "^(?:/.*)?$", parentSchema: schema31.properties.fleet.properties.cert, data: data82 };
          if (vErrors === null) {
            vErrors = [err145];
          } else {
            vErrors.push(err145);
          }
          errors++;
        }
      } else {
        const err146 = { instancePath: instancePath + "/fleet/cert", schemaPath: "#/properties/fleet/properties/cert/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.cert.type, parentSchema: schema31.properties.fleet.properties.cert, data: data82 };
        if (vErrors === null) {
          vErrors = [err146];
        } else {
          vErrors.push(err146);
        }
        errors++;
      }
      let data83 = data77.key;
      if (typeof data83 === "string") {
        if (!pattern32.test(data83)) {
          const err147 = { instancePath: instancePath + "/fleet/key", schemaPath: "#/properties/fleet/properties/key/pattern", keyword: "pattern", params: { pattern: "^(?:/.*)?$" }, message: 'must match pattern "^(?:/.*)?$"', schema: "^(?:/.*)?$", parentSchema: schema31.properties.fleet.properties.key, data: data83 };
          if (vErrors === null) {
            vErrors = [err147];
          } else {
            vErrors.push(err147);
          }
          errors++;
        }
      } else {
        const err148 = { instancePath: instancePath + "/fleet/key", schemaPath: "#/properties/fleet/properties/key/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.key.type, parentSchema: schema31.properties.fleet.properties.key, data: data83 };
        if (vErrors === null) {
          vErrors = [err148];
        } else {
          vErrors.push(err148);
        }
        errors++;
      }
      let data84 = data77.publish;
      if (typeof data84 !== "boolean") {
        const err149 = { instancePath: instancePath + "/fleet/publish", schemaPath: "#/properties/fleet/properties/publish/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: schema31.properties.fleet.properties.publish.type, parentSchema: schema31.properties.fleet.properties.publish, data: data84 };
        if (vErrors === null) {
          vErrors = [err149];
        } else {
          vErrors.push(err149);
        }
        errors++;
      }
      let data85 = data77.accept;
      if (!(data85 === true || data85 === false || data85 === "observe")) {
        const err150 = { instancePath: instancePath + "/fleet/accept", schemaPath: "#/properties/fleet/properties/accept/enum", keyword: "enum", params: { allowedValues: schema31.properties.fleet.properties.accept.enum }, message: "must be equal to one of the allowed values", schema: schema31.properties.fleet.properties.accept.enum, parentSchema: schema31.properties.fleet.properties.accept, data: data85 };
        if (vErrors === null) {
          vErrors = [err150];
        } else {
          vErrors.push(err150);
        }
        errors++;
      }
      let data86 = data77.hosts;
      if (!(typeof data86 == "number" && (!(data86 % 1) && !isNaN(data86)) && isFinite(data86))) {
        const err151 = { instancePath: instancePath + "/fleet/hosts", schemaPath: "#/properties/fleet/properties/hosts/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.fleet.properties.hosts.type, parentSchema: schema31.properties.fleet.properties.hosts, data: data86 };
        if (vErrors === null) {
          vErrors = [err151];
        } else {
          vErrors.push(err151);
        }
        errors++;
      }
      if (typeof data86 == "number" && isFinite(data86)) {
        if (data86 > 100 || isNaN(data86)) {
          const err152 = { instancePath: instancePath + "/fleet/hosts", schemaPath: "#/properties/fleet/properties/hosts/maximum", keyword: "maximum", params: { comparison: "<=", limit: 100 }, message: "must be <= 100", schema: 100, parentSchema: schema31.properties.fleet.properties.hosts, data: data86 };
          if (vErrors === null) {
            vErrors = [err152];
          } else {
            vErrors.push(err152);
          }
          errors++;
        }
        if (data86 < 1 || isNaN(data86)) {
          const err153 = { instancePath: instancePath + "/fleet/hosts", schemaPath: "#/properties/fleet/properties/hosts/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.fleet.properties.hosts, data: data86 };
          if (vErrors === null) {
            vErrors = [err153];
          } else {
            vErrors.push(err153);
          }
          errors++;
        }
      }
      let data87 = data77.maxAge;
      if (typeof data87 === "string") {
        if (!pattern13.test(data87)) {
          const err154 = { instancePath: instancePath + "/fleet/maxAge", schemaPath: "#/properties/fleet/properties/maxAge/pattern", keyword: "pattern", params: { pattern: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$" }, message: 'must match pattern "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$"', schema: "^(?:0|[1-9]\\d*)(?: ?(?:s|m|h|d|w|mo|y)(?: ?(?:0|[1-9]\\d*) ?(?:s|m|h|d|w|mo|y))*)?$", parentSchema: schema31.properties.fleet.properties.maxAge, data: data87 };
          if (vErrors === null) {
            vErrors = [err154];
          } else {
            vErrors.push(err154);
          }
          errors++;
        }
      } else {
        const err155 = { instancePath: instancePath + "/fleet/maxAge", schemaPath: "#/properties/fleet/properties/maxAge/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: schema31.properties.fleet.properties.maxAge.type, parentSchema: schema31.properties.fleet.properties.maxAge, data: data87 };
        if (vErrors === null) {
          vErrors = [err155];
        } else {
          vErrors.push(err155);
        }
        errors++;
      }
      let data88 = data77.pace;
      if (!(typeof data88 == "number" && (!(data88 % 1) && !isNaN(data88)) && isFinite(data88))) {
        const err156 = { instancePath: instancePath + "/fleet/pace", schemaPath: "#/properties/fleet/properties/pace/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.fleet.properties.pace.type, parentSchema: schema31.properties.fleet.properties.pace, data: data88 };
        if (vErrors === null) {
          vErrors = [err156];
        } else {
          vErrors.push(err156);
        }
        errors++;
      }
      if (typeof data88 == "number" && isFinite(data88)) {
        if (data88 > 50 || isNaN(data88)) {
          const err157 = { instancePath: instancePath + "/fleet/pace", schemaPath: "#/properties/fleet/properties/pace/maximum", keyword: "maximum", params: { comparison: "<=", limit: 50 }, message: "must be <= 50", schema: 50, parentSchema: schema31.properties.fleet.properties.pace, data: data88 };
          if (vErrors === null) {
            vErrors = [err157];
          } else {
            vErrors.push(err157);
          }
          errors++;
        }
        if (data88 < 1 || isNaN(data88)) {
          const err158 = { instancePath: instancePath + "/fleet/pace", schemaPath: "#/properties/fleet/properties/pace/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.fleet.properties.pace, data: data88 };
          if (vErrors === null) {
            vErrors = [err158];
          } else {
            vErrors.push(err158);
          }
          errors++;
        }
      }
      let data89 = data77.perOrigin;
      if (!(typeof data89 == "number" && (!(data89 % 1) && !isNaN(data89)) && isFinite(data89))) {
        const err159 = { instancePath: instancePath + "/fleet/perOrigin", schemaPath: "#/properties/fleet/properties/perOrigin/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: schema31.properties.fleet.properties.perOrigin.type, parentSchema: schema31.properties.fleet.properties.perOrigin, data: data89 };
        if (vErrors === null) {
          vErrors = [err159];
        } else {
          vErrors.push(err159);
        }
        errors++;
      }
      if (typeof data89 == "number" && isFinite(data89)) {
        if (data89 > 1e3 || isNaN(data89)) {
          const err160 = { instancePath: instancePath + "/fleet/perOrigin", schemaPath: "#/properties/fleet/properties/perOrigin/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e3 }, message: "must be <= 1000", schema: 1e3, parentSchema: schema31.properties.fleet.properties.perOrigin, data: data89 };
          if (vErrors === null) {
            vErrors = [err160];
          } else {
            vErrors.push(err160);
          }
          errors++;
        }
        if (data89 < 1 || isNaN(data89)) {
          const err161 = { instancePath: instancePath + "/fleet/perOrigin", schemaPath: "#/properties/fleet/properties/perOrigin/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: schema31.properties.fleet.properties.perOrigin, data: data89 };
          if (vErrors === null) {
            vErrors = [err161];
          } else {
            vErrors.push(err161);
          }
          errors++;
        }
      }
    } else {
      const err162 = { instancePath: instancePath + "/fleet", schemaPath: "#/properties/fleet/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.properties.fleet.type, parentSchema: schema31.properties.fleet, data: data77 };
      if (vErrors === null) {
        vErrors = [err162];
      } else {
        vErrors.push(err162);
      }
      errors++;
    }
  } else {
    const err163 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: schema31.type, parentSchema: schema31, data };
    if (vErrors === null) {
      vErrors = [err163];
    } else {
      vErrors.push(err163);
    }
    errors++;
  }
  validate20.errors = vErrors;
  return errors === 0;
}
validate20.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
export {
  stdin_default as default,
  validate
};
