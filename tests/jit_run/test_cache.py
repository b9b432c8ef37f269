"""The cache of machine code: what is kept is found again, and nothing else counts."""

import multiprocessing
import os
import time

import pytest

from motet.jit import cache as room
from motet.jit.cache import KEPT, Cache, digest, folder_of_user, name_of

NAME = name_of("sample", b"one")
CONTENT = bytes(range(256)) * 5


@pytest.fixture
def cache(tmp_path):
    return Cache(str(tmp_path / "base" / "motet"))


def path_of(cache, name=NAME):
    return os.path.join(cache.folder, name)


def test_what_was_written_is_read(cache):
    assert cache.read(NAME) is None
    assert cache.write(NAME, CONTENT)
    assert cache.read(NAME) == CONTENT
    assert cache.write(NAME, b"")
    assert cache.read(NAME) == b""
    assert os.listdir(cache.folder) == [NAME]


def test_only_the_user_can_read_and_write(cache):
    cache.write(NAME, CONTENT)
    assert os.stat(cache.folder).st_mode & 0o777 == 0o700
    assert os.stat(path_of(cache)).st_mode & 0o777 == 0o600


def damaged(data):
    for at in (0, 5, 25, 60, len(data) - 1):
        yield data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        yield data[:at]
    yield data + b"x"
    yield CONTENT


def test_damaged_files_are_as_good_as_none(cache):
    cache.write(NAME, CONTENT)
    with open(path_of(cache), "rb") as file:
        data = file.read()
    cases = list(damaged(data))
    for case in cases:
        with open(path_of(cache), "wb") as file:
            file.write(case)
        assert cache.read(NAME) is None
    assert len(cases) == 12
    assert cache.write(NAME, CONTENT)
    assert cache.read(NAME) == CONTENT


def test_a_file_counts_under_its_name_only(cache):
    cache.write(NAME, CONTENT)
    other = name_of("sample", b"other")
    os.rename(path_of(cache), path_of(cache, other))
    assert cache.read(other) is None


def test_names_depend_on_every_part():
    names = {name_of("a", b"x", b"y"), name_of("a", b"xy"), name_of("a", b"x", b"z"), name_of("b", b"x", b"y")}
    assert len(names) == 4
    assert digest(b"", b"x") != digest(b"x", b"")


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_files_that_others_may_write_are_not_trusted(cache, mode):
    cache.write(NAME, CONTENT)
    os.chmod(path_of(cache), mode)
    assert cache.read(NAME) is None


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_that_others_may_write_is_not_used(cache, mode):
    cache.write(NAME, CONTENT)
    os.chmod(cache.folder, mode)
    assert cache.read(NAME) is None
    assert not cache.write(NAME, CONTENT)
    assert not cache.is_due(NAME)


def test_what_belongs_to_somebody_else_is_not_trusted(cache, monkeypatch):
    cache.write(NAME, CONTENT)
    monkeypatch.setattr(room.os, "geteuid", lambda: os.getuid() + 1)
    assert cache.read(NAME) is None
    assert not cache.write(NAME, CONTENT)


def test_links_pipes_and_folders_are_not_read(cache):
    cache.write(NAME, CONTENT)
    link, pipe, folder = (name_of("sample", part) for part in (b"link", b"pipe", b"folder"))
    os.symlink(path_of(cache), path_of(cache, link))
    os.mkfifo(path_of(cache, pipe))
    os.mkdir(path_of(cache, folder))
    for name in (link, pipe, folder):
        assert cache.read(name) is None


@pytest.mark.parametrize("folder", ["", "/proc/motet", "/dev/null/motet"])
def test_without_a_folder_nothing_is_kept_and_nothing_fails(folder):
    cache = Cache(folder)
    assert not cache.write(NAME, CONTENT)
    assert cache.read(NAME) is None
    assert not cache.is_due(NAME)
    assert not cache.is_due(NAME)


def test_a_full_disk_leaves_nothing_behind(cache, monkeypatch):
    cache.write(NAME, CONTENT)

    def no_rename(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(room.os, "rename", no_rename)
    assert not cache.write(NAME, b"new")
    assert os.listdir(cache.folder) == [NAME]
    assert cache.read(NAME) == CONTENT


def test_the_newest_of_a_kind_stay(cache):
    names = [name_of("sample", bytes((k,))) for k in range(KEPT + 4)]
    other = name_of("other", b"")
    cache.write(other, b"")
    for age, name in enumerate(names):
        cache.is_due(name)
        cache.write(name, CONTENT)
        os.utime(path_of(cache, name), (age, age))
        os.utime(path_of(cache, name + ".wanted"), (age, age))
    cache.write(names[-1], CONTENT)
    kept = sorted([*names[4:], *(name + ".wanted" for name in names[4:]), other])
    assert sorted(os.listdir(cache.folder)) == kept


def test_what_killed_writers_left_goes_when_it_is_old(cache):
    cache.write(NAME, CONTENT)
    for name in (f"{NAME}.1.ab.new", f"{NAME}.2.cd.new"):
        with open(path_of(cache, name), "wb") as file:
            file.write(b"half")
    os.utime(path_of(cache, f"{NAME}.1.ab.new"), (0, 0))
    cache.write(NAME, CONTENT)
    assert sorted(os.listdir(cache.folder)) == [NAME, f"{NAME}.2.cd.new"]


def test_a_file_is_made_when_it_is_missed_again_and_once_in_a_while(cache, monkeypatch):
    now = time.time()
    monkeypatch.setattr(room, "time", lambda: now)
    assert not cache.is_due(NAME)
    assert not cache.is_due(name_of("sample", b"other"))
    assert [cache.is_due(NAME) for _ in range(3)] == [True, False, False]
    now += room.RETRY_SECONDS - 1
    assert not cache.is_due(NAME)
    now += 2
    assert [cache.is_due(NAME) for _ in range(2)] == [True, False]
    now -= 3 * room.RETRY_SECONDS  # the clock was set
    assert [cache.is_due(NAME) for _ in range(2)] == [True, False]


def _write_many(folder, content):
    cache = Cache(folder)
    for _ in range(200):
        assert cache.write(NAME, content)


def test_readers_see_whole_files_while_others_write(cache):
    contents = [bytes((k,)) * 100_000 for k in (1, 2)]
    cache.write(NAME, contents[0])
    processes = [
        multiprocessing.get_context("fork").Process(target=_write_many, args=(cache.folder, content))
        for content in contents
    ]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes):
        assert cache.read(NAME) in contents
    assert [process.exitcode for process in processes] == [0, 0]
    assert os.listdir(cache.folder) == [NAME]


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"MOTET_CACHE": "/a/b", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/a/b"),
        ({"MOTET_CACHE": "off", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, ""),
        ({"MOTET_CACHE": "", "HOME": "/h"}, ""),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/motet"),
        ({"XDG_CACHE_HOME": "relative"}, "{home}/.cache/motet"),
        ({}, "{home}/.cache/motet"),
        ({"HOME": "/nowhere"}, ""),
        ({"HOME": "relative"}, ""),
    ],
)
def test_the_environment_says_where(monkeypatch, tmp_path, environment, folder):
    for name in ("MOTET_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(tmp_path), **environment}.items():
        monkeypatch.setenv(name, value)
    assert folder_of_user() == folder.format(home=tmp_path)


def test_the_home_of_somebody_else_has_no_cache_of_mine(monkeypatch, tmp_path):
    monkeypatch.delenv("MOTET_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(room.os, "geteuid", lambda: os.getuid() + 1)
    assert folder_of_user() == ""


def test_a_relative_folder_is_that_of_the_start(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTET_CACHE", "here")
    assert folder_of_user() == str(tmp_path / "here")
