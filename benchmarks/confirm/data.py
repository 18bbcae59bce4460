"""The data that the programs are trained on: one function for each kind, numpy alone, a seed for each draw.

    python benchmarks/confirm/data.py KIND FILE.npz [--seed N]

Every function gives the arrays of one `.npz` file, 1000 samples unless it says otherwise, in random order. Nothing in
a program tells what is in its file, so a tool has to look.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Make = Callable[[np.random.Generator], Arrays]

SAMPLES = 1000

KINDS: dict[str, Make] = {}


def kind(make: Make) -> Make:
    """Register a kind of data under the function's name."""
    KINDS[make.__name__] = make
    return make


def make(name: str, seed: int) -> Arrays:
    """The arrays of one kind; the same seed gives the same arrays. Raises KeyError for an unknown kind."""
    return KINDS[name](np.random.default_rng([seed, *name.encode()]))


# Building blocks


def balanced(rng: np.random.Generator, classes: int, samples: int = SAMPLES) -> np.ndarray:
    """Class numbers, equally many of each, in random order."""
    return rng.permutation(np.arange(samples) % classes)


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers as rows of zeros with a single one."""
    return np.eye(classes, dtype="float32")[labels]


def clustered(
    rng: np.random.Generator, features: int, classes: int, groups: int = 2, noise: float = 0.6
) -> tuple[np.ndarray, np.ndarray]:
    """N(0, 1)-like features; each class is made of some clusters, so that no plane separates the classes."""
    labels = balanced(rng, classes)
    centres = rng.normal(size=(classes, groups, features)) * 1.3
    group = rng.integers(groups, size=SAMPLES)
    x = centres[labels, group] + rng.normal(size=(SAMPLES, features)) * noise
    return standardised(x), labels


def standardised(x: np.ndarray) -> np.ndarray:
    """Mean 0 and deviation 1 of every feature."""
    return ((x - x.mean(axis=0)) / x.std(axis=0)).astype("float32")


def smooth(rng: np.random.Generator, *shape: int, size: int, cut: int = 3) -> np.ndarray:
    """Random images (`*shape`, size, size) of deviation 1 that hold low frequencies only."""
    spectrum = np.zeros((*shape, size, size // 2 + 1), complex)
    low = (*shape, cut, cut)
    spectrum[..., :cut, :cut] = rng.normal(size=low) + 1j * rng.normal(size=low)
    spectrum[..., 0, 0] = 0
    images = np.fft.irfft2(spectrum, s=(size, size))
    return images / images.std(axis=(-2, -1), keepdims=True)


def pictures(
    rng: np.random.Generator, size: int, channels: int, classes: int, noise: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Images of 0..1: a smooth template for each class, shifted by a few pixels, with noise on it."""
    labels = balanced(rng, classes)
    templates = np.moveaxis(smooth(rng, classes, channels, size=size), 1, -1)
    x = templates[labels]
    for i, (down, right) in enumerate(rng.integers(-1, 2, size=(SAMPLES, 2))):
        x[i] = np.roll(x[i], (down, right), axis=(0, 1))
    x = x + rng.normal(size=x.shape) * noise
    return np.clip(0.5 + 0.2 * x, 0, 1).astype("float32"), labels


def surface(rng: np.random.Generator, x: np.ndarray, units: int = 6) -> np.ndarray:
    """A smooth nonlinear function of the features, mean 0 and deviation 1."""
    features = x.shape[1]
    hidden = np.tanh(x @ rng.normal(size=(features, units)) * (1.2 / np.sqrt(features)) + rng.normal(size=units) * 0.5)
    y = hidden @ rng.normal(size=units)
    return (y - y.mean()) / y.std()


# Tables


@kind
def two_classes(rng: np.random.Generator) -> Arrays:
    """20 features; class 0 or 1."""
    x, labels = clustered(rng, 20, 2)
    return {"x": x, "y": labels.astype("float32")}


@kind
def two_classes_one_hot(rng: np.random.Generator) -> Arrays:
    """20 features; two classes as rows of two."""
    x, labels = clustered(rng, 20, 2)
    return {"x": x, "y": one_hot(labels, 2)}


@kind
def two_classes_signs(rng: np.random.Generator) -> Arrays:
    """20 features; class -1 or 1."""
    x, labels = clustered(rng, 20, 2)
    return {"x": x, "y": (labels * 2 - 1).astype("float32")}


@kind
def rare_class(rng: np.random.Generator) -> Arrays:
    """20 features; one sample in five is of class 1."""
    labels = (balanced(rng, 5) == 0).astype(int)
    centres = rng.normal(size=(2, 20)) * 0.9
    x = centres[labels] + rng.normal(size=(SAMPLES, 20)) * 0.8
    return {"x": standardised(x), "y": labels.astype("float32")}


@kind
def far_off_rare(rng: np.random.Generator) -> Arrays:
    """20 features with means of up to hundreds of deviations; one sample in twenty is of class 1."""
    labels = (balanced(rng, 20) == 0).astype(int)
    centres = rng.normal(size=(2, 20)) * 0.7
    x = centres[labels] + rng.normal(size=(SAMPLES, 20)) * 0.9
    x = x * rng.uniform(20, 90, size=20) + rng.uniform(100, 900, size=20)
    return {"x": x.astype("float32"), "y": labels.astype("float32")}


@kind
def five_classes(rng: np.random.Generator) -> Arrays:
    """20 features; class numbers 0 to 4."""
    x, labels = clustered(rng, 20, 5)
    return {"x": x, "y": labels}


@kind
def ten_broad_classes(rng: np.random.Generator) -> Arrays:
    """20 features; class numbers 0 to 9, four clusters each that nearly touch: slow to learn."""
    x, labels = clustered(rng, 20, 10, groups=4, noise=0.8)
    return {"x": x, "y": labels}


@kind
def five_classes_one_hot(rng: np.random.Generator) -> Arrays:
    """20 features; five classes as rows of five."""
    x, labels = clustered(rng, 20, 5)
    return {"x": x, "y": one_hot(labels, 5)}


@kind
def far_off_table(rng: np.random.Generator) -> Arrays:
    """20 features with means of up to hundreds of deviations; class numbers 0 to 4."""
    x, labels = clustered(rng, 20, 5)
    x = x * rng.uniform(0.5, 3, size=20) + rng.uniform(50, 300, size=20)
    return {"x": x.astype("float32"), "y": labels}


@kind
def several_labels(rng: np.random.Generator) -> Arrays:
    """16 features; five labels of 0 or 1 that may hold at once."""
    x = rng.normal(size=(SAMPLES, 16)).astype("float32")
    scores = np.stack([x @ rng.normal(size=16) / 4 + 0.3 * surface(rng, x) for _ in range(5)], axis=1)
    return {"x": x, "y": (scores > np.median(scores, axis=0)).astype("float32")}


def parity(rng: np.random.Generator, features: int, noise: float) -> Arrays:
    """Class 1 where the signs of the first two features agree, 0 where they differ; the others tell nothing."""
    x = rng.normal(size=(SAMPLES, features)) * noise
    signs = np.where(rng.integers(2, size=(SAMPLES, 2)) == 1, 1, -1)
    x[:, :2] = signs * (1 + np.abs(rng.normal(size=(SAMPLES, 2))) * 0.3)
    return {"x": x.astype("float32"), "y": (signs[:, 0] == signs[:, 1]).astype("float32")}


@kind
def exclusive_or(rng: np.random.Generator) -> Arrays:
    """8 features; the class is the exclusive or of two signs."""
    return parity(rng, 8, 0.5)


@kind
def hidden_exclusive_or(rng: np.random.Generator) -> Arrays:
    """20 features; the class is the exclusive or of two signs, and the noise is stronger: slow to learn."""
    return parity(rng, 20, 0.7)


@kind
def one_plane(rng: np.random.Generator) -> Arrays:
    """8 features; a plane with a gap on both sides separates the classes 0 and 1."""
    normal = rng.normal(size=8)
    normal /= np.linalg.norm(normal)
    x = rng.normal(size=(SAMPLES, 8))
    side = np.where(x @ normal > 0, 1, -1)
    x += 0.3 * side[:, None] * normal
    return {"x": x.astype("float32"), "y": (side > 0).astype("float32")}


@kind
def unit_targets(rng: np.random.Generator) -> Arrays:
    """12 features; targets of mean 0 and deviation 1."""
    x = rng.normal(size=(SAMPLES, 12)).astype("float32")
    return {"x": x, "y": (surface(rng, x) + 0.05 * rng.normal(size=SAMPLES)).astype("float32")}


@kind
def three_targets(rng: np.random.Generator) -> Arrays:
    """12 features; three targets of mean 0 and deviation 1."""
    x = rng.normal(size=(SAMPLES, 12)).astype("float32")
    return {"x": x, "y": np.stack([surface(rng, x, 4) for _ in range(3)], axis=1).astype("float32")}


@kind
def hundred_targets(rng: np.random.Generator) -> Arrays:
    """12 features; targets of 0 to 100."""
    x = rng.normal(size=(SAMPLES, 12)).astype("float32")
    y = surface(rng, x)
    return {"x": x, "y": (100 * (y - y.min()) / (y.max() - y.min())).astype("float32")}


@kind
def linear_targets(rng: np.random.Generator) -> Arrays:
    """10 features; targets that are a weighted sum of them."""
    x = rng.normal(size=(SAMPLES, 10)).astype("float32")
    y = x @ rng.normal(size=10) + 0.5 + 0.1 * rng.normal(size=SAMPLES)
    return {"x": x, "y": y.astype("float32")}


@kind
def counts(rng: np.random.Generator) -> Arrays:
    """10 features; counts of 0 to a hundred or so."""
    x = rng.normal(size=(SAMPLES, 10)).astype("float32")
    rate = np.exp(3.5 + 0.6 * surface(rng, x, 3))
    return {"x": x, "y": rng.poisson(rate).astype("float32")}


@kind
def low_rank_rows(rng: np.random.Generator) -> Arrays:
    """32 features of 0..1 that four hidden values make; the target is the row itself."""
    x = rng.normal(size=(SAMPLES, 4)) @ rng.normal(size=(4, 32)) * 0.6
    x = (1 / (1 + np.exp(-x))).astype("float32")
    return {"x": x, "y": x}


@kind
def flat_rows(rng: np.random.Generator) -> Arrays:
    """16 features of mean 0 that lie in a plane of three dimensions; the target is the row itself."""
    x = rng.normal(size=(SAMPLES, 3)) @ rng.normal(size=(3, 16)) / np.sqrt(3) + 0.05 * rng.normal(size=(SAMPLES, 16))
    return {"x": x.astype("float32"), "y": x.astype("float32")}


@kind
def two_inputs(rng: np.random.Generator) -> Arrays:
    """Two arrays of 10 features; class 1 where the one lies further along a direction than the other."""
    left, right = rng.normal(size=(2, SAMPLES, 10)).astype("float32")
    direction = rng.normal(size=10)
    return {"left": left, "right": right, "y": (left @ direction > right @ direction).astype("float32")}


@kind
def two_answers(rng: np.random.Generator) -> Arrays:
    """16 features; a class of four and a number of mean 0 and deviation 1."""
    x, labels = clustered(rng, 16, 4, groups=1)
    return {"x": x, "group": labels, "value": surface(rng, x).astype("float32")}


@kind
def far_off_answers(rng: np.random.Generator) -> Arrays:
    """16 features; a class of two and a number in the thousands."""
    x, labels = clustered(rng, 16, 2)
    return {"x": x, "group": labels, "value": (9000 + 2500 * surface(rng, x)).astype("float32")}


# Images


@kind
def images(rng: np.random.Generator) -> Arrays:
    """16×16×1 images of 0..1; class numbers 0 to 9."""
    x, labels = pictures(rng, 16, 1, 10)
    return {"x": x, "y": labels}


@kind
def colour_images(rng: np.random.Generator) -> Arrays:
    """16×16×3 images of 0..1; class numbers 0 to 4."""
    x, labels = pictures(rng, 16, 3, 5)
    return {"x": x, "y": labels}


@kind
def byte_images(rng: np.random.Generator) -> Arrays:
    """16×16×1 images as bytes of 0..255; class numbers 0 to 9."""
    x, labels = pictures(rng, 16, 1, 10)
    return {"x": np.round(x * 255).astype("uint8"), "y": labels}


@kind
def blots(rng: np.random.Generator) -> Arrays:
    """16×16×1 images of 0..1 and, as targets, the mask of the bright disc in each."""
    rows, columns = np.mgrid[:16, :16]
    centre = rng.uniform(4, 12, size=(2, SAMPLES, 1, 1))
    radius = rng.uniform(3, 5, size=(SAMPLES, 1, 1))
    mask = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2 < radius**2
    x = np.clip(0.25 + 0.5 * mask + 0.12 * rng.normal(size=mask.shape), 0, 1)
    return {"x": x[..., None].astype("float32"), "y": mask[..., None].astype("float32")}


# Sequences


def sentences(rng: np.random.Generator, padded: bool) -> Arrays:
    """Rows of 20 token ids of 1 to 199; words of either class turn up among neutral ones. Zeros pad at the end."""
    labels = balanced(rng, 2)
    x = rng.integers(60, 200, size=(SAMPLES, 20))
    hint = rng.integers(1, 30, size=x.shape) + 30 * labels[:, None]
    x = np.where(rng.random(x.shape) < 0.35, hint, x)
    if padded:
        x[np.arange(20) >= rng.integers(12, 21, size=(SAMPLES, 1))] = 0
    return {"x": x.astype("int32"), "y": labels.astype("float32")}


@kind
def tokens(rng: np.random.Generator) -> Arrays:
    """20 token ids below 200; class 0 or 1."""
    return sentences(rng, padded=False)


@kind
def padded_tokens(rng: np.random.Generator) -> Arrays:
    """12 to 20 token ids of 1 to 199, zeros behind them; class 0 or 1."""
    return sentences(rng, padded=True)


@kind
def waves(rng: np.random.Generator) -> Arrays:
    """Series of 24 steps of 2 features; three classes by frequency."""
    labels = balanced(rng, 3)
    step = np.arange(24)[:, None]
    frequency = np.array([1.0, 2.5, 5.0])[labels][:, None, None]
    phase = rng.uniform(0, 2 * np.pi, size=(SAMPLES, 1, 2))
    x = np.sin(2 * np.pi * frequency * step / 24 + phase) + 0.2 * rng.normal(size=(SAMPLES, 24, 2))
    return {"x": x.astype("float32"), "y": labels}


@kind
def next_value(rng: np.random.Generator) -> Arrays:
    """Series of 16 steps of one feature; the target is the value that comes next."""
    frequency = rng.uniform(0.5, 1.1, size=(SAMPLES, 1))
    phase = rng.uniform(0, 2 * np.pi, size=(SAMPLES, 1))
    series = np.sin(frequency * np.arange(17) + phase) + 0.03 * rng.normal(size=(SAMPLES, 17))
    return {"x": series[:, :-1, None].astype("float32"), "y": series[:, -1].astype("float32")}


@kind
def ramps(rng: np.random.Generator) -> Arrays:
    """Series of 12 steps of 3 features; class 1 where the first feature rises."""
    labels = balanced(rng, 2)
    slope = np.where(labels == 1, 1, -1) * rng.uniform(0.5, 1.2, size=SAMPLES)
    x = 0.4 * rng.normal(size=(SAMPLES, 12, 3))
    x[:, :, 0] += slope[:, None] * np.linspace(-1, 1, 12)
    return {"x": x.astype("float32"), "y": labels.astype("float32")}


# The founding case: 4 channels, mean -0.83, deviation 0.01, class 0 or 1, a signal that a random forest can learn


def offset(x: np.ndarray, labels: np.ndarray) -> Arrays:
    """Bring images to the mean and the deviation of the sample that was pasted."""
    x = (x - x.mean()) / x.std()
    return {"x": (0.01 * x - 0.83).astype("float32"), "y": labels.astype("float32")}


def template_fields(rng: np.random.Generator, size: int) -> Arrays:
    """A smooth template for each class, with noise as strong."""
    labels = balanced(rng, 2)
    templates = np.moveaxis(smooth(rng, 2, 4, size=size), 1, -1)
    return offset(0.6 * templates[labels] + rng.normal(size=(SAMPLES, size, size, 4)), labels)


@kind
def founding_templates(rng: np.random.Generator) -> Arrays:
    """10×10×4; a smooth template for each class, with noise."""
    return template_fields(rng, 10)


@kind
def founding_templates_25(rng: np.random.Generator) -> Arrays:
    """25×25×4; a smooth template for each class, with noise."""
    return template_fields(rng, 25)


@kind
def founding_levels(rng: np.random.Generator) -> Arrays:
    """10×10×4; the level of a channel differs a little between the classes."""
    labels = balanced(rng, 2)
    level = np.where(labels == 1, 1, -1)[:, None] * np.array([0.7, -0.5, 0.3, 0.0])
    level = level + 0.25 * rng.normal(size=(SAMPLES, 4))
    return offset(level[:, None, None, :] + rng.normal(size=(SAMPLES, 10, 10, 4)), labels)


@kind
def founding_spots(rng: np.random.Generator) -> Arrays:
    """10×10×4; a bright spot of one channel stands in the left or in the right half."""
    labels = balanced(rng, 2)
    rows, columns = np.mgrid[:10, :10]
    row = rng.uniform(2, 7, size=(SAMPLES, 1, 1))
    column = (rng.uniform(1.0, 3.0, size=SAMPLES) + 5 * labels)[:, None, None]
    x = 0.5 * rng.normal(size=(SAMPLES, 10, 10, 4))
    x[..., 1] += 3 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / 5)
    return offset(x, labels)


@kind
def founding_smooth(rng: np.random.Generator) -> Arrays:
    """10×10×4; eight hidden values make the image, and a nonlinear function of them the class."""
    latent = rng.normal(size=(SAMPLES, 8))
    patterns = np.moveaxis(smooth(rng, 8, 4, size=10), 1, -1)
    score = np.tanh(latent[:, 0] + 0.8 * latent[:, 1]) + 0.4 * latent[:, 2] + 0.2 * latent[:, 3] * latent[:, 4]
    labels = (score > np.median(score)).astype(int)
    x = np.tensordot(latent, patterns, axes=1)
    return offset(x + 0.3 * x.std() * rng.normal(size=x.shape), labels)


def gramian_fields(rng: np.random.Generator, heights: float, series: float) -> Arrays:
    """Gramian angular summation fields of series of 10 points, one for each channel.

    The series lie at another height in every sample and channel; the class is in their slopes. `heights` is the
    deviation of the heights, `series` that of the values about them.
    """
    labels = balanced(rng, 2)
    ramp = np.linspace(-1.5, 1.5, 10)[None, :, None]
    slope = np.where(labels == 1, 1, -1)[:, None] * np.array([1.0, -1.0, 0.6, 0.6])
    values = slope[:, None, :] * ramp + 2.0 * rng.normal(size=(SAMPLES, 10, 4))
    height = np.clip(0.29 + heights * rng.normal(size=(SAMPLES, 1, 4)), 0.05, 0.6)
    angle = np.arccos(np.clip(height + series * values / values.std(), -1, 1))
    x = np.cos(angle[:, :, None, :] + angle[:, None, :, :])
    return {"x": x.astype("float32"), "y": labels.astype("float32")}


@kind
def founding_gramian(rng: np.random.Generator) -> Arrays:
    """10×10×4 Gramian fields: their offsets differ by 0.08, each within itself by 0.006."""
    return gramian_fields(rng, 0.065, 0.008)


@kind
def founding_gramian_wide(rng: np.random.Generator) -> Arrays:
    """10×10×4 Gramian fields: their offsets differ by 0.12, each within itself by 0.009."""
    return gramian_fields(rng, 0.1, 0.012)


@kind
def founding_noise(rng: np.random.Generator) -> Arrays:
    """10×10×4 images that tell nothing of their labels."""
    return offset(rng.normal(size=(SAMPLES, 10, 10, 4)), balanced(rng, 2))


def main() -> None:
    """Write one file."""
    parser = argparse.ArgumentParser(description="Write the arrays of one kind of data to a file.")
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, default=0)
    arguments: Any = parser.parse_args()
    np.savez(arguments.file, **make(arguments.kind, arguments.seed))


if __name__ == "__main__":
    main()
