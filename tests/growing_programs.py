"""Programs that ask for more than any machine has, one for each thing that can grow. Some made by lines that double."""

# ruff: noqa: E501  (each program is on a line of its own)

from __future__ import annotations

HEAD = "import numpy as np, tensorflow as tf, math, functools, itertools, copy, pandas as pd\nimport nowhere\nu = nowhere.x()\n"


def doubled(start: str, line: str, times: int = 60) -> str:
    """A line that doubles something, again and again."""
    return start + "\n" + "\n".join([line] * times)


def looped(start: str, line: str, times: int = 60) -> str:
    """The same in a loop that is unrolled."""
    return f"{start}\nfor i in range({times}):\n    {line}\n"


PROGRAMS = {
    # numbers
    "power": "x = 10**10**10",
    "power of a power": doubled("x = 3", "x = x ** 3"),
    "float power": "x = 1e308 ** 1e308",
    "shift": "x = 1 << 10**9",
    "products": doubled("x = 10**6", "x = x * x"),
    "product of many": "x = math.prod([10**12] * 4096)\ny = np.prod([10**12] * 4096)",
    "sum of many": "x = sum([10**12] * 4096)",
    "rounding": "x = round(5, -10**9)\ny = round(5, -(10**6))",
    "long digits": "x = int('9' * 60000)\ny = float('9' * 60000)\nz = int('1' + '0' * 60000)",
    "infinite": "x = float('inf')\ny = [x, -x]\nz = np.array(y) * 1e308 * 1e308\nw = np.arange(0, 1e308, 1e-308)",
    "huge literals": "x = ["
    + "9" * 400
    + ", 1]\ny = np.array(x)\nfor i in x:\n    z = np.array(i) / i\nfor a, b in zip(x, x):\n    pass\n"
    "k = x[u]\ny = np.zeros(3) + k\n",
    # strings
    "repeated text": "x = 'a' * 10**12",
    "doubled text": doubled("x = 'ab'", "x = x + x"),
    "replaced text": doubled("x = 'aa'", "x = x.replace('a', x)", 12),
    "joined text": doubled("x = 'ab'", "x = x.join([x] * 100)", 8),
    "formatted text": doubled("x = 'ab'", "x = '%s%s%s' % (x, x, x)"),
    "format method": doubled("x = 'ab'", "x = '{}{}{}'.format(x, x, x)"),
    "one field many times": doubled("x = 'ab'", "x = ('{0}' * 1000).format(x)", 5),
    "f-string": doubled("x = 'ab'", "x = f'{x}{x}{x}'"),
    "width": "x = '%999999999d' % 1\ny = '{:>999999999}'.format(1)\nz = f'{1:999999999}'\nw = '{:{}}'.format(1, 10**9)\nv = '%*d' % (10**9, 1)",
    "many widths": "x = ('%999d' * 10000) % ((1,) * 10000)",
    "precision": "x = '%.999999f' % 1.0\ny = f'{1.0:.999999f}'\nz = '{:.99999f}'.format(1.5)",
    "padded text": "x = 'a'.ljust(10**9)\ny = 'a'.zfill(10**9)\nz = 'a'.rjust(10**9, 'b')",
    "colons": "x = (':' * 9000).replace(':', ':::::::').format(1)\ny = ('{' * 60000).format(1)\nz = ('{:' * 30000).format(1)",
    "split text": looped("x = 'a ' * 30000\nk = []", "k.append(x.split())"),
    # lists
    "repeated list": "x = [0] * 10**12\ny = (0,) * 10**12",
    "doubled list": doubled("x = [1, 2]", "x = x + x"),
    "doubled tuple": doubled("x = (1, 2)", "x = x + x"),
    "extended list": doubled("x = [1, 2]", "x.extend(x)"),
    "added to itself": doubled("x = [1, 2]", "x += x"),
    "starred list": doubled("x = [1, 2]", "x = [*x, *x]"),
    "starred tuple": doubled("x = (1, 2)", "x = (*x, *x)"),
    "chained": doubled("x = [1, 2]", "x = list(itertools.chain(x, x))"),
    "sum of lists": "x = sum([[1] * 4000] * 4000, [])",
    "reduced lists": "x = functools.reduce(lambda a, b: a + b, [[1] * 4000] * 4000)",
    "range": "x = range(10**30)\ny = list(range(0, 10**30, 3))\nz = range(-10**30, 10**30)\nw = range(10**30, 0, -1)",
    "product of lists": "x = list(itertools.product(range(4000), repeat=8))\ny = list(itertools.product(*[range(4000)] * 50))",
    "repetition": "x = list(itertools.repeat(0, 10**9))",
    "zip": "x = list(zip(*[range(4000)] * 4000))",
    "zip of zips": looped("x = [1] * 4000", "x = list(zip(x, x))"),
    "comprehensions": "x = [[[[0 for a in range(500)] for b in range(500)] for c in range(500)] for d in range(500)]",
    "dict comprehension": "x = {(a, b, c): 0 for a in range(400) for b in range(400) for c in range(400)}",
    "appended in loops": "x = []\nfor a in range(60):\n    for b in range(60):\n        for c in range(60):\n            x.append(c)",
    "appended many": "x = [0] * 4000\n" + "for a in range(60):\n    for b in range(60):\n        x.insert(0, x)",
    "list in itself": "x = [1]\nx.append(x)\nx += x\ny = np.array(x)\nz = str(x)\nfor a in x:\n    for b in a:\n        y = b\nif u:\n    x.append(x)\n",
    # nested structures
    "nested tuples": doubled("x = (1, 2)", "x = (x, x)")
    + "\ny = np.array(x)\nfor a in x:\n    pass\nif u:\n    x = (x, x)\nz = x == x",
    "nested lists": doubled("x = [1, 2]", "x = [x, x]")
    + "\ny = np.array(x)\nz = copy.deepcopy(x)\nm = tf.constant(x)\nk = np.asarray(x) + 1",
    "nested dicts": doubled("x = {'a': 1}", "x = {'a': x, 'b': x}") + "\ntf.data.Dataset.from_tensor_slices(x)",
    "branches of different tuples": doubled("x, y = (1, 2), (3, 4)", "x, y = (x, x), (y, y)")
    + "\nif u:\n    z = x\nelse:\n    z = y\nfor a, b in zip([x, y], [y, x]):\n    w = a\nk = np.array([x, y])",
    "branch in branch": doubled("x = [1]", "if u: x += x"),
    "branch in loop": "x = [1]\nfor i in u:\n    if u:\n        x.extend(x)\n    x += x\ny = list(zip(x, x))\nz = np.array(x)\nfor i, k in enumerate(x):\n    pass",
    "spliced": doubled("x = [1]\ny = [2]", "z = x if u else y\nx = [*z, *z]\ny = [*z]")
    + "\nk = np.array(x)\nfor a in x:\n    pass\nlist(enumerate(x))\nlist(zip(x, y))",
    "loops of lists": doubled("x = [1]", "x = [a for a in u for b in x]") + "\nnp.array(x)",
    # unions
    "choices": "\n".join(
        f"if u: x{i} = 1\nelif nowhere.y: x{i} = 2\nelif nowhere.z: x{i} = 3\nelse: x{i} = 4" for i in range(20)
    )
    + "\ny = max("
    + ", ".join(f"x{i}" for i in range(20))
    + ")\nz = np.array(["
    + ", ".join(f"x{i}" for i in range(20))
    + "])\n"
    "w = np.reshape(np.zeros(9), ("
    + ", ".join(f"x{i}" for i in range(20))
    + "))\nv = "
    + " + ".join(f"x{i}" for i in range(20)),
    "long loop": "for i in range(4000):\n    x = i\nfor i, k in enumerate(range(4000)):\n    y = k\nfor a in [[i, i + 1] for i in range(500)] * 8:\n    z = a",
    "many keys": "d = {i: i for i in range(500)}\n" + looped("", "d = {**d, **{(i, k): d for k in range(500)}}", 60),
    # arrays
    "sizes": "x = np.zeros((10**12, 10**12, 10**12))\ny = x.reshape(-1, 7)\nz = np.prod(x.shape)\nw = x.size * x.size",
    "axes": "x = np.zeros([1] * 4000)\ny = x[None]\nz = x.reshape([1] * 4000)\nw = np.transpose(x)",
    "axes by indexing": doubled("x = np.zeros((2, 2), dtype='int64')", "x = x[x]") + "\ny = np.take(x, x)",
    "axes by stacking": looped(
        "x = np.zeros((2, 2))", "x = np.stack([x, x])\n    x = np.expand_dims(x, 0)\n    x = x[None, None]"
    ),
    "doubled arrays": doubled("x = np.zeros((2, 2))", "x = np.concatenate([x, x])") + "\ny = np.tile(x, (2,) * 60)",
    "eye": "x = np.eye(10**12)\ny = tf.one_hot(u, 10**12)\nz = tf.keras.utils.to_categorical(u, 10**12)\nw = np.eye(10**6)[u]",
    "meshgrid": "x = np.meshgrid(*[np.zeros(3)] * 4000)",
    "parts": "x = np.split(np.zeros(10**9), 10**9)\ny = tf.split(np.zeros(10**9), 10**9)\nz = tf.unstack(np.zeros((10**9, 2)))",
    "steps": looped("x = np.zeros(3)", "x = (x + 1) / 2"),
    "ranges": looped("x = np.ones(3) * 2", "x = x ** 2 * x"),
    "data sets": doubled(
        "x = tf.data.Dataset.from_tensor_slices((np.zeros(3), np.zeros(3)))", "x = tf.data.Dataset.zip((x, x))"
    )
    + "\nx = x.map(lambda *a: a).batch(2).repeat(10**12).shuffle(10**12)\nfor a in x:\n    pass\nnext(iter(x))",
    "mapped data sets": doubled("x = tf.data.Dataset.range(3)", "x = x.map(lambda a: (a, a))") + "\nx = x.batch(3)",
    "windows": looped("x = tf.data.Dataset.range(3)", "x = x.window(2).batch(2)"),
    "frames": looped("d = pd.DataFrame({'a': [1]})", "d = pd.concat([d, d], axis=1)\n    d[str(i)] = d"),
    "columns": "d = pd.DataFrame(np.zeros((2, 10**9)), columns=range(10**9))\nd.columns\nfor c in d.columns:\n    d[c]",
    # models
    "layers": "m = tf.keras.Sequential([tf.keras.layers.Dense(1)] * 4000)\nx = m.layers * 4000",
    "units": "m = tf.keras.Sequential([tf.keras.Input((10**9, 10**9)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10**12)])\nm.summary()",
    "deep calls": "def f(n): return f(n + 1)\nf(0)\ndef g(a): return g((a, a))\ng(1)",
    "wide calls": "def f(*a): return f(*a, *a)\nf(1)\ndef g(**k): return g(**{x + x: 1 for x in k})\ng(a=1)",
    # patterns
    "patterns": "import re, glob\nre.match('(a+)+$', 'a' * 5000 + 'b')\nre.sub('(a|aa)+$', '', 'a' * 5000 + 'b')\nglob.glob('*' * 60000)\n"
    "import tensorflow_datasets as tfds\ntfds.load('mnist', split='train' + '+train[:1%]' * 5000)\ntfds.load('a' * 60000, split='[' * 60000)",
    "names": "import argparse\np = argparse.ArgumentParser()\nfor i in range(60):\n    for k in range(60):\n        p.add_argument('--' + 'a' * i * k, default=[0] * 4000)\n"
    "a = p.parse_args()\nvars(a)",
}
