"""The tables, files and data sets of a program: computed as the program itself does, where all of it is known."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from reading import HEADER, program  # noqa: E402
from test_confirm_given import header, leaves  # noqa: E402

from kerasrules.confirming.own_data.program_files import ProgramFiles  # noqa: E402
from kerasrules.confirming.plan.data_plan import plan_data  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.run.own_arrays import NotOwn, OwnArrays, ProgramArrays  # noqa: E402
from kerasrules.confirming.run.own_samples import OwnSamples, ProgramText  # noqa: E402

START = "import numpy as np\nnet = Sequential([Input((1,)), Dense(1)])\nnet.compile('sgd', 'mse')\n"


def found(text: str, path: str = "train.py", **how: Any) -> OwnArrays | None:
    location = plan_data(program(text).trainings[0]).location
    assert location is not None
    try:
        return ProgramArrays(HEADER + text, [location], ProgramFiles(path, **how)).of(location, 1, 1)
    except NotOwn:
        return None


def arrays(before: str, fit: str = "net.fit(x, y)") -> Any:
    own = found(START + before + "\n" + fit + "\n")
    return None if own is None else (own.x[0].tolist(), own.y[0].tolist())


Y = "y = np.array([3.0, 4.0])"
X = "x = np.array([[1.0], [2.0]])"


@pytest.mark.parametrize(
    ("before", "x"),
    [
        (f"{X}\nx[0] = 7", [[7], [2]]),
        (f"{X}\nx *= 2", [[2], [4]]),
        (f"{X}\nz = x\nz += 1", [[2], [3]]),
        (f"{X}\nx = x / 2", [[0.5], [1]]),
        ("x = np.array([[2.0], [1.0]])\nx.sort(axis=0)", [[1], [2]]),
        (f"{X}\nif len(x) == 2:\n    x = np.array([[5.0], [6.0]])", [[5], [6]]),
        (f"def change(a, by=5):\n    a[0] = by\n{X}\nchange(x)", [[5], [2]]),
        (f"def scaled(a):\n    return a / a.max()\n{X}\nx = scaled(x)", [[0.5], [1]]),
        ("x = []\nfor n in range(4):\n    if n % 2:\n        x.append([n])\nx = np.array(x)", [[1], [3]]),
        ("x = np.array([[n + 1] for n in range(2)])", [[1], [2]]),
        (f"{X}\nimport matplotlib.pyplot as plt\nplt.plot(x)\nprint(x.shape)", [[1], [2]]),
        (f"{X}\ntry:\n    x = x + 1\nexcept ValueError:\n    pass", [[2], [3]]),
        (f"{X}\nwith tf.device('CPU'):\n    x = x + 1", [[2], [3]]),
        (f"{X}\nx = list(map(lambda one: one * 2, x))\nx = np.array(x)", [[2], [4]]),
    ],
)
def test_statements_are_followed(before: str, x: Any) -> None:
    assert arrays(f"{before}\n{Y}") == (x, [3, 4])


@pytest.mark.parametrize(
    "before",
    [
        f"x = np.loadtxt('table')\n{Y}",
        f"from helpers import prepared\n{X}\nprepared(x)\n{Y}",
        f"from helpers import ready\n{X}\nif ready:\n    x = x * 2\n{Y}",
        f"from helpers import count\n{X}\nfor n in range(count):\n    x += 1\n{Y}",
        f"from helpers import prepared\n{X}\nz = x\nprepared(z)\n{Y}",
        f"{X}\nx.someday(3)\nx = x.someday()\n{Y}",
        f"import pandas as pd\nx = pd.DataFrame({{'a': [1.0, 2.0]}})\nx.set_index('a', inplace=True)\n{Y}",
        f"import pandas as pd\nx = pd.DataFrame({{'a': [1, 2]}})\nif unknown():\n    x.drop(0, inplace=True)\n{Y}",
        f"import pandas as pd\nx = pd.DataFrame({{'a': [1, 2], 'b': [1, 2]}})\nx.pop(unknown())\n{Y}",
        f"x = np.zeros(10**12)\n{Y}",
        f"x = np.array([[1.0], [2.0]]) * 10 ** 10 ** 10\n{Y}",
        f"x = np.zeros((100_000, 1)) * np.zeros((1, 100_000))\n{Y}",
        f"import os\nx = np.array([[os.getpid()], [2.0]])\n{Y}",
        f"x = np.array([[1.0], [np.nan]])\n{Y}",
        f"n = 0\nwhile True:\n    n += 1\n{X}\n{Y}",
        f"def again(n):\n    return again(n)\n{X}\nx = again(x)\n{Y}",
        f"x = eval('[[1.0], [2.0]]')\n{Y}",
        f"x = __import__('os').listdir('.')\n{Y}",
        f"x = np.array(open('train.py').read())\n{Y}",
        f"x = ().__class__.__bases__\n{Y}",
    ],
)
def test_what_is_not(before: str) -> None:
    assert arrays(before) is None


def test_a_function_that_trains() -> None:
    text = (
        "import numpy as np\ndef train(net, x, y):\n    net.fit(x / 2, y)\ndef main():\n"
        "    net = Sequential([Input((1,)), Dense(1)])\n    net.compile('sgd', 'mse')\n"
        "    x = np.arange(4.0)\n    train(net, x, y=x)\nif __name__ == '__main__':\n    main()\n"
    )
    own = found(text)
    assert own is not None
    assert own.x[0].tolist() == [0, 0.5, 1, 1.5]


# ---- as pandas and scikit-learn do it ----

TABLE = "id,town,rooms,area,sold,kind\n" + "".join(
    f"{n},{('Rome', 'Oslo', 'Bern')[n % 3]},{n % 5 + 1},{'' if n % 7 == 3 else n * 1.5},{n % 2 == 0},"
    f"{('flat', 'house')[n * 7 % 11 > 4]}\n"
    for n in range(40)
)
READ = "import pandas as pd\ndf = pd.read_csv('homes.csv')\n"
SKLEARN = "from sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import *\n"
SCALED = READ + ("df = df.dropna()\nX = df[['rooms', 'area']].values\ny = LabelEncoder().fit_transform(df['kind'])\n")

PREPARED = {
    "columns": READ + "net.fit(df[['rooms', 'area']].fillna(0), df['sold'])",
    "positions": READ + "d = df.values\nx = d[:, 2:4].astype('float32')\nx[np.isnan(x)] = -1\n"
    "net.fit(x, df.iloc[:, 2])",
    "named": READ + "x = df.loc[:, 'rooms':'area'].fillna(df['area'].mean())\nnet.fit(x.to_numpy(), df.sold.values)",
    "dropped": READ + "df.drop(['id', 'town', 'kind'], axis=1, inplace=True)\ndf = df.dropna()\n"
    "y = df.pop('sold')\nnet.fit(df, y.astype(int))",
    "dummies": READ + "x = pd.get_dummies(df[['town', 'rooms']])\nnet.fit(x.astype('float32'), df['rooms'])",
    "first dropped": READ + "x = pd.get_dummies(df, columns=['town'], drop_first=True).drop(columns=['area', 'kind'])\n"
    "net.fit(x.values.astype('float32'), df['rooms'])",
    "codes": READ + "df['kind'] = df['kind'].map({'flat': 0, 'house': 1})\n"
    "df['town'] = df.town.astype('category').cat.codes\n"
    "net.fit(df[['town', 'rooms']], df['kind'])",
    "filtered": READ + "df = df[df['rooms'] > 2]\ndf = df.reset_index(drop=True)\nnet.fit(df[['rooms']], df['id'] * 2)",
    "standardized": READ + "x = df[['rooms', 'id']]\nx = (x - x.mean()) / x.std()\nnet.fit(x, df['rooms'])",
    "applied": READ + "df['big'] = df['rooms'].apply(lambda n: 1 if n > 3 else 0)\nnet.fit(df[['id']], df['big'])",
    "by row": READ + "df['sum'] = df.apply(lambda row: row['rooms'] + row['id'], axis=1)\n"
    "net.fit(df[['id']], df['sum'])",
    "shuffled": READ + "df = df.sample(frac=1, random_state=3)\n"
    "net.fit(df[['rooms', 'id']].values, df['rooms'].values)",
    "replaced": READ + "df = df.replace({'town': {'Rome': 0, 'Oslo': 1, 'Bern': 2}})\n"
    "net.fit(df[['town']].astype(int), df['id'])",
    "changed": READ + "df.loc[df['rooms'] > 3, 'rooms'] = 3\nnet.fit(df[['rooms']], df['id'])",
    "types": READ + "x = df.select_dtypes(include=['int64'])\nnet.fit(x, pd.factorize(df['town'])[0])",
    "joined": READ + "x = pd.concat([df['rooms'], pd.get_dummies(df['town'])], axis=1)\n"
    "net.fit(x.values.astype('float32'), df.id)",
    "texts": READ + "net.fit(df[['id']], df['town'].str.lower().str.len())",
    "names": "import pandas as pd\ndf = pd.read_csv('homes.csv', header=0, names=list('abcdef'), usecols=['a', 'c'])\n"
    "net.fit(df[['a']], df['c'])",
    "split": SKLEARN + SCALED + "a, b, c, d = train_test_split(X, y, test_size=0.3, random_state=1)\nnet.fit(a, c)",
    "scaled": SKLEARN + SCALED + "a, b, c, d = train_test_split(X, y, test_size=7, random_state=0)\n"
    "scaler = StandardScaler()\n"
    "a = scaler.fit_transform(a)\nb = scaler.transform(b)\nnet.fit(b * 1, d)",
    "ranged": SKLEARN + SCALED + "net.fit(MinMaxScaler(feature_range=(-1, 1)).fit_transform(X), y)",
    "robust": SKLEARN + SCALED + "net.fit(RobustScaler().fit(X).transform(X), y)",
    "one hot": SKLEARN + READ + "x = OneHotEncoder().fit_transform(df[['town', 'rooms']]).toarray()\n"
    "net.fit(x, df['id'])",
    "hot columns": SKLEARN + READ + "e = OneHotEncoder()\nhot = e.fit_transform(df[['town']]).toarray()\n"
    "hot = pd.DataFrame(hot, columns=e.get_feature_names_out(['town']))\n"
    "df = pd.concat([df.drop('town', axis=1), hot], axis=1)\nnet.fit(df[['rooms', 'town_Oslo']], df['town_Rome'])",
    "by attribute": READ + "df.rooms = df.rooms * 2\ndf.loc[:, 'id'] = df.id.values + 1\nnet.fit(df[['rooms']], df.id)",
    "binarized": SKLEARN + READ + "net.fit(df[['id']], LabelBinarizer().fit_transform(df['town']))",
    "transformed": SKLEARN + READ + "from sklearn.compose import ColumnTransformer\n"
    "t = ColumnTransformer([('hot', OneHotEncoder(), [1])], remainder='passthrough')\n"
    "x = np.array(t.fit_transform(df[['id', 'town', 'rooms']].values)).astype('float32')\nnet.fit(x, df['id'])",
    "circles": "from sklearn.datasets import make_circles\n"
    "x, y = make_circles(90, noise=0.1, factor=0.4, random_state=3)\nnet.fit(x, y)",
    "moons": "from sklearn.datasets import make_moons\n"
    "x, y = make_moons(n_samples=61, noise=0.2, random_state=1)\nnet.fit(x, y)",
    "blobs": "from sklearn.datasets import make_blobs\n"
    "x, y = make_blobs(50, centers=4, n_features=3, random_state=2)\nnet.fit(x, y)",
    "regression": "from sklearn.datasets import make_regression\n"
    "x, y = make_regression(n_samples=60, n_features=7, noise=3.0, random_state=8)\nnet.fit(x, y)",
    "loaded": "d = np.genfromtxt('homes.csv', delimiter=',', skip_header=1, usecols=(0, 2))\n"
    "net.fit(d[:, :1], d[:, 1])",
    "archive": "d = np.load('homes.npz')\nnet.fit(d['a'] / 255, d['b'])",
    "hdf": "import h5py\nwith h5py.File('homes.h5', 'r') as f:\n    x = f['a'][:]\n    y = np.array(f['b'])\n"
    "net.fit(x, y)",
}


class Trained(Exception):
    """What fit was given."""


class Net:
    def fit(self, x: Any, y: Any) -> None:
        raise Trained(np.asarray(x), np.asarray(y))


@pytest.mark.parametrize("name", PREPARED)
def test_as_the_program_itself_computes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Run for real, where its libraries are installed, the program gives the same arrays to fit."""
    text = PREPARED[name]
    (tmp_path / "homes.csv").write_text(TABLE)
    np.savez(tmp_path / "homes.npz", a=np.arange(12).reshape(6, 2), b=np.arange(6) % 2)
    if name == "hdf":
        h5py = pytest.importorskip("h5py")
        with h5py.File(tmp_path / "homes.h5", "w") as file:
            file["a"], file["b"] = np.arange(12).reshape(6, 2), np.arange(6) % 2
    path = tmp_path / "train.py"
    (tmp_path / "pyproject.toml").touch()
    own = found("import numpy as np\n" + START[START.index("net = ") :] + text + "\n", str(path))
    assert own is not None
    for library in ("pandas", "sklearn"):
        if library in text:
            pytest.importorskip(library)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Trained) as trained:
        exec(compile(text, "train.py", "exec"), {"net": Net(), "np": np, "__name__": "__main__"})
    x, y = trained.value.args
    np.testing.assert_allclose(own.x[0], x.astype(own.x[0].dtype), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(own.y[0], y.astype(own.y[0].dtype), rtol=1e-6, atol=1e-9)
    assert own.x[0].shape == x.shape
    assert own.y[0].shape == y.shape


# ---- files ----

IMAGES = "net = Sequential([Input((4, 4, 3)), Flatten(), Dense(1)])\nnet.compile('sgd', 'mse')\n"


@pytest.mark.parametrize(
    ("text", "high", "labels"),
    [
        ("d = keras.utils.image_dataset_from_directory('leaves', image_size=(4, 4))\nnet.fit(d)", 200, (6,)),
        (
            "d = tf.keras.utils.image_dataset_from_directory('leaves', image_size=(4, 4), label_mode='categorical')\n"
            "d = d.map(lambda x, y: (x / 255, y)).cache().prefetch(1)\nnet.fit(d)",
            200 / 255,
            (6, 2),
        ),
        (
            "g = tf.keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255, horizontal_flip=True)\n"
            "d = g.flow_from_directory('leaves', target_size=(4, 4), class_mode='binary')\nnet.fit(d)",
            200 / 255,
            (6,),
        ),
        (
            "scale = keras.layers.Rescaling(1 / 127.5, offset=-1)\n"
            "d = keras.utils.image_dataset_from_directory('leaves', image_size=(4, 4), label_mode='binary')\n"
            "net.fit(d.map(lambda x, y: (scale(x), y)))",
            200 / 127.5 - 1,
            (6, 1),
        ),
    ],
)
def test_folders_of_images(tmp_path: Path, text: str, high: float, labels: tuple[int, ...]) -> None:
    pytest.importorskip("PIL")
    leaves(tmp_path / "leaves")
    (tmp_path / "pyproject.toml").touch()
    own = found(IMAGES + text + "\n", str(tmp_path / "train.py"))
    assert own is not None
    assert own.files == ("leaves",)
    assert own.x[0].shape == (6, 4, 4, 3)
    assert own.x[0].max() == pytest.approx(high)
    assert own.y[0].shape == labels


def test_a_part_of_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    leaves(tmp_path / "leaves")
    (tmp_path / "pyproject.toml").touch()
    how = "image_size=(4, 4), validation_split=0.34, seed=1"
    text = f"d = keras.utils.image_dataset_from_directory('leaves', subset='training', {how})\nnet.fit(d)\n"
    own = found(IMAGES + text, str(tmp_path / "train.py"))
    assert own is not None
    assert own.x[0].shape == (4, 4, 4, 3)


OUTSIDE = "net.fit(np.load('{}'), np.arange(6))\n"


@pytest.mark.parametrize("name", ["../secret.npy", "{}/secret.npy", "link.npy", "pipe.npy", "objects.npy"])
def test_what_is_not_read(tmp_path: Path, name: str) -> None:
    """Nothing outside of the program's folder, no links, no pipes, and no pickles."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    np.save(tmp_path / "secret.npy", np.arange(6))
    np.save(folder / "objects.npy", np.array([1, None, 2, 3, 4, 5]), allow_pickle=True)
    if hasattr(os, "symlink"):
        os.symlink(tmp_path / "secret.npy", folder / "link.npy")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.npy")
    text = START + OUTSIDE.format(name.format(tmp_path))
    assert found(text, str(folder / "train.py")) is None


def test_the_settings_may_forbid_files(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(6))
    text = START + OUTSIDE.format("a.npy")
    assert found(text, str(tmp_path / "train.py")) is not None
    assert found(text, str(tmp_path / "train.py"), enabled=False) is None


def test_a_file_that_the_user_names_stands_for_the_programs_own(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "homes.csv").write_text(TABLE)
    text = START + READ + "net.fit(df[['rooms']] / 5, df['id'])\n"
    given = str(elsewhere / "homes.csv")
    assert found(text, str(tmp_path / "train.py")) is None
    own = found(text, str(tmp_path / "train.py"), given=given)
    assert own is not None
    assert own.files == (given,)
    training = program(text).trainings[0]
    plan, data = plan_model(training), plan_data(training)
    loaded = OwnSamples(ProgramText(HEADER + text, path="train.py"), [data], given).of(plan, data, 0)
    assert loaded.samples.source == "file"
    assert loaded.samples.notes == [f"{given} went in as the program reads and changes it"]


# ---- texts and data sets ----


def test_slices() -> None:
    before = "d = tf.data.Dataset.from_tensor_slices((np.arange(6.0), np.arange(6) % 2))"
    mapped = "d = d.map(lambda a, b: (tf.reshape(a, (1,)) * 2, b)).shuffle(6).batch(2)"
    assert arrays(f"{before}\n{mapped}", "net.fit(d)") == ([[0], [2], [4], [6], [8], [10]], [0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(
    ("before", "is_used"),
    [
        ("x = np.random.rand(200, 1)\ny = np.random.rand(200, 1)", False),
        ("x = np.random.rand(200, 1)\ny = 3 * x + np.random.normal(0, 0.1, (200, 1))", True),
        ("x = np.linspace(0, 1, 200)\ny = x + np.random.normal(0, 0.1, 200)", True),
        ("rng = np.random.default_rng(4)\nx = rng.random((200, 1))\ny = (x > 0.5).astype(int)", True),
        ("x = np.linspace(0, 1, 8)\ny = np.zeros(8)", True),
    ],
)
def test_labels_by_chance_stand_for_data_that_are_not_there(before: str, is_used: bool) -> None:
    text = f"{START}{before}\nnet.fit(x, y)\n"
    training = program(text).trainings[0]
    plan, data = plan_model(training), plan_data(training)
    own = OwnSamples(ProgramText(HEADER + text), [data])
    if is_used:
        assert own.of(plan, data, 0).samples.source == "program"
    else:
        with pytest.raises(NotOwn):
            own.of(plan, data, 0)


def test_a_long_table_is_known_to_be_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.confirming.own_data import program_files

    (tmp_path / "d.csv").write_text("x,y\n" + "1,2\n" * 5000)
    text = START + "import pandas as pd\nd = pd.read_csv('d.csv')\nnet.fit(d[['x']].values, d['y'].values)\n"
    whole = found(text, str(tmp_path / "train.py"))
    assert whole is not None
    assert (whole.thinned, len(whole.x[0])) == (False, 5000)
    monkeypatch.setattr(program_files, "_LARGEST_TABLE", 8000)
    part = found(text, str(tmp_path / "train.py"))
    assert part is not None
    assert part.thinned
    assert 500 < len(part.x[0]) < 4000


def test_files_that_say_or_hold_too_much_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.confirming.own_data import program_files

    np.savez(tmp_path / "good.npz", x=np.array([[1.0], [2.0]]))
    (tmp_path / "declared.npy").write_bytes(header((10**11, 1), "<f8") + b"\0" * 16)
    with zipfile.ZipFile(tmp_path / "declared.npz", "w") as archive:
        archive.writestr("x.npy", header((10**11, 1), "<f8") + b"\0" * 16)
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", header((2, 1), "<f8") + b"\0" * 40_000)
    (tmp_path / "endless.csv").write_text("x,y\n1,2\n" + "3" * 50_000)
    monkeypatch.setattr(program_files, "_MOST_BYTES", 20_000)
    monkeypatch.setattr(program_files, "_LARGEST_TABLE", 8000)
    monkeypatch.setattr(program_files, "_LONGEST_LINE", 10_000)
    path = str(tmp_path / "train.py")
    for name, load in (
        ("good.npz", "np.load('good.npz')['x']"),
        ("declared.npy", "np.load('declared.npy')"),
        ("declared.npz", "np.load('declared.npz')['x']"),
        ("bomb.npz", "np.load('bomb.npz')['x']"),
        ("endless.csv", "np.loadtxt('endless.csv', delimiter=',', skiprows=1)"),
    ):
        known = found(START + f"x = {load}\nnet.fit(x, np.array([3.0, 4.0]))\n", path)
        assert (known is not None) == (name == "good.npz"), name
