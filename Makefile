MVN ?= mvn -B -ntp
# Warnings and errors only.
QUIET := -Dorg.slf4j.simpleLogger.defaultLogLevel=warn

# Make splits the path of a makefile at spaces, but not the directory that it runs in.
ROOT := $(if $(filter-out Makefile,$(MAKEFILE_LIST)),$(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST))))),$(CURDIR))
PERF := $(ROOT)/perf-suite/bin/perf-suite

.DEFAULT_GOAL := help
.PHONY: help build run check test jcstress lincheck gate peers bench install clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-9s %s\n", $$1, $$2 }' "$(ROOT)/Makefile"

build: ## Build the performance suite and its libraries, without tests
	@cd "$(ROOT)" && $(MVN) $(QUIET) -DskipTests -pl perf-suite -am package 1>&2

run: build ## Run the telemetry workload
	@"$(PERF)" run telemetry

check: ## Run the fast tests and hold them to their time and memory budget
	@cd "$(ROOT)" && rm -f target/check-budget.txt */target/check-budget.txt build/*/target/check-budget.txt
	@cd "$(ROOT)" && $(MVN) $(QUIET) -Pcheck test
	@"$(ROOT)/build/check-budget.sh"

test: ## Run every test of every module, and use the engine from a project outside
	@cd "$(ROOT)" && $(MVN) verify
	@MVN="$(MVN)" "$(ROOT)/build/consumer-test.sh"

jcstress: ## Test the memory order that the engine relies on (five minutes)
	@cd "$(ROOT)" && $(MVN) $(QUIET) -Pjcstress -DskipTests -pl build/jcstress -am package 1>&2
	@"$(ROOT)/build/jcstress-test.sh" $(JCSTRESS_ARGS)

lincheck: ## Check models of the algorithms that the engine relies on (one minute)
	@cd "$(ROOT)" && $(MVN) $(QUIET) -Plincheck -pl build/lincheck -am -Dtest='*Lincheck*' \
		-Dsurefire.failIfNoSpecifiedTests=false test

gate: ## Hold the measured latencies to their limits
	@echo "gate: the latency gate arrives with the measuring module; nothing was measured." 1>&2
	@exit 2

peers: ## Build the peers that the benchmarks compare with (downloads them)
	@cd "$(ROOT)" && $(MVN) $(QUIET) -Ppeers -DskipTests -pl perf-suite -am package 1>&2

bench: build ## Run the benchmarks
	@"$(PERF)" bench

install: ## Install jars, sources, Javadoc and the bill of materials into the local repository
	@cd "$(ROOT)" && $(MVN) install -Prelease -DskipTests

clean: ## Delete everything the build has made
	@cd "$(ROOT)" && $(MVN) $(QUIET) clean
