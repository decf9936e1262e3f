# The two commands of the house: `make run` and `make test`. Everything else is for those who build it.
# PORT=8400 moves the portal (and the ports after it); FRESH=1 begins anew; KEYCLOAK_URL= and DATABASE_URL=
# point at servers of yours.
PYTHON ?= python3
PORT ?= 8400
FRESH ?= 0
BOOTSTRAP := $(PYTHON) gateway/dev/bootstrap.py

.PHONY: run test soak bench lint

run:
	@$(BOOTSTRAP) run
	@exec .venv/bin/python -m gateway dev --port $(PORT) $(if $(filter 1,$(FRESH)),--fresh,) \
		$(if $(KEYCLOAK_URL),--keycloak-url $(KEYCLOAK_URL),) $(if $(DATABASE_URL),--database-url $(DATABASE_URL),)

test:
	@$(BOOTSTRAP) test
	@.venv/bin/python -m tests.stages

soak:
	@$(BOOTSTRAP) test
	@CGT_SOAK=1 .venv/bin/python -m tests.stages

bench:
	@$(BOOTSTRAP) run
	@.venv/bin/python -m tests.bench

lint:
	@$(BOOTSTRAP) test
	@.venv/bin/python -m tests.stages lint
