"""A version of the tables that no program has yet: for the torture of a migration."""
