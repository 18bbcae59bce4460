"""What git knows of a work tree: which files differ from a revision, and in which lines.

git runs with fixed arguments and never through a shell. What the configuration of a repository could make it run is
switched off: a repository may be somebody else's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from kerasrules.model.record import record
from kerasrules.source.relative_paths import relative_name

_OPTIONS = (
    *("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "diff.external=", "-c", "protocol.allow=never"),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_DIFF = (
    *("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--find-renames"),
    "--ignore-submodules=all",
)
_HUNK = re.compile(rb"(?m)^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_SECONDS = 120


class GitError(Exception):
    """git cannot say it, in words for the user."""


@record(frozen=True)
class GitChanges:
    """The files of a work tree that differ from a revision, those included that git does not track yet.

    top: of the work tree. revision: a commit or tree. files: by whole path, links resolved: the name in the revision,
    relative to the top; None of a file that is new.
    """

    top: str
    revision: str
    files: Mapping[str, str | None]

    def lines(self, path: str) -> Sequence[range]:
        """The lines of a file of these that differ. Where lines are only gone, the two beside them count."""
        name = relative_name(path, self.top)
        old = self.files[path]
        if old is None:
            return (range(1, 1 << 31),)
        names = dict.fromkeys((old, name))
        hunks = _HUNK.findall(_git(self.top, *_DIFF, "--unified=0", "--text", self.revision, "--", *names))
        found = []
        for first, count in hunks:
            start, length = int(first), int(count or 1)
            found.append(range(start, start + length) if length else range(start, start + 2))
        return found

    def content(self, path: str) -> bytes | None:
        """What a file of these was in the revision; None of a new one."""
        old = self.files[path]
        return None if old is None else _git(self.top, "cat-file", "blob", f"{self.revision}:{old}")


def changes(folder: str, revision: str | None) -> GitChanges:
    """What differs from a revision, by default the last commit, in a folder's work tree. Raises GitError."""
    if revision is not None and (revision.startswith("-") or not revision.isprintable()):
        raise GitError(f"{revision!r} is not a revision")
    _require_version(folder)
    try:
        top = os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).removesuffix("\n")
    except GitError as error:
        raise GitError(f"{os.path.abspath(folder)} is not in a git work tree ({error})") from None
    tree = _tree(top, revision)
    files: dict[str, str | None] = {}
    fields = iter(_names(_git(top, *_DIFF, "--name-status", "-z", "--diff-filter=d", tree, "--")))
    for status in fields:
        old = new = next(fields)
        if status[0] in "RC":
            new = next(fields)
        files[_whole(top, new)] = None if status[0] == "A" else old
    for new in _names(_git(top, "ls-files", "-z", "--others", "--exclude-standard")):
        files[_whole(top, new)] = None
    return GitChanges(os.path.realpath(top), tree, files)


def _require_version(folder: str) -> None:
    """Raise GitError for a git that does not know the settings by which filters are switched off."""
    said = _run(folder, ("version",), _ENVIRONMENT).decode("utf-8", "replace")
    numbers = re.match(r"git version (\d+)\.(\d+)", said)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < _OLDEST:
        raise GitError(f"git {'.'.join(map(str, _OLDEST))} or newer is needed, and this is {said.strip()!r}")


def whole_path(path: str) -> str:
    """A path as `GitChanges` has it: the folder without links, the file itself as it is."""
    return os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))


def _whole(top: str, name: str) -> str:
    return whole_path(os.path.join(top, *name.split("/")))


def _tree(top: str, revision: str | None) -> str:
    """The commit that a revision names; before the first commit, a tree without files."""
    named = revision or "HEAD"
    try:
        return _git(top, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}").decode().strip()
    except GitError:
        if revision is None:
            return _git(top, "hash-object", "-t", "tree", "--stdin").decode().strip()
        hint = f"; for a path, write --changed=HEAD {revision}" if os.path.exists(revision) else ""
        raise GitError(f"git knows no revision {revision!r}{hint}") from None


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _git(folder: str, *arguments: str) -> bytes:
    """What git prints. Raises GitError."""
    return _run(folder, arguments, {**_ENVIRONMENT, **_without_filters(folder)})


def _without_filters(folder: str) -> Mapping[str, str]:
    """Settings for git that switch off the filters of files that the repository itself configures."""
    known = _filters.get(folder)
    if known is None:
        pattern = r"^filter\..*\.(clean|smudge|process|required)$"
        try:
            listed = _names(
                _run(folder, ("config", "--show-scope", "--name-only", "-z", "--get-regexp", pattern), _ENVIRONMENT)
            )
        except GitError:  # there are none
            listed = []
        names = [name for scope, name in zip(listed[::2], listed[1::2], strict=True) if scope in ("local", "worktree")]
        known = {"GIT_CONFIG_COUNT": str(len(names))} if names else {}
        for number, name in enumerate(names):
            off = "false" if name.endswith(".required") else ""
            known |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": off}
        _filters[folder] = known
    return known


_OLDEST = (2, 31)
_filters: dict[str, dict[str, str]] = {}


def _run(folder: str, arguments: Sequence[str], environment: Mapping[str, str]) -> bytes:
    import shutil
    import subprocess

    program = shutil.which("git")
    if program is None or os.path.dirname(os.path.abspath(program)) == os.getcwd():
        raise GitError("git is not installed")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_EXTERNAL_")}
    try:
        done = subprocess.run(
            [program, *_OPTIONS, *arguments],
            cwd=folder,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise GitError(f"git cannot be run: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0] if said else f"git {arguments[0]} failed")
    return done.stdout
