"""What a definition is: the schema of the files below ``resources/definitions``, and how they are read."""
