"""Programs beside their data: what `check` says with the files, without them, and where they are not to be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_file
from kerasrules.checking.settings import Overrides, Settings, SettingsFinder
from kerasrules.cli import main
from kerasrules.fixing import fix_text
from kerasrules.model.findings import Finding
from kerasrules.server.analysis import Request, analyze
from tests.test_data_files import images

np = pytest.importorskip("numpy")

PROGRAM = """\
import numpy as np
import pandas as pd
from keras import Sequential
from keras.layers import Dense
{load}
model = Sequential([Dense(8, input_shape=({width},), activation="relu"), Dense({units}, activation="{head}")])
model.compile("{optimizer}", "{loss}")
model.fit(X, y{arguments})
"""


def program(load: str, **given: object) -> str:
    wanted = {"width": 3, "units": 1, "head": "sigmoid", "optimizer": "adam", "loss": "binary_crossentropy"}
    return PROGRAM.format(load=load, **{**wanted, "arguments": "", **given})


def csv(rows: int = 60, scale: float = 100.0, classes: int = 2) -> str:
    lines = [f"{i / rows * scale:.3f},{i % 7},{-i},{i % classes}" for i in range(rows)]
    return "\n".join(["a,b,c,label", *lines, ""])


LOAD = 'df = pd.read_csv("d.csv")\nX, y = df.drop("label", axis=1), df["label"]'


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".git").mkdir()

    def write(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def check(self, text: str, **overrides: object) -> list[Finding]:
        path = self.write("train.py", text)
        return list(check_file(str(path), self.settings(**overrides)).findings)

    def settings(self, **overrides: object) -> Settings:
        return SettingsFinder(Overrides(**{"select": ("ALL",), **overrides})).for_file(str(self.folder / "train.py"))  # type: ignore[arg-type]

    def codes(self, text: str, **overrides: object) -> set[str]:
        return {finding.code for finding in self.check(text, **overrides)}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_raw_table_is_reported_with_its_column(repository: Repository) -> None:
    text = program(LOAD)
    assert repository.codes(text) == set()
    repository.write("d.csv", csv())
    (found,) = repository.check(text)
    assert (found.code, found.data_files) == ("KR301", ("d.csv",))
    assert "from -59 to 98.3" in found.message
    assert [(one.message, one.location.path.rpartition("/")[2]) for one in found.related][1] == (
        "column 'a': 0 to 98.333",
        "d.csv",
    )
    assert found.related[1].location.start.column == 1
    assert repository.codes(text, read_data=False) == set()


def test_scaling_is_followed(repository: Repository) -> None:
    repository.write("d.csv", csv())
    for line in (
        "X = X / 100.0",
        "from sklearn.preprocessing import MinMaxScaler\nX = MinMaxScaler().fit_transform(X)",
    ):
        assert repository.codes(program(f"{LOAD}\n{line}")) == set()


@pytest.mark.parametrize(
    ("load", "given", "code"),
    [
        (LOAD, {"width": 4}, "KR309"),
        ('d = np.loadtxt("d.csv", delimiter=",", skiprows=1)\nX, y = d[:, :-1], d[:, -1]', {"width": 4}, "KR309"),
        ('d = pd.read_csv("d.csv").values\nX, y = d[:, 1:], d[:, 3]', {"width": 4}, "KR309"),
        ('d = pd.read_csv("d.csv", index_col="a")\ny = d.pop("label")\nX = d', {}, "KR309"),
        ('d = pd.read_csv("d.csv", usecols=[0, 1, 3])\ny = d.pop("label")\nX = d', {"width": 2}, "KR301"),
        (LOAD, {"units": 5, "head": "softmax", "loss": "categorical_crossentropy"}, "KR206"),
        (f'{LOAD}\ny = df["b"]', {"units": 3, "head": "softmax", "loss": "sparse_categorical_crossentropy"}, "KR207"),
        (
            f'{LOAD}\ny = pd.get_dummies(df["b"])',
            {"units": 3, "head": "softmax", "loss": "categorical_crossentropy"},
            "KR207",
        ),
        (f'{LOAD}\ny = df["c"]', {"head": "sigmoid", "loss": "mse"}, "KR208"),
        (f'{LOAD}\ny = df["a"] * 1000', {"head": "linear", "loss": "mse"}, "KR310"),
    ],
)
def test_rules_that_need_the_data(repository: Repository, load: str, given: dict[str, object], code: str) -> None:
    text = program(load, **given)
    (repository.folder / "d.csv").unlink(missing_ok=True)
    without = repository.codes(text)
    repository.write("d.csv", csv())
    assert code in repository.codes(text)
    assert code not in without


def test_a_table_sorted_by_class(repository: Repository) -> None:
    rows = "".join(f"{i / 100},{i / 150},{i / 77},{'abc'[i // 20]}\n" for i in range(60))
    repository.write("d.csv", "a,b,c,label\n" + rows)
    load = f"{LOAD}\nfrom sklearn.preprocessing import LabelEncoder\ny = LabelEncoder().fit_transform(y)"
    given = {"units": 3, "head": "softmax", "loss": "sparse_categorical_crossentropy"}
    assert repository.codes(program(load, arguments=", validation_split=0.2", **given)) == {"KR307"}
    assert repository.codes(program(f"{load}\nX, y = X[10:], y[10:]", **given)) == set()
    shuffled = load.replace('"d.csv")', '"d.csv").sample(frac=1)')
    assert repository.codes(program(shuffled, arguments=", validation_split=0.2", **given)) == set()


def test_whole_numbers_may_be_counts(repository: Repository) -> None:
    """0, 1, 2, … in a column are no proof of classes: rooms and ratings look alike."""
    repository.write("d.csv", csv(scale=1.0, classes=5))
    scaled = f"{LOAD}\nX = X / 60.0"
    assert "KR212" not in repository.codes(program(scaled, head="linear", loss="mse"))


def test_of_a_long_table_only_what_is_sure_is_said(repository: Repository) -> None:
    repository.write("d.csv", csv(rows=90_000, scale=1.0))
    text = program(f'{LOAD}\nX = df[["a", "b"]]', width=2)
    assert repository.codes(text) == set()  # the first rows are small
    (found,) = repository.check(program(LOAD))
    assert "from -1999 to 6 or beyond" in found.message
    assert repository.codes(program(f"{LOAD}\nX = X / 90000.0")) == set()
    units = {"units": 2, "head": "softmax", "loss": "sparse_categorical_crossentropy"}
    assert repository.codes(program(f"{LOAD}\nX = X / 90000.0", **units)) == set()


def test_rows_that_a_condition_picks_have_another_range(repository: Repository) -> None:
    repository.write("d.csv", csv())
    assert repository.codes(program(f'{LOAD}\nX = X[X["c"] > -3]\ny = y[df["c"] > -3]')) == set()
    assert repository.codes(program('df = pd.read_csv("d.csv").query("c > -3")\ny = df.pop("label")\nX = df')) == set()


def test_columns_that_are_replaced_or_filled(repository: Repository) -> None:
    repository.write("d.csv", csv())
    same = 'df["a"] = df["a"] / 100\ndf["c"] = df["c"] / 60\ndf["b"] = df["b"] / 7\n'
    load = 'df = pd.read_csv("d.csv")\n' + same + 'X, y = df.drop("label", axis=1), df["label"]'
    assert repository.codes(program(load)) == set()
    assert (
        repository.codes(program(load.replace(same, 'df = df.replace({-59: 0})\ndf.loc[df.a > 1, "a"] = 0\n'))) == set()
    )
    assert repository.codes(program(load.replace(same, "df = df.fillna(df.mean())\n"))) == {"KR301"}
    renamed = 'df.columns = ["p", "q", "r", "label"]\ndel df["p"], df["r"]\n'
    assert repository.codes(program(load.replace(same, renamed), width=1)) == set()
    assert repository.codes(program(load.replace(same, renamed))) == {"KR309"}


def test_arrays_of_numpy(repository: Repository) -> None:
    np.save(repository.folder / "x.npy", np.arange(2000 * 784, dtype="uint8").reshape(2000, 784))
    np.savez(repository.folder / "y.npz", y=np.arange(2000) % 12)
    load = 'X = np.load("x.npy")\ny = np.load("y.npz")["y"]'
    given = {"units": 10, "head": "softmax", "loss": "sparse_categorical_crossentropy", "width": 784}
    found = {finding.code: finding for finding in repository.check(program(load, **given))}
    assert found.keys() == {"KR301", "KR207"}
    assert "divide by 255" in found["KR301"].help
    assert "12 classes" in found["KR207"].message


IMAGES = """\
import keras
from keras import layers
train = keras.utils.image_dataset_from_directory("train", image_size=(64, 64){arguments})
model = keras.Sequential([
    layers.Rescaling(1 / 255, input_shape=(64, 64, 3)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense({units}, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(train{fit})
"""


def test_folders_of_images(repository: Repository) -> None:
    def text(units: object, arguments: str = "", fit: str = "") -> str:
        return IMAGES.format(units=units, arguments=arguments, fit=fit)

    assert repository.codes(text(2)) == set()
    images(repository.folder / "train", "birds", "cats", "dogs", count=40)
    (found,) = repository.check(text(2))
    assert (found.code, found.data_files) == ("KR207", ("train",))
    assert found.related[-2].message == "120 images of 3 classes: birds, cats, dogs (30 x 40 pixels)"
    assert repository.codes(text(3)) == repository.codes(text("len(train.class_names)")) == set()
    assert repository.codes(text(2, ', class_names=["cats", "dogs"]')) == set()
    assert repository.codes(text(3, fit=", steps_per_epoch=4")) == set()
    assert repository.codes(text(3, fit=", steps_per_epoch=40")) == {"KR506"}
    split = ', validation_split=0.5, subset="training", seed=1'
    assert repository.codes(text(3, split, ", steps_per_epoch=40")) == set()


def test_a_generator_of_images(repository: Repository) -> None:
    images(repository.folder / "train", "birds", "cats", "dogs")
    text = IMAGES.replace("keras.utils.image_dataset_from_directory", "ImageDataGenerator().flow_from_directory")
    text = text.replace("import keras\n", "import keras\nfrom keras.preprocessing.image import ImageDataGenerator\n")
    text = text.replace("image_size", "target_size").replace('"softmax"', '"sigmoid"')
    text = text.replace("sparse_categorical", "binary").format(units=1, arguments=', class_mode="binary"', fit="")
    assert "KR215" in repository.codes(text)
    assert "KR215" not in repository.codes(text, read_data=False)


def test_a_file_that_the_program_writes_is_not_its_data(repository: Repository) -> None:
    repository.write("d.csv", csv())
    assert repository.codes(program('pd.DataFrame(nowhere).to_csv("d.csv")\n' + LOAD)) == set()


def test_a_suppression_is_never_unused_for_want_of_a_file(repository: Repository) -> None:
    text = program(LOAD).replace("model.fit(X, y)", "model.fit(X, y)  # kerasrules: ignore[KR301]")
    assert repository.codes(text) == set()
    assert repository.codes(text, read_data=False) == set()
    repository.write("d.csv", csv())
    assert repository.codes(text) == set()
    repository.write("d.csv", csv(scale=1.0).replace("-", "0."))  # all small: read, and nothing to suppress
    assert repository.codes(text) == {"KR901"}


def test_a_suppression_for_what_is_found_without_the_file_is_used(repository: Repository) -> None:
    wide = program(LOAD, units=3, head="softmax", loss="categorical_crossentropy")
    text = wide.replace('"softmax")])', '"softmax")])  # kerasrules: ignore[KR213]')
    assert "KR901" not in repository.codes(text)
    repository.write("d.csv", csv())
    assert repository.codes(text) == {"KR206", "KR301"}  # KR206 says more than KR213


def test_paths_that_lie_elsewhere_in_any_copy_change_nothing(repository: Repository) -> None:
    text = program(LOAD.replace("d.csv", "/kaggle/input/d.csv"))
    assert repository.codes(text + "x = 1  # kerasrules: ignore[KR301]\n") == {"KR901"}


def test_the_command_line(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder)
    repository.write("d.csv", csv())
    repository.write("train.py", program(LOAD))
    assert main(["check", "train.py"]) == 1
    assert "rests on d.csv" in capsys.readouterr().out
    assert main(["check", "--no-read-data", "train.py"]) == 0
    capsys.readouterr()
    assert main(["check", "--output-format", "json", "train.py"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["data_files"] == ["d.csv"]
    assert main(["show", "train.py"]) == 0
    assert "range -59 to 98.33" in capsys.readouterr().out
    assert main(["show", "--no-read-data", "train.py"]) == 0
    assert "range unknown" in capsys.readouterr().out
    repository.write("pyproject.toml", "[tool.kerasrules]\nread-data = false\n")
    assert main(["check", "train.py"]) == 0


def test_a_baseline_keeps_what_rests_on_a_missing_file(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder)
    data = repository.write("d.csv", csv())
    repository.write("train.py", program(LOAD))
    assert main(["check", "--write-baseline", "train.py"]) == 0
    assert main(["check", "train.py"]) == 0
    data.unlink()
    capsys.readouterr()
    assert main(["check", "train.py"]) == 0
    assert "no longer" not in capsys.readouterr().err


def test_outliers_do_not_make_a_table_large(repository: Repository) -> None:
    """Standardized columns with a few far values are no unscaled data, in whole files and in samples."""
    for rows in (900, 90_000):
        lines = [
            f"{(i % 7 - 3) / 2:.6f},{(40 if i == 500 else i % 5 - 2) / 1.5:.6f},{i % 3 - 1},{i % 2}"
            for i in range(rows)
        ]
        repository.write("d.csv", "\n".join(["a,b,c,label", *lines, ""]))
        assert repository.codes(program(LOAD)) == set(), rows


def test_a_file_given_by_hand_stands_for_that_of_the_program(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder)
    elsewhere = repository.write("other/place/d.csv", csv())
    for name in ('"d.csv"', '"/kaggle/input/d.csv"', '"../d.csv"', "nowhere.path"):
        repository.write("train.py", program(LOAD.replace('"d.csv"', name)))
        assert main(["check", "train.py"]) == 0, name
        assert main(["check", "--data", str(elsewhere), "train.py"]) == 1, name
        assert "column 'a': 0 to 98.333" in capsys.readouterr().out
    repository.write("train.py", program(LOAD.replace("d.csv", "e.csv")))
    assert main(["check", "--data", str(elsewhere), "train.py"]) == 0  # another file


def test_a_file_given_by_hand_is_what_fit_gets_where_that_is_unknown(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder)
    repository.write("d.csv", csv().replace(",", ";"))
    repository.write(
        "train.py", program("X, y = nowhere.load()", units=3, head="softmax", loss="categorical_crossentropy")
    )
    assert main(["check", "train.py"]) == 0
    assert main(["check", "--data", "d.csv", "--target", "label", "train.py"]) == 1
    told = capsys.readouterr().out
    assert "unscaled-input" in told
    assert "label-encoding-mismatch" in told
    repository.write("train.py", program("X = nowhere.load().astype(float) / 255.0\ny = None"))
    assert main(["check", "--data", "d.csv", "--target", "label", "train.py"]) == 0  # something was done to it


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--data", "none.csv"], "no such file"),
        (["--target", "label"], "--target requires --data"),
        (["--data", "d.csv", "--target", "c9"], "no column 'c9' (it has a, b, c, label)"),
        (["--data", "."], "not a regular file"),
        (["--data", "x.npy"], "is not an array of numpy"),
        (["--data", "x.npy", "--target", "a"], "--target names a column of a table"),
    ],
)
def test_a_file_given_by_hand_that_cannot_be_used(
    repository: Repository,
    arguments: list[str],
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(repository.folder)
    repository.write("d.csv", csv())
    repository.write("x.npy", "text")
    repository.write("train.py", program(LOAD))
    assert main(["check", *arguments, "train.py"]) == 2
    assert reason in capsys.readouterr().err


def test_what_a_file_could_tell_is_noted(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder)
    repository.write("train.py", program(LOAD.replace("d.csv", "data/d.csv")))
    (note,) = check_file("train.py", repository.settings()).unknown
    assert note.message == (
        "the range of the inputs is not known (read_csv of data/d.csv, which is not here): "
        "`kerasrules check --data d.csv train.py` can tell"
    )
    assert main(["show", "train.py"]) == 0
    assert note.message in capsys.readouterr().err
    assert check_file("train.py", repository.settings(read_data=False)).unknown == ()
    repository.write("data/d.csv", csv())
    assert check_file("train.py", repository.settings()).unknown == ()


def test_the_server_says_the_same(repository: Repository) -> None:
    repository.write("d.csv", csv())
    text = program(LOAD, width=4)
    path = repository.write("train.py", text)
    for table in ("", "[tool.kerasrules]\nread-data = false\n"):
        repository.write("pyproject.toml", table)
        told = analyze(Request(text, str(path), str(repository.folder), True, Overrides(select=("ALL",)))).findings
        assert told == tuple(check_file(str(path), repository.settings()).findings)
        assert bool(told) == (not table)


def test_fixes_keep_to_the_same_data(repository: Repository) -> None:
    repository.write("d.csv", csv())
    text = program(LOAD, units=2, head="softmax", loss="categorical_crossentropy")
    path = repository.write("train.py", text)
    fixed = fix_text(text, str(path), repository.settings(select=("KR206",)), unsafe=True)
    assert '"sparse_categorical_crossentropy"' in fixed.text


@pytest.mark.parametrize(
    "shuffled",
    [
        "a = df.values; np.random.shuffle(a); y = a[:, 3]",
        "a = df.values; a = a[np.random.permutation(len(a))]; y = a[:, 3]",
        "a = df.values; a = a[np.random.permutation(len(a)), :]; y = a[:, 3]",
        "from sklearn.utils import shuffle; df = shuffle(df); y = df['label']",
        "y = df.sample(frac=1)['label']",
        "y = df.reindex(np.random.permutation(df.index))['label']",
        "y = df.iloc[np.random.permutation(len(df))]['label']",
        "y = df.sort_values('a')['label']",
        "y = df['label'].values; np.random.shuffle(y)",
        "i = np.arange(len(df)); np.random.shuffle(i); y = df.values[i][:, 3]",
        "a = df.to_numpy(); np.random.default_rng(0).shuffle(a); y = a[:, 3]",
    ],
)
def test_a_shuffled_table_is_not_sorted(repository: Repository, shuffled: str) -> None:
    rows = "".join(f"{i / 100},{i / 150},{i / 77},{i // 20}\n" for i in range(60))
    repository.write("d.csv", "a,b,c,label\n" + rows)
    given = {"units": 3, "head": "softmax", "loss": "sparse_categorical_crossentropy"}
    given["arguments"] = ", validation_split=0.2"
    sorted_ = program(f"{LOAD}\ny = df.values[:, 3]", **given)
    assert repository.codes(sorted_) == {"KR307"}
    assert "KR307" not in repository.codes(program(f"{LOAD}\n{shuffled}", **given))


def test_labels_in_a_sample_that_have_no_output_unit(repository: Repository) -> None:
    repository.write("d.csv", csv(rows=90_000, scale=1.0, classes=10))
    given = {"head": "softmax", "loss": "sparse_categorical_crossentropy"}
    scaled = f"{LOAD}\nX = X / 90000.0"
    (found,) = repository.check(program(scaled, units=9, **given))
    assert found.code == "KR207"
    assert "range from 0 to 9 or beyond. Label 9 has no output unit" in found.message
    assert repository.codes(program(scaled, units=10, **given)) == set()
    assert repository.codes(program(f"{scaled}\ny = y / 255.0", units=9, **given)) == set()
