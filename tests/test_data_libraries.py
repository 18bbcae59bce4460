"""What handlers know of libraries; compared with the libraries themselves where they are installed."""

from __future__ import annotations

from typing import Any

import pytest
from fake_reader import FakeReader, array, pixels, span

from kerasrules.interpreter.array_domain import assignment
from kerasrules.interpreter.array_domain.indexing import subscript
from kerasrules.interpreter.array_domain.iteration import iterate_element
from kerasrules.interpreter.libraries.keras_preprocess import FAMILIES
from kerasrules.interpreter.libraries.tfds import SETS
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, ExternalName, LibraryObject, ListValue
from kerasrules.model.unknown import Unknown

GENERATOR = "keras.preprocessing.image.ImageDataGenerator"


@pytest.fixture
def reader() -> Any:
    return FakeReader()


# ---- keras.datasets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "x", "y", "test"),
    [
        ("mnist", (60000, 28, 28), (60000,), 10000),
        ("fashion_mnist", (60000, 28, 28), (60000,), 10000),
        ("cifar10", (50000, 32, 32, 3), (50000, 1), 10000),
        ("cifar100", (50000, 32, 32, 3), (50000, 1), 10000),
        ("imdb", (25000,), (25000,), 25000),
        ("reuters", (8982,), (8982,), 2246),
        ("boston_housing", (404, 13), (404,), 102),
        ("california_housing", (16512, 8), (16512,), 4128),
    ],
)
def test_datasets(reader: Any, name: str, x: Any, y: Any, test: int) -> None:
    (x_train, y_train), (x_test, y_test) = reader.function(f"keras.datasets.{name}.load_data")
    assert (x_train.info.shape, y_train.info.shape) == (x, y)
    assert x_test.info.shape[0] == y_test.info.shape[0] == test
    assert (x_train.info.split, x_test.info.split) == ("train", "test")


def test_dataset_facts(reader: Any) -> None:
    (x, y), _ = reader.function("keras.datasets.mnist.load_data")
    assert span(x) == (0.0, 255.0, True)
    assert x.info.origin == "keras.datasets.mnist pixels 0..255"
    assert (y.info.encoding, y.info.classes) == ("integer", 10)
    (_, y), _ = reader.function("keras.datasets.cifar100.load_data", label_mode="coarse")
    assert y.info.classes == 20
    (x, y), _ = reader.function("keras.datasets.boston_housing.load_data")
    assert span(x) == (0.0, 711.0, True)
    assert span(y) == (5.0, 50.0, True)


def test_words_are_below_their_number(reader: Any) -> None:
    (x, _), _ = reader.function("keras.datasets.imdb.load_data", num_words=10000)
    padded = reader.function("keras.utils.pad_sequences", x, maxlen=200)
    assert padded.info.shape == (25000, 200)
    assert span(padded) == (0.0, 9999.0, True)


# ---- labels --------------------------------------------------------------------------------------------------------


def test_to_categorical(reader: Any) -> None:
    (_, y), _ = reader.function("keras.datasets.cifar10.load_data")
    hot = reader.function("keras.utils.to_categorical", y)
    assert (hot.info.encoding, hot.info.classes, hot.info.shape) == ("one-hot", 10, (50000, 10))
    unknown = reader.function("keras.utils.to_categorical", Unknown("labels"), num_classes=5)
    assert (unknown.info.encoding, unknown.info.classes) == ("one-hot", 5)
    back = reader.function("numpy.argmax", hot, axis=1)
    assert (back.info.encoding, back.info.classes, back.info.shape) == ("integer", 10, (50000,))


def test_sklearn_encoders(reader: Any) -> None:
    encoder = reader.function("sklearn.preprocessing.LabelEncoder")
    labels = reader.method(encoder, "fit_transform", Unknown("names"))
    assert labels.info.encoding == "integer"
    column = array(shape=(100, 1))
    one_hot = reader.function("sklearn.preprocessing.OneHotEncoder", sparse_output=False)
    assert reader.method(one_hot, "fit_transform", column).info.encoding == "one-hot"
    features = reader.function("sklearn.preprocessing.OneHotEncoder")
    assert reader.method(features, "fit_transform", array(shape=(100, 5))).info.encoding is None
    binarizer = reader.function("sklearn.preprocessing.LabelBinarizer")
    two = array(shape=(100,), dtype="int64", encoding="integer", classes=2)
    assert reader.method(binarizer, "fit_transform", two).info.encoding == "integer"
    many = reader.function("sklearn.preprocessing.MultiLabelBinarizer")
    assert reader.method(many, "fit_transform", Unknown("tags")).info.encoding == "multi-hot"


def test_get_dummies_of_a_series_and_a_frame(reader: Any) -> None:
    assert reader.function("pandas.get_dummies", array(shape=(100,))).info.encoding == "one-hot"
    frame = reader.function("pandas.read_csv", "data.csv")
    dummies = reader.function("pandas.get_dummies", frame)
    assert dummies.info.encoding is None
    assert dummies.info.shape == (None, None)


def test_columns_through_a_dict(reader: Any) -> None:
    column = array(shape=(None,))
    mapped = reader.method(column, "map", DictValue({"no": 0, "yes": 1}))
    assert (mapped.info.encoding, mapped.info.classes) == ("integer", 2)


# ---- scikit-learn --------------------------------------------------------------------------------------------------


def test_scalers(reader: Any) -> None:
    x = array(shape=(100, 4))
    scaler = reader.function("sklearn.preprocessing.StandardScaler")
    assert reader.method(scaler, "fit_transform", x).info.standardized
    assert reader.method(scaler, "transform", Unknown("rest")).info.standardized
    low_high = reader.function("sklearn.preprocessing.MinMaxScaler", feature_range=(-1, 1))
    assert span(reader.method(low_high, "fit_transform", x)) == (-1.0, 1.0, True)
    assert span(reader.method(low_high, "transform", array(shape=(10, 4)))) == (-1.0, 1.0, False)
    pipe = reader.function("sklearn.pipeline.make_pipeline", scaler, low_high)
    assert span(reader.method(pipe, "fit_transform", x)) == (-1.0, 1.0, True)


def test_train_test_split(reader: Any) -> None:
    x, y = pixels(1000, 28), array(shape=(1000,), encoding="integer")
    parts = reader.function("sklearn.model_selection.train_test_split", x, y, test_size=0.2).items
    assert [part.info.shape for part in parts] == [(800, 28), (200, 28), (800,), (200,)]
    assert [part.info.split for part in parts] == ["train", "test", "train", "test"]
    again = reader.function("sklearn.model_selection.train_test_split", parts[0], test_size=0.25).items
    assert [part.info.split for part in again] == ["train", "validation"]


def test_sklearn_data(reader: Any) -> None:
    x, y = reader.function("sklearn.datasets.load_digits", return_X_y=True)
    assert span(x) == (0.0, 16.0, True)
    assert y.info.classes == 10
    iris = reader.function("sklearn.datasets.load_iris")
    assert reader.attribute(iris, "data").info.shape == (150, 4)
    assert len(reader.attribute(iris, "target_names").items) == 3


# ---- ImageDataGenerator and folders --------------------------------------------------------------------------------


def test_generator_from_folders(reader: Any) -> None:
    made = reader.function(GENERATOR, rescale=1.0 / 255, horizontal_flip=True)
    flow = reader.method(made, "flow_from_directory", "train", target_size=(64, 48), class_mode="sparse")
    x, y = flow.element
    assert span(x) == (0.0, pytest.approx(1.0), True)
    assert x.info.shape == (None, 64, 48, 3)
    assert x.info.augmented
    texts = [step.text for step in x.info.steps if step.kind == "scale"]
    assert texts == ["rescale=1/255 of ImageDataGenerator"]
    assert y.info.encoding == "integer"
    assert flow.repeated
    default = reader.method(reader.function(GENERATOR), "flow_from_directory", "train")
    assert default.element[0].info.shape == (None, 256, 256, 3)
    assert span(default.element[0]) == (0.0, 255.0, True)
    assert not default.element[0].info.augmented
    assert default.element[1].info.encoding == "one-hot"


def test_generator_with_a_function(reader: Any) -> None:
    made = reader.function(
        GENERATOR, preprocessing_function=ExternalName("keras.applications.mobilenet_v2.preprocess_input")
    )
    x, _ = reader.method(made, "flow_from_directory", "train").element
    assert span(x) == (-1.0, 1.0, True)
    unknown = reader.function(GENERATOR, preprocessing_function=lambda x: Unknown("a function"))
    x, _ = reader.method(unknown, "flow_from_directory", "train").element
    assert span(x) == (None, None, False)


def test_featurewise_needs_fit(reader: Any) -> None:
    made = reader.function(GENERATOR, featurewise_center=True, featurewise_std_normalization=True)
    flow = reader.method(made, "flow", pixels(60, 8, 8, 3), array(shape=(60, 10), encoding="one-hot"))
    assert span(flow.element[0]) == (0.0, 255.0, True)
    reader.method(made, "fit", pixels(60, 8, 8, 3))
    flow = reader.method(made, "flow", pixels(60, 8, 8, 3), array(shape=(60, 10), encoding="one-hot"))
    assert flow.element[0].info.standardized
    assert flow.element[1].info.encoding == "one-hot"


@pytest.mark.parametrize(
    ("mode", "encoding", "shape"),
    [
        ("int", "integer", (None,)),
        ("binary", "integer", (None, 1)),
        ("categorical", "one-hot", (None, 3)),
    ],
)
def test_image_dataset_from_directory(reader: Any, mode: str, encoding: str, shape: Any) -> None:
    names = ListValue(("a", "b", "c"))
    data = reader.function("keras.utils.image_dataset_from_directory", "d", label_mode=mode, class_names=names)
    x, y = data.element
    assert x.info.shape == (None, 256, 256, 3)
    assert span(x) == (0.0, 255.0, True)
    assert (y.info.encoding, y.info.shape) == (encoding, shape)
    assert reader.attribute(data, "class_names") is names


def test_both_subsets(reader: Any) -> None:
    pair = reader.function("keras.utils.image_dataset_from_directory", "d", subset="both", validation_split=0.2)
    assert [data.element[0].info.split for data in pair] == ["train", "validation"]
    alone = reader.function("keras.utils.image_dataset_from_directory", "d", labels=None, color_mode="grayscale")
    assert alone.element.info.shape == (None, 256, 256, 1)


# ---- tf.data and tensorflow ----------------------------------------------------------------------------------------


def test_pipeline(reader: Any) -> None:
    (x, y), _ = reader.function("keras.datasets.mnist.load_data")
    data = reader.function("tensorflow.data.Dataset.from_tensor_slices", (x, y))
    assert (data.batched, data.cardinality) == (False, 60000)

    def scale(image: Any, label: Any) -> Any:
        image = reader.function("tensorflow.cast", image, "float32")
        return reader.binary("/", image, 255.0), reader.function("tensorflow.one_hot", label, 10)

    batches = reader.method(reader.method(data, "map", scale), "batch", 32, drop_remainder=True)
    image, label = batches.element
    assert span(image) == (0.0, 1.0, True)
    assert image.info.shape == (32, 28, 28)
    assert (label.info.shape, label.info.encoding) == ((32, 10), "one-hot")
    assert batches.cardinality == 60000 // 32
    assert reader.method(batches, "repeat").repeated
    assert reader.method(batches, "unbatch").element[0].info.shape == (28, 28)


def test_map_does_not_change_the_data_it_reads(reader: Any) -> None:

    data = Dataset((pixels(8, 8, dtype="float32"), array()))
    changed = reader.method(data, "map", lambda x, y: (assignment.inplace(reader.heap, "/", x, 255, None), y))
    assert span(changed.element[0]) == (0.0, 1.0, True)
    assert span(data.element[0]) == (0.0, 255.0, True)


def test_decoding_and_resizing(reader: Any) -> None:
    raw = reader.function("tensorflow.io.decode_jpeg", Unknown("bytes"), channels=3)
    assert (raw.info.shape, raw.info.dtype) == ((None, None, 3), "uint8")
    converted = reader.function("tensorflow.image.convert_image_dtype", raw, "float32")
    assert span(converted) == (0.0, 1.0, True)
    resized = reader.function("tensorflow.image.resize", raw, (64, 64))
    assert (resized.info.shape, resized.info.dtype) == ((64, 64, 3), "float32")
    again = reader.function("tensorflow.image.convert_image_dtype", resized, "float32")
    assert span(again) == (0.0, 255.0, True)
    any_kind = reader.function("tensorflow.io.decode_image", Unknown("bytes"), channels=3)
    assert any_kind.info.shape is None
    assert reader.function("tensorflow.image.per_image_standardization", raw).info.standardized
    assert reader.function("tensorflow.image.random_flip_left_right", raw).info.augmented


def test_tfds(reader: Any) -> None:
    data, info = reader.function("tensorflow_datasets.load", "mnist", split="train", as_supervised=True, with_info=True)
    x, y = data.element
    assert (x.info.shape, x.info.dtype, x.info.high) == ((28, 28, 1), "uint8", 255.0)
    assert y.info.classes == 10
    label = reader.attribute(info, "features").items["label"]
    assert isinstance(label, LibraryObject)
    assert reader.attribute(label, "num_classes") == 10
    by_name = reader.function("tensorflow_datasets.load", "beans")
    assert set(by_name.items["train"].element.items) == {"image", "label"}
    assert all(known.classes > 1 for known in SETS.values())


# ---- pictures ------------------------------------------------------------------------------------------------------


def test_picture_readers(reader: Any) -> None:
    picture = reader.function("cv2.imread", Unknown("path"))
    assert span(picture) == (0.0, 255.0, True)
    smaller = reader.function("cv2.resize", picture, (80, 60))
    assert smaller.info.shape == (60, 80, 3)
    grey = reader.function("cv2.cvtColor", picture, ExternalName("cv2.COLOR_BGR2GRAY"))
    assert grey.info.shape == (None, None)
    assert span(reader.function("matplotlib.pyplot.imread", "a.png")) == (0.0, 1.0, True)
    assert span(reader.function("matplotlib.pyplot.imread", "a.jpg")) == (0.0, 255.0, True)
    assert span(reader.function("matplotlib.pyplot.imread", Unknown("path"))) == (None, None, False)
    scaled = reader.function("skimage.transform.resize", pixels(9, 9, 3), (8, 8))
    assert span(scaled) == (0.0, 1.0, True)
    assert scaled.info.shape == (8, 8, 3)
    kept = reader.function("skimage.transform.resize", pixels(9, 9, 3), (8, 8), preserve_range=True)
    assert span(kept) == (0.0, 255.0, True)
    pil = reader.method(reader.method(reader.function("PIL.Image.open", "a.png"), "convert", "RGB"), "resize", (32, 16))
    assert pil.info.shape == (16, 32, 3)


def test_load_img(reader: Any) -> None:
    picture = reader.function("keras.utils.load_img", "a.png", target_size=(64, 32))
    data = reader.function("keras.utils.img_to_array", picture)
    assert (data.info.shape, data.info.dtype, data.info.high) == ((64, 32, 3), "float32", 255.0)
    grey = reader.function("keras.utils.load_img", "a.png", color_mode="grayscale", target_size=(64, 32))
    assert reader.function("keras.utils.img_to_array", grey).info.shape == (64, 32, 1)


# ---- shapes against numpy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "args", "kwargs"),
    [
        ("reshape", ((-1, 6),), {}),
        ("reshape", ((2, 3, -1),), {}),
        ("expand_dims", (-1,), {}),
        ("expand_dims", (0,), {}),
        ("transpose", ((2, 0, 1),), {}),
        ("transpose", (), {}),
        ("swapaxes", (0, 2), {}),
        ("moveaxis", (0, -1), {}),
        ("mean", (), {"axis": 0}),
        ("max", (), {"axis": (0, 1), "keepdims": True}),
        ("argmax", (), {"axis": -1}),
        ("squeeze", (), {}),
        ("ravel", (), {}),
        ("repeat", (3,), {"axis": 1}),
        ("tile", ((2, 1, 1),), {}),
        ("pad", (((1, 1), (0, 2), (0, 0)),), {}),
        ("clip", (0.0, 10.0), {}),
    ],
)
def test_shapes_are_numpys(reader: Any, call: str, args: Any, kwargs: Any) -> None:
    np = pytest.importorskip("numpy")
    real = getattr(np, call)(np.zeros((2, 3, 4)), *args, **kwargs)
    found = reader.function(f"numpy.{call}", array(shape=(2, 3, 4), dtype="float64"), *args, **kwargs)
    assert found.info.shape == real.shape


@pytest.mark.parametrize(
    ("call", "kwargs"),
    [("concatenate", {"axis": 1}), ("stack", {"axis": 1}), ("vstack", {}), ("hstack", {}), ("dstack", {})],
)
def test_joined_shapes_are_numpys(reader: Any, call: str, kwargs: Any) -> None:
    np = pytest.importorskip("numpy")
    real = getattr(np, call)([np.zeros((2, 3)), np.ones((2, 3))], **kwargs)
    found = reader.function(
        f"numpy.{call}", (array(shape=(2, 3), low=0.0, high=0.0), array(shape=(2, 3), low=1.0, high=1.0)), **kwargs
    )
    assert found.info.shape == real.shape
    assert (found.info.low, found.info.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("rand", (50, 4), {}),
        ("randn", (50, 4), {}),
        ("uniform", (-2, 3, (50, 4)), {}),
        ("normal", (), {"loc": 6, "scale": 0.1, "size": (50, 4)}),
        ("randint", (0, 10), {"size": (50, 4)}),
        ("randint", (10,), {"size": 50}),
        ("random", ((50, 4),), {}),
    ],
)
def test_random_numbers(reader: Any, name: str, args: Any, kwargs: Any) -> None:
    np = pytest.importorskip("numpy")
    real = getattr(np.random, name)(*args, **kwargs)
    info = reader.function(f"numpy.random.{name}", *args, **kwargs).info
    assert info.shape == real.shape
    assert info.dtype == str(real.dtype)
    assert info.low is None or info.low <= real.min()
    assert info.high is None or info.high >= real.max()


# ---- against Keras -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(FAMILIES))
def test_preprocessing_is_keras(reader: Any, module: str) -> None:
    np = pytest.importorskip("numpy")
    keras = pytest.importorskip("keras")
    if not hasattr(keras.applications, module):
        pytest.skip("not in this Keras")
    function = getattr(keras.applications, module).preprocess_input
    results = [function(np.full((1, 2, 2, 3), value, dtype="float32")) for value in (0.0, 255.0)]
    found = reader.function(f"keras.applications.{module}.preprocess_input", pixels(1, 2, 2, 3, dtype="float32"))
    assert found.info.low == pytest.approx(float(results[0].min()), abs=1e-3)
    assert found.info.high == pytest.approx(float(results[1].max()), abs=1e-3)


def test_generator_defaults_are_keras(reader: Any, tmp_path: Any) -> None:
    np = pytest.importorskip("numpy")
    keras = pytest.importorskip("keras")
    generator = pytest.importorskip("keras.src.legacy.preprocessing.image").ImageDataGenerator
    data = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 3)).astype("uint8")
    for config in ({}, {"rescale": 1 / 255}, {"samplewise_center": True, "samplewise_std_normalization": True}):
        batch = next(generator(**config).flow(data, batch_size=6))
        made = reader.function(GENERATOR, **config)
        info = reader.method(made, "flow", pixels(6, 8, 8, 3)).element.info
        assert info.dtype == str(batch.dtype)
        assert info.low is None or info.low <= batch.min()
        assert info.high is None or info.high >= batch.max() - 1e-6
        assert info.standardized == (abs(float(batch.mean())) < 0.1 and abs(float(batch.std()) - 1) < 0.1)
    assert keras.utils.to_categorical([0, 1, 2]).shape == (3, 3)


def test_tensorflow_images(reader: Any) -> None:
    tf = pytest.importorskip("tensorflow")
    np = pytest.importorskip("numpy")
    data = np.array([[[0], [255]], [[128], [3]]], dtype="uint8")
    for dtype in ("float32", "uint8"):
        real = tf.image.convert_image_dtype(data.astype(dtype), tf.float32).numpy()
        found = reader.function("tensorflow.image.convert_image_dtype", pixels(2, 2, 1, dtype=dtype), "float32").info
        assert found.high == pytest.approx(real.max())
    real = tf.image.resize(data, (4, 4))
    found = reader.function("tensorflow.image.resize", pixels(2, 2, 1), (4, 4)).info
    assert (found.shape, found.dtype) == (tuple(real.shape), real.dtype.name)


def test_handlers_give_arrays_for_unknown_data(reader: Any) -> None:
    for name in ("numpy.array", "numpy.sqrt", "keras.utils.to_categorical", "keras.utils.pad_sequences"):
        assert isinstance(reader.function(name, Unknown("data")), ArrayObject), name


# ---- files, whole splits, batches of the program's own -------------------------------------------------------------


def test_png_files_found_by_a_pattern(reader: Any) -> None:
    for pattern, high in (("frames/*.png", 1.0), ("frames/*.jpg", 255.0), ("frames/*", None)):
        names = reader.function("glob.glob", pattern)
        picture = reader.function("matplotlib.pyplot.imread", iterate_element(names))
        assert picture.info.high == high


def test_resize_of_a_picture_of_unknown_channels(reader: Any) -> None:
    picture = array(dtype="uint8", low=0.0, high=255.0, bounds_attained=True)
    assert reader.function("skimage.transform.resize", picture, (64, 64)).info.shape is None
    assert reader.function("skimage.transform.resize", picture, (64, 64, 3)).info.shape == (64, 64, 3)


def test_text_files_of_one_column_or_several(reader: Any) -> None:
    assert reader.function("numpy.loadtxt", "angles.txt").info.shape is None
    assert reader.function("numpy.loadtxt", "table.csv", delimiter=",").info.shape == (None, None)


def test_a_split_as_one_batch(reader: Any) -> None:
    x, y = reader.function("tensorflow_datasets.load", "mnist", split="train", batch_size=-1, as_supervised=True)
    assert (x.info.shape, y.info.shape) == ((60000, 28, 28, 1), (60000,))
    assert isinstance(reader.function("tensorflow_datasets.load", "mnist", split="train", batch_size=32), Dataset)


def test_labels_that_are_read_from_text(reader: Any) -> None:
    made = reader.function("sklearn.datasets.fetch_openml", "mnist_784", as_frame=False)
    target = made.state["target"]
    assert target.info.encoding == "text"
    numbers = reader.method(target, "astype", "uint8")
    assert (numbers.info.encoding, numbers.info.classes) == ("integer", 10)
    other = reader.method(array(dtype="object", encoding="text"), "astype", "float32")
    assert (other.info.encoding, other.info.low) == (None, None)


def test_a_frame_with_its_target(reader: Any) -> None:
    frame = reader.function("sklearn.datasets.load_wine", as_frame=True).state["frame"]
    assert span(reader.method(frame, "drop", "target", axis=1)) == (0.13, 1680.0, True)


def test_one_hot_labels_of_labels_of_unknown_width(reader: Any) -> None:
    binarized = reader.method(reader.function("sklearn.preprocessing.LabelBinarizer"), "fit_transform", array())
    assert reader.function("keras.utils.to_categorical", binarized).info.shape is None


def test_a_row_of_a_frame_holds_single_values(reader: Any) -> None:
    frame = reader.function("pandas.read_csv", "log.csv")
    _, row = reader.method(frame, "iterrows").element
    assert subscript(row, "steering", None).info.shape == ()
    assert subscript(frame, "steering", None).info.shape == (None,)
    assert subscript(frame, ListValue((0, 1)), None).info.shape == (None, None)
    assert subscript(reader.function("numpy.load", "a.npy"), "x", None).info.shape is None
