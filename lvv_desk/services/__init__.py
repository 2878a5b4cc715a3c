"""Use cases: the only thing that the window and the commands may call to do something."""
