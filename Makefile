# The commands of the project. What each does in detail stands in scripts/.
PORT ?= 8000
BASE_URL ?=
PYTHON ?=
ARGS ?=
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help install demo test lint check bench lock pictures

help:
	@echo 'make demo     安装并启动演示（PORT=8000）        install, then serve two example campaigns'
	@echo 'make install  建立 .venv，安装锁定的依赖         the virtual environment with the locked dependencies'
	@echo 'make test     安装测试所需并运行全部测试         everything tests need, then every test (ARGS=... for some)'
	@echo 'make lint     格式、规则、类型、构建产物、迁移   format, rules, types, built assets, migrations, lock files'
	@echo 'make check    lint 与 test                       both of the above'
	@echo 'make bench    基准测试                           the benchmarks'
	@echo 'make pictures 重新截图，放进 docs/screenshots    the screenshots of the documents, taken anew'
	@echo 'make lock     重新锁定依赖                       lock the dependencies anew'

install:
	@sh scripts/install.sh

demo: install
	@EVALSITE_BASE_URL='$(BASE_URL)' exec .venv/bin/evalsite demo --port $(PORT)

test:
	@bash scripts/test.sh $(ARGS)

lint:
	@bash scripts/lint.sh

check: lint test

bench:
	@bash scripts/test.sh --bench $(ARGS)

pictures:
	@bash scripts/test.sh --pictures

lock:
	@sh scripts/install.sh --test
	@bash scripts/lock.sh
