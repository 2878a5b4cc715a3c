"""How definitions are applied: conditions, predicates, the assessment and its trace."""
