# Everything from nothing: each target does its own set-up. `make help` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := binutils ca-certificates g++ libarchive-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
  libcurl4-openssl-dev libedit2 libncurses6 libsimdjson-dev libsqlite3-dev libssl-dev libxml2-dev \
  libzstd-dev make openssl pkg-config tzdata unzip zlib1g-dev zstd
TEST_PACKAGES := jq python3 python3-venv
EXHIBIT := .build/release/exhibit

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

deps: ## install the Debian packages that the build needs (apt-get; sudo when not root)
	@command -v swift >/dev/null || { echo "make: no swift on the PATH: install the Swift 6.3 toolchain (swift.org/install/linux) first" >&2; exit 1; }
	@./Tests/checks/install-packages "$(SUDO)" $(PACKAGES)

bench-deps: deps
	@./Tests/checks/install-packages "$(SUDO)" bc jq python3 python3-venv time

test-deps: deps
	@./Tests/checks/install-packages "$(SUDO)" $(TEST_PACKAGES)
	@./Tests/checks/install-stock-tools

embedded:
	@Sources/CEmbeddedData/generate

build: deps embedded ## debug build
	swift build

release: deps embedded ## release build: .build/release/exhibit
	@echo "building exhibit (release; about three minutes the first time on two cores)"
	swift build -c release --product exhibit

demo: release ## a simulated incident, from raw logs to a signed bundle and four documents
	rm -rf demo
	$(EXHIBIT) drill --accounts 2000 --records 100000 --out demo

check: deps ## formatting, module arrows, sizes, embedded data
	@Tests/checks/check

test: test-deps embedded check ## every test
	swift build --build-tests
	swift test --skip-build --disable-xctest

install: release ## copy the binary to /usr/local/bin
	$(SUDO) install -m 0755 $(EXHIBIT) /usr/local/bin/exhibit

fmt: ## format the Swift sources
	swift format -i -r Sources Tests Package.swift

bench: release bench-deps ## measure import and scope beside stock tools (docs/performance.md)
	@Tests/checks/bench

fuzz: deps embedded ## fuzz each reader of foreign bytes (FUZZ_SECONDS=60 each)
	@Tests/Fuzz/fuzz

soak: release test-deps ## 1,000 generated tenants; 200 kills of an import of 1 GB; 300 kills and 300 fault plans of collect (two hours)
	swift build --build-tests
	time GENERATED_SEEDS=$${GENERATED_SEEDS:-1000} swift test --skip-build --disable-xctest --filter Generated
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && \
	$(EXHIBIT) drill --write "$$work/drill" --shape graph-lines,ual-json --accounts 5000 --records 480000 && \
	KILLS=$${KILLS:-200} Tests/checks/kills "$$work/drill/exports"
	EXHIBIT_BINARY_FOLDER=$(CURDIR)/.build/release COLLECT_KILLS=$${COLLECT_KILLS:-300} COLLECT_SEEDS=$${COLLECT_SEEDS:-300} \
	  swift test --disable-xctest --filter 'CollectKillTests|CommandTests.FaultTests'

clean: ## remove what was built
	rm -rf .build .build-fuzz .venv demo

.PHONY: help deps bench-deps test-deps embedded build release demo check test install fmt bench clean fuzz soak
