# portjail: `make run` and `make test` do all the set-up themselves; `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := node_modules/.bin

ESBUILD := $(BIN)/esbuild --bundle --splitting --format=esm --platform=node --target=node20 \
	--main-fields=module,main --external:koffi --log-level=warning --entry-names=[name] \
	--banner:js="import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

node_modules/.package-lock.json: package.json package-lock.json
	npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: build
build: node_modules/.package-lock.json  ## make dist/, what ships
	@rm -rf dist
	$(ESBUILD) src/cli.ts --outdir=dist

.PHONY: compile
compile: node_modules/.package-lock.json
	@rm -rf build
	$(BIN)/tsc

.PHONY: check
check: compile  ## types, lint, format, layers, generated files
	$(BIN)/biome ci --colors=off .
	$(BIN)/oxlint --type-aware
	node --test build/test/layers.test.js

.PHONY: unit
unit: compile  ## unit and property tests
	node build/test/index.js

.PHONY: clean
clean:  ## remove what was made
	rm -rf build dist node_modules var

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*##/\1 /p' $(MAKEFILE_LIST) | awk '{n=$$1; $$1=""; printf "  make %-16s%s\n", n, $$0}'
