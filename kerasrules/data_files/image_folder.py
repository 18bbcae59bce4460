"""A folder with a folder of images for each class: their names, how many images there are, and the size of a few."""

from __future__ import annotations

import os
from collections.abc import Iterator

from kerasrules.data_files.image_headers import MAX_BYTES, SUFFIXES, ImageSize, size_of
from kerasrules.data_files.opening import NotReadable, opened, opened_folder, read_at_most
from kerasrules.model.record import record

MAX_CLASSES = 1_100
MAX_ENTRIES = 50_000
"""So many entries of folders are looked at for one data set."""
_SAMPLES = 4


@record(frozen=True)
class ImageFolder:
    """names: of the folders in it, in order. images: their number in all of them, None where they were not counted.

    sizes: of a few images.
    """

    names: tuple[str, ...]
    images: int | None
    sizes: tuple[ImageSize, ...] = ()

    @property
    def visible(self) -> tuple[str, ...]:
        """The folders that `image_dataset_from_directory` takes for classes; generators take hidden ones too."""
        return tuple(name for name in self.names if not name.startswith("."))


def read(folder: str, parts: tuple[str, ...]) -> ImageFolder:
    """Look at a folder. Raises NotReadable."""
    left = [MAX_ENTRIES]
    names = []
    for entry in _entries(folder, parts, left):
        if entry.is_symlink():
            raise NotReadable("holds symbolic links")
        if entry.is_dir(follow_symlinks=False):
            names.append(entry.name)
    if not names:
        raise NotReadable("has no folders in it")
    if len(names) > MAX_CLASSES:
        raise NotReadable("has too many folders in it")
    names.sort()
    total: int | None = 0
    samples: list[tuple[str, ...]] = []
    for name in names:
        images = 0
        for entry in _entries(folder, (*parts, name), left):
            if entry.is_symlink() or entry.is_dir(follow_symlinks=False):
                total = None  # Keras looks into folders of folders
            elif entry.name.lower().endswith(SUFFIXES):
                images += 1
                if images == 1 and len(samples) < _SAMPLES:
                    samples.append((*parts, name, entry.name))
        if not images and total is not None and not name.startswith("."):
            raise NotReadable("has folders without images")
        total = None if total is None else total + images
    return ImageFolder(tuple(names), total, tuple(_sizes(folder, samples)))


def _entries(folder: str, parts: tuple[str, ...], left: list[int]) -> Iterator[os.DirEntry[str]]:
    with opened_folder(folder, parts) as place, os.scandir(place) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                raise NotReadable("holds too many files")
            yield entry


def _sizes(folder: str, samples: list[tuple[str, ...]]) -> Iterator[ImageSize]:
    for parts in samples:
        try:
            with opened(folder, parts) as descriptor:
                size = size_of(read_at_most(descriptor, MAX_BYTES))
        except NotReadable:
            continue
        if size is not None:
            yield size
