"""Band scenarios: what a set of levers costs, what it closes, over which years, within which budget."""
