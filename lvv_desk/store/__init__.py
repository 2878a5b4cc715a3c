"""What is in the vault: the only importer of SQLAlchemy and sqlcipher3."""
