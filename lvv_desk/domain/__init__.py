"""What the field is made of: frozen dataclasses and enums, standard library only."""
