"""What the process must not give away."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lvv_desk.process import say_where

SECRET = "ZZgeheim"


def _failing() -> None:
    raise ValueError(SECRET)


def test_a_crash_says_where_and_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=SECRET) as raised:
        _failing()
    say_where(raised.type, raised.value, raised.tb)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("ValueError (test_process.py:")
    assert SECRET not in err


@pytest.mark.skipif(sys.platform != "linux", reason="core dumps and prctl are asked of Linux")
def test_there_are_no_core_dumps_and_no_looks_from_outside() -> None:
    code = "import ctypes, resource; from lvv_desk.process import guard; guard(); "
    code += "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL('libc.so.6').prctl(3, 0, 0, 0, 0))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "(0, 0) 0"
