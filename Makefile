# make site    build site/ (a fresh clone needs nothing else)
# make test    all tests; installs what they need
# make test-lifeboat  the same site from ProperDocs, the fork that follows MkDocs 1.x
# make serve   preview at http://127.0.0.1:8000, reloads at each change
# make check   check data/ and docs/ without building
# make lint    the layout of the code and of the pages, as file:line
# make spell   the spelling of everything that people read, in each language, with what may have been meant
# make bench   measure builds, loading and page weights into build/bench.md; quick: make bench BENCH='--sizes 100'
# make scale WORKBOOK=national-directory.xlsx  guides of all states from a federal workbook, built and measured; SCALE='--sheets'
# make screenshots  pictures of the pages into build/screenshots/, to look at
# make pictures  pictures of the pages that changed into build/pictures/: phone, each language, paper; make pictures SINCE=HEAD~3
# make suggestion FORM=file  a filled-in form of the public editor becomes a change, with its texts in build/suggestion/
# make links   visit every website that the data names; the report is build/links.json (needs the network)
# make issue-stale, make issue-links  the text of the issue of each month, in build/issue-stale/, build/issue-links/
# make audit   licenses and known faults of the pinned dependencies (the faults need the network)
# make sbom    what a release is made of (CycloneDX), into build/sbom.json; publish it beside the site's files
# make lock    pin the dependencies of pyproject.toml again, with hashes

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := site
.PHONY: audit bench scale screenshots site test test-lifeboat sbom serve check lint spell lock programs pictures suggestion links issue-stale issue-links post-stale post-links post-suggestion

site: .venv/installed
	@$(BIN)/guide build

serve: .venv/installed
	@$(BIN)/mkdocs serve

check: .venv/installed
	@$(BIN)/guide check $(CHECK)

test: .venv/tools programs .venv/nu lint spell
	@$(BIN)/python -m compileall -q hooks # once, also where Python keeps nothing: the tests start hundreds of processes
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

lint: .venv/tools
	@$(BIN)/ruff check hooks tests data
	@$(BIN)/mypy
	@$(BIN)/pymarkdown scan README.md CONTRIBUTING.md data/README.md docs

spell: .venv/tools .venv/dictionaries
	@$(BIN)/python -m tests.words.spelling

test-lifeboat: .venv/tools
	@$(BIN)/pytest tests/test_lifeboat.py

bench: .venv/tools programs
	@$(BIN)/python -m tests.bench.bench $(BENCH)

scale: .venv/installed
	@test -n "$(WORKBOOK)" || { echo "name the workbook: make scale WORKBOOK=national-directory.xlsx" >&2; exit 2; }
	@$(BIN)/python -m tests.scale.country "$(WORKBOOK)" $(SCALE)

screenshots: .venv/tools programs site
	@$(BIN)/python -m tests.screenshots

SINCE := origin/main
pictures: .venv/tools programs site
	@$(BIN)/python -m tests.pictures --since "$(SINCE)"

# What the workflows do. FORM: what GitHub tells of the issue; whatever a stranger wrote stays in that file.
# A form that cannot become a change has an answer all the same.
suggestion: .venv/installed
	@rm -rf build/suggestion; $(BIN)/guide suggestion "$(FORM)" || test -s build/suggestion/reply.md

links: .venv/installed
	@$(BIN)/guide links $(LINKS)

issue-stale issue-links: issue-%: .venv/installed
	@$(BIN)/guide issue $* --to build/issue-$*

# The one open issue that a workflow wrote and that begins with this mark gets the new text; where there is none, one is opened.
post-stale post-links: post-%: issue-%
	@set -e; cd build/issue-$*; title=$$(cat title.txt); mark=$$(head -n 1 body.md); \
	number=$$(gh issue list --state open --app github-actions --limit 200 --json number,body \
	  --jq "[.[] | select(.body | startswith(\"$$mark\"))][0].number // empty"); \
	if [ -n "$$number" ]; then gh issue edit "$$number" --title "$$title" --body-file body.md; \
	else gh issue create --title "$$title" --body-file body.md; fi

# The change of a form as a branch with one commit, and the proposal of it; a form that was edited replaces both. Where an
# editor has worked on the branch, it is left alone.
BOT := github-actions[bot]
BOT_MAIL := 41898282+github-actions[bot]@users.noreply.github.com
post-suggestion:
	@set -e; branch="suggestion-$(ISSUE)"; title=$$(cat build/suggestion/title.txt); \
	git add data docs; \
	git -c user.name="$(BOT)" -c user.email="$(BOT_MAIL)" commit --quiet --message "$$title"; \
	if git fetch --quiet origin "refs/heads/$$branch" 2>/dev/null; then \
	  if git log --format=%ae FETCH_HEAD --not HEAD~1 | grep -qvxF "$(BOT_MAIL)"; then echo "An editor has worked on $$branch; it is left alone."; exit 0; fi; fi; \
	git push --quiet --force origin "HEAD:refs/heads/$$branch"; \
	gh pr create --head "$$branch" --title "$$title" --body-file build/suggestion/summary.md \
	  || gh pr edit "$$branch" --title "$$title" --body-file build/suggestion/summary.md

audit: .venv/tools
	@$(BIN)/python -m tests.release.audit

# Dated as the commit, so that the same release has the same bytes.
sbom: .venv/tools
	@$(BIN)/python -m tests.release.sbom build/sbom.json --date "$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)}"
	@echo build/sbom.json

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 site")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tools: requirements-dev.txt .venv/installed
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# What the tests look at pages, sheets and HTML with: program, then Debian's package.
TOOLS := chromium:chromium pdftoppm:poppler-utils java:default-jre-headless npm:npm
programs:
	@missing=; for tool in $(TOOLS); do command -v $${tool%%:*} >/dev/null || missing="$$missing $${tool#*:}"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "The tests need these programs. Install them, for example: sudo apt-get install$$missing" >&2; exit 1; fi; fi

# The Nu HTML checker: the same bytes each time, or none.
NU := vnu-jar@26.9.27
NU_SHA256 := 22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47
.venv/nu: .venv/installed | programs
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $@ $(NU)
	@echo "$(NU_SHA256)  $@/node_modules/vnu-jar/build/dist/vnu.jar" | sha256sum --check --quiet
	@touch $@

# The dictionaries for the spelling, in the same way.
define DICTIONARIES_SHA256
8ae1f19d4840d957728ad90555d5a8dff6cc5c046279c95ff0c00fc0a0136c7b  dictionary-en/index.aff
f0b1a234bd178bdd01875b2a392a9647f888b8fe879f79c52aae62c2759b3647  dictionary-en/index.dic
4dc9ddafc140e0fc27a40fe808ff3d77138e12bf3db5748832f03d780aadecfa  dictionary-es-mx/index.aff
bfb17f2e285505fbe7a2d8c1785906e7ed2cd7f6fd6182afb9d8ac0e7e16d202  dictionary-es-mx/index.dic
endef
export DICTIONARIES_SHA256
.venv/dictionaries: .venv/installed | programs
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $@ dictionary-en@4.0.0 dictionary-es-mx@2.0.0
	@cd $@/node_modules && echo "$$DICTIONARIES_SHA256" | sha256sum --check --quiet
	@touch $@

# One index of packages, no address of it in the files.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --all-build-deps --no-header \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: .venv/tools
	@$(COMPILE) --output-file requirements.txt pyproject.toml
	@$(COMPILE) --all-extras --output-file requirements-dev.txt pyproject.toml
