"""The composition root: a command when one is named, the window otherwise.

``lvv-desk demo [FOLDER]`` opens the window on a practice vault; without a screen it does the main job there and says
what it made. It stands here and not among the commands because it brings Qt in.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lvv_desk.process import guard, say_where
from lvv_desk.settings import load_settings
from lvv_desk.texts import use


def main() -> None:
    """``lvv-desk [VAULT]`` opens the window; ``lvv-desk COMMAND ...`` runs a command."""
    arguments = sys.argv[1:]
    guard()
    sys.excepthook = say_where
    use(load_settings().language)
    from lvv_desk.cli import COMMANDS, run  # noqa: PLC0415 - after the language is known

    if arguments and arguments[0] == "demo":
        from ui.demo import run_demo  # noqa: PLC0415 - Qt only when a window is wanted

        sys.exit(run_demo(Path(arguments[1]) if len(arguments) > 1 else Path("lvv-desk-oefening")))
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-") or len(arguments) > 1):
        sys.exit(run(arguments))
    from ui.app import run_window  # noqa: PLC0415 - Qt only when a window is wanted

    sys.exit(run_window(Path(arguments[0]) if arguments else None))


if __name__ == "__main__":
    main()
