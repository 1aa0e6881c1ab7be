# portjail: `make run` and `make test` do all the set-up themselves; `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := node_modules/.bin
PORTJAIL := node dist/cli.js

# Where portjail finds its config.
HOST_CONFIG := /etc/portjail/portjail.json
HOST_CONF := /etc/portsentry/portsentry.conf

PREFIX ?= /usr/local
LIB = $(DESTDIR)$(PREFIX)/lib/portjail
UNITS = $(DESTDIR)/etc/systemd/system
ETC = $(DESTDIR)/etc/portjail
SHARE = $(DESTDIR)$(PREFIX)/share
# Where zsh looks; Debian has another place for packages.
ZSH = $(SHARE)/zsh/site-functions
TIMERS := portjail-metrics portjail-report
UNIT_FILES := portjail.service portjail-names.service portjail-fleet.service $(foreach name,$(TIMERS),$(name).service $(name).timer)

ESBUILD := $(BIN)/esbuild --bundle --splitting --format=esm --platform=node --target=node18 \
	--main-fields=module,main --external:koffi --log-level=warning --minify-whitespace --minify-syntax \
	--banner:js="import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);"

# What the end-to-end tests run: the real things, each by a file that it brings.
TOOLS := fail2ban-client:fail2ban nmap:nmap hping3:hping3 tcpdump:tcpdump nft:nftables ip:iproute2 \
	iptables:iptables ipset:ipset ufw:ufw ping:iputils-ping dbus-daemon:dbus-daemon sysctl:procps tmux:tmux \
	mandoc:mandoc man:man-db logrotate:logrotate

# Unpacked, not installed: to install firewalld would start it, and close this machine.
SERVICES := redis-server redis-tools libjemalloc2 liblua5.1-0 lua-cjson lua-bitop liblzf1 libatomic1 rpcbind libtirpc3 \
	libtirpc-common libwrap0
# What starts behind the sentry, with libraries that a server may lack.
SERVERS := nginx postgresql-15 postgresql-client-15 libpq5 libicu72 libxml2 libxslt1.1 libldap-2.5-0 libsasl2-2 libssl3 \
	libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libkeyutils1 libreadline8
# What plants faults: a FUSE file system, and another clock.
# Debian 13 has another name for the library.
FAULTS = python3-fusepy libfaketime $$(apt-cache show libfuse2t64 >/dev/null 2>&1 && echo libfuse2t64 || echo libfuse2)
RSYSLOG := rsyslog rsyslog-relp librelp0 libestr0 libfastjson4 liblognorm5
FIREWALLD := firewalld python3-firewall python3-nftables python3-gi python3-dbus libgirepository-1.0-1 gir1.2-glib-2.0

.PHONY: run
run: build  ## install what is missing, build, and start the sentry in the foreground (LOG=FILE, CONFIG=FILE)
	@# The config that install-jails takes too; its log, unless the built-in defaults' is not for this user.
	@log="$(LOG)"; [ -n "$$log$(CONFIG)" ] || [ -e $(HOST_CONFIG) ] || [ -e $(HOST_CONF) ] || { \
		mkdir -p /var/log/portjail 2>/dev/null; [ -w /var/log/portjail ] || log="$(CURDIR)/var/portsentry.log"; }; \
	echo "portjail writes one line to its log, named below, when somebody touches a port that nobody has a reason to touch."; \
	echo "It blocks nothing itself: 'make install-jails' has Fail2ban ban the sources named there."; \
	echo "Try it once it is listening: 'nmap -sT ADDRESS' from another machine, then look into the log. Once the"; \
	echo "jails are installed that machine is banned for it: use none that you need to come back from."; \
	echo "A scan from this host itself bans nobody: it shows as 'seen ... why=ignored' (127.0.0.1, ::1) or"; \
	echo "'why=protected' (its other addresses). Ctrl-C ends it."; \
	exec $(PORTJAIL) run --loopback $(if $(CONFIG),-c "$(CONFIG)") $${log:+--log "$$log"}

.PHONY: install-jails
install-jails: build  ## install the Fail2ban jails and prove them (LOG=FILE, CONFIG=FILE, MEND=1, DRYRUN=1, BAN=0)
	@$(PORTJAIL) install $(if $(CONFIG),-c "$(CONFIG)") $(if $(LOG),--log "$(LOG)") \
		$(if $(MEND),--mend) $(if $(DRYRUN),--dry-run) $(if $(filter 0,$(BAN)),--no-ban)

.PHONY: uninstall-jails
uninstall-jails: build  ## take the jails out again
	@$(PORTJAIL) uninstall $(if $(DRYRUN),--dry-run)

.PHONY: install
install: put-program  ## install the program, its config and its systemd unit (PREFIX, DESTDIR)
	install -d $(ETC)
	install -m 0644 src/config/portjail.schema.json $(ETC)/
	@# Not before a portsentry.conf, which it would keep from being read.
	@if [ -e $(DESTDIR)$(HOST_CONFIG) ]; then :; \
	elif [ -e $(DESTDIR)$(HOST_CONF) ]; then echo "portjail reads $(HOST_CONF), as Portsentry does." \
		"'portjail import $(dir $(HOST_CONF)) -o $(HOST_CONFIG)' makes a portjail.json of it."; \
	else cp templates/portjail.json $(DESTDIR)$(HOST_CONFIG); fi
	@[ ! -e $(DESTDIR)$(HOST_CONFIG) ] || chmod a+r $(DESTDIR)$(HOST_CONFIG)
	@case $$(command -v node) in /usr/bin/node|/usr/local/bin/node|/bin/node) ;; \
		*) echo "The unit finds node in /usr/local/bin or /usr/bin only; yours is $$(command -v node): link it there." >&2;; esac
	@[ -n "$(DESTDIR)" ] || for user in portjail portjail-names portjail-fleet; do id $$user >/dev/null 2>&1 || \
		useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin $$user || exit 1; done
	@! pidof portsentry >/dev/null 2>&1 || \
		echo 'Portsentry runs here and holds the ports. Stop it first: systemctl disable --now portsentry'
	@echo 'Next: make install-jails, then systemctl daemon-reload && systemctl enable --now portjail'

.PHONY: uninstall
uninstall:  ## undo install; what stays is listed (PREFIX, DESTDIR)
	@[ -n "$(DESTDIR)" ] || [ ! -d /run/systemd/system ] || for unit in portjail.service portjail-names.service portjail-fleet.service $(TIMERS:=.timer); do \
		[ ! -e $(UNITS)/$$unit ] || systemctl disable --quiet --now $$unit || exit 1; done
	rm -rf $(LIB)
	rm -f $(DESTDIR)$(PREFIX)/sbin/portjail $(addprefix $(UNITS)/,$(UNIT_FILES)) $(ETC)/portjail.schema.json \
		$(DESTDIR)/var/lib/systemd/timers/stamp-portjail-report.timer
	rm -f $(addprefix $(SHARE)/man/,man8/portjail.8 man8/portjail-*.8 man5/portjail.json.5 man5/portjail-log.5) \
		$(SHARE)/bash-completion/completions/portjail $(SHARE)/fish/vendor_completions.d/portjail.fish $(ZSH)/_portjail
	@! cmp -s templates/portjail.json $(DESTDIR)$(HOST_CONFIG) || rm $(DESTDIR)$(HOST_CONFIG)
	@rmdir $(ETC) 2>/dev/null || true
	@[ -n "$(DESTDIR)" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
	@list=$$(for path in $(ETC)/* $(DESTDIR)/etc/default/portjail-report \
		$(wildcard $(addsuffix .d,$(addprefix $(UNITS)/,$(UNIT_FILES)))) $(DESTDIR)/var/log/portjail \
		$(DESTDIR)/var/log/portjail-fleet $(addprefix $(DESTDIR)/var/lib/,portjail portjail-names portjail-fleet); do \
		[ ! -e $$path ] || echo "  $$path"; done); \
	[ -z "$$list" ] || printf 'These stay, and are yours to keep or to remove:\n%s\n' "$$list"
	@[ -n "$(DESTDIR)" ] || ! id portjail >/dev/null 2>&1 || \
		echo 'The user portjail stays, whose the log is: "userdel portjail" when that has gone.'
	@[ -n "$(DESTDIR)" ] || for user in portjail-names portjail-fleet; do ! id $$user >/dev/null 2>&1 || \
		echo "The user $$user stays: \"userdel $$user\"."; done
	@[ ! -e $(DESTDIR)/var/lib/portjail-jails/manifest.json ] || \
		echo 'The jails of Fail2ban stay: "make uninstall-jails" takes them out.'

.PHONY: put-program
put-program: build
	rm -rf $(LIB)
	install -d $(LIB)/node_modules/@koromix $(LIB)/templates $(DESTDIR)$(PREFIX)/sbin $(UNITS)
	cp -r dist fail2ban package.json $(LIB)/
	rm -r $(LIB)/dist/man $(LIB)/dist/completions
	@for page in man5 man8; do install -d $(SHARE)/man/$$page && \
		install -m 0644 dist/man/$$page/* $(SHARE)/man/$$page/ || exit 1; done
	install -D -m 0644 -t $(SHARE)/bash-completion/completions dist/completions/bash/portjail
	install -D -m 0644 -t $(SHARE)/fish/vendor_completions.d dist/completions/fish/portjail.fish
	install -D -m 0644 -t $(ZSH) dist/completions/zsh/_portjail
	cp -r templates/*.hbs templates/report $(LIB)/templates/
	cp -r node_modules/koffi $(LIB)/node_modules/
	cp -r node_modules/@koromix/koffi-linux-* $(LIB)/node_modules/@koromix/
	@# What a compiler would take.
	@cd $(LIB)/node_modules/koffi && rm -rf cnoke.cjs doc lib vendor src/koffi/src/trampolines.cjs && \
		find src -type f ! -name '*.js' ! -name '*.cjs' -delete && find src -type d -empty -delete
	ln -sf ../lib/portjail/dist/cli.js $(DESTDIR)$(PREFIX)/sbin/portjail
	cp templates/portjail.rules.yml $(LIB)/
	@for unit in $(UNIT_FILES); do \
		sed 's|@PREFIX@|$(PREFIX)|g' templates/$$unit > $(UNITS)/$$unit; done
	@# Whatever root's umask is: the sentry runs as another user.
	@chmod -R a+rX $(LIB) $(addprefix $(UNITS)/,$(UNIT_FILES))

# Of the sources' last change: the same sources make the same bytes.
deb: export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md))
STAGE := $(CURDIR)/var/package

.PHONY: deb
deb: build  ## make portjail_VERSION_ARCHITECTURE.deb for machines like this one
	@rm -rf $(STAGE)
	@$(MAKE) -s put-program DESTDIR=$(STAGE) PREFIX=/usr UNITS=$(STAGE)/usr/lib/systemd/system \
		ZSH=$(STAGE)/usr/share/zsh/vendor-completions
	@sh templates/debian/build.sh $(STAGE)
	@rm -r $(STAGE)

.PHONY: test
test: tools check unit e2e  ## everything: checks, unit and property tests, end-to-end tests

# Whatever fails, the rest is tried too: together they take over an hour. With CI=true nothing is skipped unseen.
.PHONY: test-long
test-long: tools tools-long  ## the same with more of everything, and with booted Debians 12 and 13 (needs root, 3 GB)
	@failed=; for part in check unit e2e test-browser test-systemd test-fuzz test-nodes test-debian13; do \
		case $$part in unit|e2e) long=true;; *) long=;; esac; \
		LONG=$$long CI=true $(MAKE) $$part || failed="$$failed $$part"; done; \
	[ -z "$$failed" ] || { echo "failed:$$failed" >&2; exit 1; }

.PHONY: test-systemd
test-systemd: tools-long build compile  ## the unit, its timers and "portjail setup" on booted Debians 12 and 13 (needs root)
	node --test --test-concurrency=1 build/test/systemd/long/*.test.js

.PHONY: test-fuzz
test-fuzz: compile  ## a million inputs for every parser, and what was planted in them is found
	SEED=18 PLANT=true node build/test/fuzz/run.js 1000000

.PHONY: test-simulate
test-simulate: tools compile  ## what "portjail simulate" makes of 60 random settings, against both Fail2bans' own modules
	LONG=true node --test build/test/simulate/real/real.test.js

.PHONY: test-nodes
test-nodes: tools-long build compile  ## unit tests on the other versions of Node.js that the program takes
	node build/test/nodes/unit.js

.PHONY: test-browser
test-browser: tools-browser compile  ## the report's page in Chromium: widths, light and dark, print, what axe-core finds
	node --test build/test/browser/*.test.js

.PHONY: test-debian13
test-debian13: tools-long compile  ## unit and end-to-end tests in a booted Debian 13, with its own Node.js and Fail2ban (needs root)
	node build/test/systemd/debian13.js unit e2e

.PHONY: build
build: dist/cli.js  ## make dist/, what ships

dist/cli.js: node_modules/.package-lock.json package.json Makefile README.md $(shell find src docs -type f)
	@rm -rf dist
	@$(ESBUILD) main=src/cli.ts --outdir=dist --out-extension:.js=.mjs
	@# Man pages and completions, by a program of their own that does not ship.
	@$(ESBUILD) make=src/manual/make.ts --outdir=dist/manual --out-extension:.js=.mjs
	@node dist/manual/make.mjs dist && rm -r dist/manual
	@# The first file is for a Node.js that is too old for the rest, which may not take it for a module.
	@sed 's/"type": "module"/"type": "commonjs"/' package.json >dist/package.json
	@install -m 0755 src/first.cjs dist/cli.js

.PHONY: check
check: compile  ## types, lint, format, layers, nothing unused, generated files
	$(BIN)/biome ci --colors=off .
	$(BIN)/oxlint --type-aware
	$(BIN)/knip --no-progress
	node --test build/test/layers.test.js build/test/rooms.test.js build/test/jails/pack/render.test.js
	node build/src/config/schema/generate.js --check

.PHONY: rooms
rooms: compile  ## print the rooms of src/ and which imports which
	@node build/test/rooms.js

.PHONY: generate
generate: compile  ## make what comes from src/config/schema/schema.ts
	node build/src/config/schema/generate.js

.PHONY: unit
unit: build compile  ## unit and property tests
	node build/test/index.js

.PHONY: e2e
e2e: build compile  ## end-to-end tests: real hosts in namespaces, real scans, real bans (needs root; TESTS=FILES)
	@# Those that boot a host take longest, so they are first: at the end nobody waits for one of them alone.
	node build/test/index.js $(or $(TESTS),build/test/systemd/*.test.js build/test/package/*.test.js build/test/e2e/*/*.test.js)

.PHONY: render
render: build  ## bring the committed jail pack in fail2ban/ up to date
	node dist/cli.js render --defaults --output fail2ban

.PHONY: clean
clean:  ## remove what was made
	rm -rf build dist node_modules var portjail_*.deb portjail-*.tgz

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Steps of the above.

.PHONY: compile
compile: node-20 node_modules/.package-lock.json
	@rm -rf build
	$(BIN)/tsc

node_modules/.package-lock.json: package.json package-lock.json | node
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# What the program takes, and what its development takes: make check needs oxlint.
.PHONY: node node-20
node: NEEDED := 18.19
node-20: NEEDED := 20.19
node node-20:
	@node -p 'const [a, b] = "$(NEEDED)".split("."), [c, d] = process.versions.node.split("."); process.exit(+((c - a || d - b) < 0))' \
		2>/dev/null && { [ -e node_modules/.package-lock.json ] || command -v npm >/dev/null; } || { \
		if node=$$(command -v node); then found="$$node is $$(node -v), $$(command -v npm >/dev/null && echo 'npm is there' || echo 'npm is missing')"; \
		else found='no node in the PATH'; fi; \
		echo "make $(MAKECMDGOALS) needs Node.js $(NEEDED) or newer, with npm; found: $$found." >&2; \
		echo 'Debian 12 (18.20, to run it) and 13 (20.19): apt-get install --no-install-recommends nodejs npm.' >&2; \
		echo 'A newer one: https://nodejs.org/en/download.' >&2; exit 1; }

.PHONY: tools
tools: node-20
	@missing=; for pair in $(TOOLS); do \
		PATH=$$PATH:/usr/sbin:/sbin command -v $${pair%%:*} >/dev/null || missing="$$missing $${pair##*:}"; done; \
	[ -z "$$missing" ] || { echo "apt-get install --no-install-recommends$$missing"; \
		[ "$$(id -u)" != 0 ] || { apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }; }
	@# What Fail2ban reads the journal with; beside the machine's own, since its presence changes what install does.
	@[ -d var/journal ] || { mkdir -p var && cd var && { apt-get download -qq python3-systemd 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq python3-systemd 2>/dev/null; }; } && dpkg-deb -x python3-systemd_*.deb journal; } || \
		echo 'python3-systemd could not be fetched: the test of the journal is skipped'
	@# Debian's own portsentry.conf, without its daemon.
	@[ -d var/debian ] || { mkdir -p var && cd var && { apt-get download -qq portsentry 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq portsentry 2>/dev/null; }; } && dpkg-deb -x portsentry_*.deb debian; } || \
		echo 'portsentry.conf of Debian could not be fetched: its tests are skipped'
	@[ -d var/firewalld ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq $(FIREWALLD) 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq $(FIREWALLD) 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../firewalld; } || \
		echo 'firewalld could not be fetched: its test is skipped'
	@# Compiled, as dpkg would have it: else each start of theirs takes twice as long.
	@for suite in trixie sid; do folder=var/fail2ban/$$suite; [ -d $$folder ] || { sh test/unpack-debian.sh $$suite $$folder fail2ban && \
		{ /usr/bin/python3 -m compileall -q $$folder >/dev/null || :; }; } || \
		echo "Fail2ban of Debian's $$suite could not be fetched: its tests are skipped"; done
	@[ -d var/sshd ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq openssh-server libwrap0 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq openssh-server libwrap0 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../sshd; } || \
		echo 'openssh-server could not be fetched: its tests are skipped'
	@# Unpacked, not installed: to install it would start it.
	@[ -d var/nats ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq nats-server 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq nats-server 2>/dev/null; }; } && \
		dpkg-deb -x nats-server_*.deb all && mv all ../nats; } || \
		echo 'nats-server could not be fetched: the tests of the fleet are skipped'
	@# Unpacked, not installed: it would take the machine's own log.
	@[ -d var/rsyslog ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq $(RSYSLOG) 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq $(RSYSLOG) 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../rsyslog; } || \
		echo 'rsyslog could not be fetched: its tests are skipped'
	@# Services that want ports of ours at boot.
	@[ -d var/services ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq $(SERVICES) 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq $(SERVICES) 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../services; } || \
		echo 'redis-server and rpcbind could not be fetched: their test is skipped'
	@# Services that want ports of ours an hour later.
	@[ -d var/servers ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq $(SERVERS) 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq $(SERVERS) 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../servers; } || \
		echo 'postgresql and nginx could not be fetched: their tests are skipped'
	@# A disk that is slow, and a clock for one program.
	@[ -d var/faults ] || { rm -rf var/deb && mkdir -p var/deb && cd var/deb && { apt-get download -qq $(FAULTS) 2>/dev/null || { \
		apt-get update -qq && apt-get download -qq $(FAULTS) 2>/dev/null; }; } && \
		for deb in *.deb; do dpkg-deb -x $$deb all || exit 1; done && mv all ../faults; } || \
		echo 'python3-fusepy and libfaketime could not be fetched: their tests are skipped'
	@# Debian 12's own Node.js, and one that is too old.
	@sh test/nodes/fetch.sh debian12 12.0.0 || echo 'other versions of Node.js could not be fetched: their tests are skipped'

# A whole Debian 13, which is booted and never changed, from the machine's own mirror: what a server has, services that
# want ports of ours, and what the tests run.
comma := ,
space := $() $()
DEBIAN13 := systemd,systemd-sysv,dbus,libpam-systemd,python3-systemd,logrotate,nodejs,make,$\
	openssh-server,openssh-client,postgresql,redis-server,samba,rpcbind,$\
	$(subst $(space),$(comma),$(foreach pair,$(TOOLS),$(lastword $(subst :, ,$(pair)))))

.PHONY: tools-long
tools-long: tools-browser var/debian13 var/debian13-tools/firewalld var/debian13-tools/journal var/bare/debian12 var/bare/debian13 var/prometheus
	@for name in lintian zsh fish podman crun; do command -v $$name >/dev/null || { echo "apt-get install --no-install-recommends $$name"; \
		[ "$$(id -u)" != 0 ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$name >/dev/null; }; done
	@sh test/nodes/fetch.sh 12.22.12 14.21.3 16.20.2 18.18.2 18.19.0 22.23.5 24.22.3 || \
		echo 'not every version of Node.js could be fetched: its tests are skipped'

# Chromium, and axe-core, which looks for what keeps people from reading a page.
.PHONY: tools-browser
tools-browser: var/axe
	@command -v chromium >/dev/null || { echo 'apt-get install --no-install-recommends chromium'; [ "$$(id -u)" != 0 ] || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

var/axe:
	@rm -rf var/deb && mkdir -p var/deb && cd var/deb && npm pack --silent axe-core@4.14.1 >/dev/null && \
		tar -xzf axe-core-*.tgz --strip-components=1 package/axe.min.js package/LICENSE && rm axe-core-*.tgz && \
		cd .. && mv deb axe || echo 'axe-core could not be fetched: its test is skipped'

# Unpacked, not installed: to install prometheus would start it. Its promtool checks what is written for it.
var/prometheus:
	@rm -rf var/deb && mkdir -p var/deb && cd var/deb && apt-get download -qq prometheus 2>/dev/null && \
		dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool && mv usr/bin ../prometheus || \
		echo 'prometheus could not be fetched: its test is skipped'

var/bare/debian12: SUITE := bookworm
var/bare/debian13: SUITE := trixie
var/bare/%: test/package/bare-root.sh
	@sh test/package/bare-root.sh $(SUITE) $@ || echo '$@ could not be made: its tests are skipped'

# Another list makes another Debian 13: what is missing there cannot be installed when it is booted.
.PHONY: FORCE
var/debian13.list: FORCE
	@mkdir -p var && echo '$(DEBIAN13)' | cmp -s - $@ || echo '$(DEBIAN13)' >$@

var/debian13: var/debian13.list
	@rm -rf var/deb var/debian13.new && mkdir -p var/deb && cd var/deb && apt-get download -qq debootstrap 2>/dev/null && \
		dpkg-deb -x debootstrap_*.deb . && cd ../.. && eval "$$(apt-config shell http_proxy Acquire::http::Proxy)" && \
		export http_proxy DEBOOTSTRAP_DIR="$(CURDIR)/var/deb/usr/share/debootstrap" && \
		var/deb/usr/sbin/debootstrap --variant=minbase --include=$(DEBIAN13) trixie var/debian13.new \
			"$$(apt-get indextargets --format '$$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1)" >var/deb/log && \
		rm -rf --one-file-system var/debian13 && mv var/debian13.new var/debian13 && touch var/debian13 || { \
		tail -3 var/deb/log; echo 'Debian 13 could not be fetched: its tests are skipped, or run on the one that is there'; }

# Debian 12's have no modules for the Python of Debian 13.
DEBIAN13_FIREWALLD := firewalld python3-firewall python3-nftables python3-gi python3-dbus libgirepository-1.0-1 gir1.2-glib-2.0 \
	gir1.2-girepository-2.0 libgirepository-2.0-0 libglib2.0-0t64
PYTHON_SYSTEMD := usr/lib/python3/dist-packages/systemd

var/debian13-tools/firewalld: | var/debian13
	@eval "$$(apt-config shell http_proxy Acquire::http::Proxy)" && export http_proxy && mkdir -p $(@D) && \
		chroot var/debian13 sh -ec 'rm -rf /root/deb; mkdir /root/deb; cd /root/deb; as="-qq -o APT::Sandbox::User=root"; \
			apt-get $$as update; apt-get $$as download $(DEBIAN13_FIREWALLD); for deb in *.deb; do dpkg-deb -x $$deb all; done; \
			rm -r /var/lib/apt/lists' && mv var/debian13/root/deb/all $@ && rm -r var/debian13/root/deb || \
		echo 'firewalld of Debian 13 could not be fetched: its tests fail there'

var/debian13-tools/journal: | var/debian13
	@mkdir -p $@/$(dir $(PYTHON_SYSTEMD)) && cp -r var/debian13/$(PYTHON_SYSTEMD) $@/$(dir $(PYTHON_SYSTEMD))
