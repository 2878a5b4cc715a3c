"""The keys of the vault and the files they lie in. No cryptography of our own: see ``keys.py`` for whose it is."""
