"""The checks of inputs and structure, told a second time like `oracle`: sets of (check, table, key)."""

from __future__ import annotations

from sample.oracle import Company, key_of

APART, FAR, SPAN = 0.25, 0.5, 50
SPREADS, STEPS, CEILING, OVERLAP = (0.20, 1.20), (0.03, 0.30), 0.10, 0.70
Found = set[tuple[str, str, str]]


def market(company: Company) -> Found:
    """Survey rows: percentiles that do not rise, rows far from their level's other rows, rows dated too late."""
    found = set()
    rows = company.given["Market"]
    for number, row in enumerate(rows, 2):
        known = [row[name] for name in ("P10", "P25", "P50", "P75", "P90")]
        if known != sorted(known):
            found.add(("percentiles-out-of-order", "Market", str(number)))
        if row["Effective date"] > company.date:
            found.add(("market-after-structure-date", "Market", str(number)))
        others = [other for other in rows if key_of(other) == key_of(row) and other is not row]
        if others:
            mean = sum(o["Weight"] * company.national(o) for o in others) / sum(o["Weight"] for o in others)
            if abs(company.national(row) / mean - 1) > APART:
                found.add(("market-far-from-blend", "Market", str(number)))
    return found


def structure(company: Company) -> Found:
    """Levels: spreads, steps, ceilings and overlaps beyond the limits of policy."""
    found = set()
    for key, (low, mid, high) in company.band.items():
        name = "/".join(key)
        if not SPREADS[0] <= high / low - 1 <= SPREADS[1]:
            found.add(("spread-outside-limits", "Levels", name))
        upper = company.above(key)
        if upper is None:
            continue
        step = company.band[key_of(upper)][1] / mid - 1
        assert step > 0
        above = "/".join(key_of(upper))
        if step < STEPS[0]:
            found.add(("progression-small", "Levels", above))
        if step > STEPS[1]:
            found.add(("progression-large", "Levels", above))
        if company.band[key_of(upper)][0] >= high:
            found.add(("bands-apart", "Levels", above))
    for one, other in {(row["From track"], row["To track"]) for row in company.given["Equivalence"]}:
        tops = [company.band[key_of(company.ladder[track][-1])][1] for track in (one, other)]
        if abs(tops[0] / tops[1] - 1) > CEILING:
            found.add(("ceiling-gap", "Bands", one))
    return found | overlaps(company)


def overlaps(company: Company) -> Found:
    """Equivalent bands that share too little of the one with the higher midpoint; one-to-one pairs only."""
    found = set()
    sources = [(row["From track"], row["From level"]) for row in company.given["Equivalence"]]
    for source, row in zip(sources, company.given["Equivalence"], strict=True):
        if sources.count(source) > 1:
            continue
        a, b = company.band[source], company.band[row["To track"], row["To level"]]
        higher = a if a[1] > b[1] else b
        if (min(a[2], b[2]) - max(a[0], b[0])) / (higher[2] - higher[0]) < OVERLAP:
            found.add(("equivalents-overlap-little", "Levels", "/".join(source)))
    return found


def people(company: Company) -> Found:
    """People: pay, reporting lines and dates that cannot be right; one entry for those who are not active."""
    found = set()
    for person in company.people:
        name, pay = person["Employee"], person["Base pay"]
        low, _, high = company.local(person)
        fits = low * (1 - FAR) <= 12 * pay <= high * (1 + FAR)
        if pay < low * (1 - FAR) and fits:
            found.add(("pay-looks-monthly", "People", name))
        elif pay < low * (1 - FAR) or pay > high * (1 + FAR):
            found.add(("pay-far-outside-band", "People", name))
        if person["Manager"] and person["Manager"] not in company.person:
            found.add(("manager-unknown", "People", name))
        if on_cycle(company, name):
            found.add(("reporting-cycle", "People", name))
        if len(company.reports.get(name, [])) > SPAN:
            found.add(("span-too-large", "People", name))
        if person["Level since"] < person["Hire date"] or max(person["Level since"], person["Hire date"]) > company.date:
            found.add(("dates-out-of-order", "People", name))
    if len(company.people) < len(company.given["People"]):
        found.add(("people-not-active", "People", ""))
    return found


def on_cycle(company: Company, name: str) -> bool:
    """Whether the line of a person's managers comes back to the person."""
    seen: set[str] = set()
    now = company.person[name]["Manager"]
    while now in company.person and now not in seen:
        if now == name:
            return True
        seen.add(now)
        now = company.person[now]["Manager"]
    return False
