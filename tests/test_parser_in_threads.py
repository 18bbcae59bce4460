"""Several threads may parse at once, though Python's parser counts its depth for all of them together."""

import gc
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kerasrules.processes.python_parser import module_tree


@pytest.fixture
def _threads_that_switch_while_a_tree_is_built():
    def let_others_run(*_: object) -> None:
        time.sleep(0)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    gc.callbacks.append(let_others_run)
    yield
    gc.callbacks.remove(let_others_run)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_threads_that_switch_while_a_tree_is_built")
def test_threads_parse_without_disturbing_each_other() -> None:
    # with `ast.parse` itself, about one in fifty of these ends with a SystemError on Python 3.11
    texts = ["y = " + "+".join(["1"] * 900), "x = [1, 2, 3]\n" * 50]
    for _ in range(10):
        with ThreadPoolExecutor(8) as threads:
            parsed = list(threads.map(module_tree, texts * 24))
        assert [len(tree.body) for tree in parsed] == [1, 50] * 24
