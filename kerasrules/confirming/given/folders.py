"""Folders with a folder for each class: of images, or of texts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import numpy as np

from kerasrules.confirming.given.images import SUFFIXES, image_size, pixels
from kerasrules.confirming.given.raw import RawData
from kerasrules.confirming.given.sampling import sample_count, spread_rows
from kerasrules.confirming.given.vocabulary import Vocabulary
from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.targets import DataError, Values

TRAINING = ("train", "training", "train_set", "training_set")
_PARTS = frozenset({*TRAINING, "val", "valid", "validation", "test", "testing", "test_set", "dev", "eval", "predict"})
_TEXTS = (".txt", ".text", ".md")
_MOST_FILES = 200_000
_LONGEST_TEXT = 2**16


def read_folder(path: str, wanted: Wanted) -> RawData:
    """The images or texts of a folder, with the number of their class. Raises DataError."""
    if len(wanted.inputs) != 1 or wanted.outputs != 1:
        raise DataError(f"{path} gives one input and one class for each file, but the model has {wanted.counted}")
    try:
        top, notes = _training_part(path)
        files = list(class_files(top, links=True))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
    names = sorted({name for name, _ in files})
    kinds = {suffixes: [one for one in files if one[1].lower().endswith(suffixes)] for suffixes in (SUFFIXES, _TEXTS)}
    for suffixes, found in kinds.items():
        if found:
            classes = sorted({name for name, _ in found})
            if len(classes) < 2:
                continue
            empty = [name for name in names if name not in classes]
            notes += [f"folders of {path} without such files were left out: {', '.join(empty[:6])}"] if empty else []
            read = _images if suffixes == SUFFIXES else _texts
            return read(path, found, classes, wanted, notes)
    raise DataError(
        f"{path} must hold a folder for each class, at least two, with images ({', '.join(SUFFIXES)}) or texts "
        f"({', '.join(_TEXTS)}) in them (it has {', '.join(names[:6]) or 'no folders with files'})"
    )


def _training_part(path: str) -> tuple[str, list[str]]:
    """The folder of the classes: where all folders in it are parts of a data set, the one for training."""
    names = [entry.name for entry in os.scandir(path) if entry.is_dir() and not entry.name.startswith(".")]
    if names and all(name.lower() in _PARTS for name in names):
        training = [name for name in names if name.lower() in TRAINING]
        if len(training) == 1:
            part = os.path.join(path, training[0])
            return part, [f"of {path} the folder {training[0]} was read; samples are held out of it"]
    return path, []


def class_files(top: str, *, links: bool) -> Iterator[tuple[str, str]]:
    """The regular files of each class, in order, with its name. links: whether symbolic links are followed."""
    left = _MOST_FILES
    names = [one.name for one in os.scandir(top) if one.is_dir(follow_symlinks=links) and not one.name.startswith(".")]
    for name in sorted(names):
        for folder, folders, files in os.walk(os.path.join(top, name)):
            folders.sort()
            for file in sorted(files):
                whole = os.path.join(folder, file)
                left -= 1
                if left < 0:
                    return
                if os.path.isfile(whole) and (links or not os.path.islink(whole)):
                    yield name, whole


def _images(
    path: str, files: Sequence[tuple[str, str]], classes: Sequence[str], wanted: Wanted, notes: list[str]
) -> RawData:
    size = image_size(wanted.inputs[0].shape, files[0][1])
    count = sample_count(len(files), (size.height, size.width, size.channels))
    images, numbers, broken = [], [], []
    for row in spread_rows(len(files), count):
        name, file = files[row]
        image = pixels(file, size)
        if image is None:
            broken.append(file)
            continue
        images.append(image)
        numbers.append(classes.index(name))
    if len(broken) > len(images):
        raise DataError(f"{path}: {len(broken)} of {count} images cannot be read, the first is {broken[0]}")
    if broken:
        notes.append(f"{len(broken)} images of {path} that cannot be read were left out, such as {broken[0]}")
    x = np.stack(images)
    x, scaled = _as_in_program(x, wanted)
    if size.channels_first:
        x = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    notes += _class_notes(classes) + scaled
    return RawData([x], [np.array(numbers)], len(files), notes, has_plain_labels=True)


def _as_in_program(x: Values, wanted: Wanted) -> tuple[Values, list[str]]:
    """Pixels in the range that the program passes to fit."""
    info = wanted.inputs[0].info
    high = None if info is None else info.high
    if info is None or high is None or high > 1.01:
        return x, []
    if info.low is not None and info.low < -0.5:
        return x / 127.5 - 1, ["pixels were scaled to -1 to 1, as the program passes them to fit"]
    return x / 255, ["pixels were scaled to 0 to 1, as the program passes them to fit"]


def _class_notes(classes: Sequence[str]) -> list[str]:
    shown = ", ".join(f"{number} {name}" for number, name in enumerate(classes[:8]))
    return [f"classes by the names of their folders: {shown}{', …' * (len(classes) > 8)}"]


def _texts(
    path: str, files: Sequence[tuple[str, str]], classes: Sequence[str], wanted: Wanted, notes: list[str]
) -> RawData:
    given = wanted.inputs[0]
    if given.words is None:
        raise DataError(f"{path} holds texts, but the model takes no words: it does not start with an Embedding")
    texts, numbers = [], []
    for row in spread_rows(len(files), sample_count(len(files), (1,))):
        name, file = files[row]
        with open(file, "rb") as stream:
            texts.append(stream.read(_LONGEST_TEXT).decode("utf-8", "replace"))
        numbers.append(classes.index(name))
    x, note = Vocabulary.of(texts, given.words).padded(texts, given.width)
    notes += [*_class_notes(classes), note]
    return RawData([x], [np.array(numbers)], len(files), notes, has_plain_labels=True)
