# make run     opens the window; make run FILES="a.mp3 'my show.wav'" opens it with these queued.
# make test    runs all tests.
# Both first install what is missing: .ci/packages lists it, and says why.
# The others: build headless fidelity bench soak lint package clean.

# A sudo that resets the PATH still finds Go where its own installer puts it.
export PATH := $(PATH):/usr/local/go/bin
# A tree that belongs to another user builds too; -X main.version says what it is.
export GOFLAGS += -buildvcs=false

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_BUILD := go build -trimpath -ldflags '-X main.version=$(VERSION)'
TAGS     := migrated_fynedo
SEGMENTS := artifacts/segments
# Written by npm beside what it has installed.
RECEIVERS := notifier/testdata/receivers/node_modules/.package-lock.json

.PHONY: build headless run test fidelity bench soak lint package clean packages
.NOTPARALLEL:

build: GROUPS := build
build: packages
	$(GO_BUILD) -tags $(TAGS) -o bin/audiospliter .

headless: packages
	CGO_ENABLED=0 $(GO_BUILD) -tags headless -o bin/audiospliter-headless .

ifneq (,$(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)))
run: GROUPS := run build
run: packages build
	bin/audiospliter $(value FILES)
else
run: GROUPS := run
run: packages headless
	@echo 'There is no display, so this splits on the command line, into $(SEGMENTS):'
ifdef FILES
	bin/audiospliter-headless split -o $(SEGMENTS) $(value FILES)
else
	bin/audiospliter-headless split -o $(SEGMENTS) --mode silence --on-conflict overwrite assets/sample.mp3
endif
endif

# The race detector's build is the only one that tests and lint compile: it takes minutes.
test: GROUPS := run build test
test: packages bin/tools/gotestsum $(RECEIVERS)
	LANG=en_US.UTF-8 LC_ALL= LANGUAGE= bin/tools/gotestsum --format pkgname-and-test-fails -- \
		-race -vet=off -timeout 20m -tags $(TAGS) ./...

# What is exact where, by every test of the formats: each source is cut at CUTS
# random places, where the tests need fewer to be quick.
CUTS := 50
fidelity: GROUPS := run build test
fidelity: packages bin/tools/gotestsum
	AUDIOSPLITER_CUTS=$(CUTS) bin/tools/gotestsum --format testname -- \
		-count 1 -p 1 -vet=off -timeout 0 ./engine/media/... ./engine/decode/... ./engine/cut/...

bench: GROUPS := run build test
bench: packages
	go test -p 1 -run '^$$' -bench . -tags $(TAGS) \
		$$(grep -rl --include='*_test.go' '^func Benchmark' . | xargs -n 1 dirname | sort -u)

# What may come of an hour in which jobs are added, held, canceled and killed at
# random: nightly. SOAK=10m is a shorter one.
SOAK := 1h
soak: GROUPS := run build test
soak: packages
	ENGINE_TEST_SOAK=$(SOAK) go test -race -vet=off -timeout 0 -run TestSoak -v ./engine

lint: GROUPS := build
lint: packages bin/tools/gofumpt bin/tools/staticcheck bin/tools/depguard
	.ci/lint $(TAGS)

package: GROUPS := build package
package: packages build bin/tools/fyne
	.ci/package

clean:
	rm -rf bin dist artifacts

packages:
	@.ci/packages $(GROUPS)

$(RECEIVERS): notifier/testdata/receivers/package-lock.json
	npm ci --prefix $(dir $<) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

bin/tools/gofumpt:     PROGRAM := mvdan.cc/gofumpt
bin/tools/staticcheck: PROGRAM := honnef.co/go/tools/cmd/staticcheck
bin/tools/depguard:    PROGRAM := github.com/OpenPeeDeeP/depguard/v2/cmd/depguard
bin/tools/gotestsum:   PROGRAM := gotest.tools/gotestsum
bin/tools/fyne:        PROGRAM := fyne.io/tools/cmd/fyne
bin/tools/%: .ci/tools/go.mod
	CGO_ENABLED=0 go build -C .ci/tools -o $(CURDIR)/$@ $(PROGRAM)
	@touch $@
