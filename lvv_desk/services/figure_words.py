"""The words of a figure."""

from __future__ import annotations

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import SolutionClass
from lvv_desk.evaluation.figures import Figure
from lvv_desk.texts import name_of, say


def figure_label(registry: Registry, figure: Figure) -> str:
    """What a figure counts: the indicator, and the class or outcome of a part."""
    indicator = next(one for one in registry.indicators if one.id == figure.indicator)
    if figure.part is None:
        return say(indicator.label)
    if indicator.counts == "exit_class":
        part = name_of(SolutionClass(figure.part))
    else:
        part = f"{figure.part} {say(registry.outcomes[figure.part].label)}"
    return f"{say(indicator.label)}: {part}"
