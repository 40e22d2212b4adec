# Thin: every command is `python3 -m workspace …`, which installs what is missing first.
WORKSPACE := python3 -m workspace
export ARGS ?=
ADDONS ?=
KIND ?= all
FOLDER ?=
FILE ?=
DECOYS ?= 0

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-matching bench-reading bench-forecast replay screenshots shell clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: ## Odoo with the suite, a year of a company's Stripe money and a NetSuite account, on this machine; Ctrl-C ends it
	@$(WORKSPACE) demo

test: ## The whole suite, unit to browser, in one pytest (ARGS="-k webhook", ADDONS=ar_sync)
	@$(WORKSPACE) test --addons "$(ADDONS)" -- "$$ARGS"

lint: ## ruff, mypy (strict) on the pure rooms, pylint-odoo, Odoo's own lint tests
	@$(WORKSPACE) lint

bench: ## Every benchmark, as one table (ARGS="…" is handed on)
	@$(WORKSPACE) python -- -m bench $(ARGS)

bench-matching: ## The matching engine on a folder of invoices.csv, payments.csv, matches.csv (FOLDER=… DECOYS=1)
	@test -n "$(FOLDER)" || { echo "make bench-matching FOLDER=… is needed" >&2; exit 2; }
	@$(WORKSPACE) tool bench.matching --folder "$(FOLDER)" --decoys "$(DECOYS)" $(ARGS)

bench-forecast: ## The forecast on a CSV of invoices with the days they were settled on, beside simpler ones (FILE=…)
	@test -n "$(FILE)" || { echo "make bench-forecast FILE=… is needed" >&2; exit 2; }
	@$(WORKSPACE) tool bench.forecast --file "$(FILE)" $(ARGS)

bench-reading: ## The reader of replies on JSON lines of mails whose meaning is known (FILE=…)
	@test -n "$(FILE)" || { echo "make bench-reading FILE=… is needed" >&2; exit 2; }
	@$(WORKSPACE) tool bench.reading --file "$(FILE)" $(ARGS)

replay: ## Read folders of recorded exchanges and bank files with the sync's readers (FOLDER=…, or KIND=netsuite FOLDER=…)
	@test -n "$(FOLDER)" || { echo "make replay FOLDER=… is needed" >&2; exit 2; }
	@$(WORKSPACE) tool bench.replay --kind "$(KIND)" --folder "$(FOLDER)" $(ARGS)

screenshots: ## The pictures of docs/images, taken anew from the demonstration (ARGS="review payout")
	@$(WORKSPACE) screenshots $(ARGS)

shell: ## Odoo's shell on the demonstration's database
	@$(WORKSPACE) shell

clean: ## Remove databases, the private PostgreSQL cluster and .workspace; keeps the cache of downloads
	@$(WORKSPACE) clean
