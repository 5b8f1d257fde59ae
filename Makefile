# The verbs of this house; each calls its npm script.
.PHONY: check test bench bundle flash serve release
BOARD ?= linux
check: ; npm run -s check
test: ; npm test
bench: ; npm run -s bench
bundle: ; npm run -s bundle -- --board $(BOARD)
flash: ; npm run -s latchkey -- flash --board $(BOARD) --port $(PORT)
serve: ; npm run -s latchkey -- serve
release: check test ; npm run -s bundle -- --board esp32-devkit
