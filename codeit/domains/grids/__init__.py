"""The grids of ARC and the language `arc_dsl`."""
