"""Every finding there is: its code, which never changes, its severities, its table and what it means.

Severity error: a figure is missing or wrong. warning: look at it. note: for the record. A test holds this list against
the findings that the code makes, and docs/findings.md against this list.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One kind of finding. `table` is the table it stands in; "any" where every table can have it."""

    code: str
    severity: str
    table: str
    meaning: str


CATALOGUE = tuple(
    Entry(*fields)
    for fields in (
        # reading a table
        ("table-misspelt", "warning", "any", "A file or sheet is called almost like a table that is not there."),
        ("header-missing", "error", "any", "A required column is not there; the table cannot be read."),
        ("header-twice", "error", "any", "A column is there twice; the first is read."),
        ("header-unknown", "note", "any", "A column that the model does not know; it is ignored."),
        ("header-misspelt", "warning", "any", "A column of one's own is called almost like one that the table lacks."),
        ("header-blank", "warning", "any", "A column holds values under no header; it is not read."),
        ("required-blank", "error", "any", "A required cell is blank; the row is left out."),
        ("duplicate-key", "error", "any", "A row above has the same key; this row is not used."),
        ("key-look-alike", "warning", "any", "A name differs from one above in capital letters, or zeros before it, only."),
        (
            "name-respelt",
            "note",
            "any",
            "A name is read as the table spells it that it refers to: in other capital letters.",
        ),
        ("file-not-clean", "warning", "any", "The file holds bytes of two encodings, or bytes that no text has."),
        ("sheet-hidden", "note", "any", "The sheet is hidden; it is read like any other."),
        ("sheet-not-read", "note", "any", "A sheet has the table's name, and an Excel table of that name is read instead."),
        ("error-cell", "error", "any", "The cell holds an Excel error or the message of another formula."),
        ("formula-without-value", "error", "any", "The cell holds a formula, and the file has no value saved for it."),
        ("not-a-number", "error", "any", "The cell should hold a number and does not."),
        (
            "number-ambiguous",
            "error",
            "any",
            "Text such as 1,052 can be 1052 or 1.052; nothing in the file tells which.",
        ),
        ("number-as-text", "note", "any", "Numbers are stored as text; they are read as numbers."),
        ("pay-looks-grouped", "warning", "any", "Every number of a column of pay is written like 80.000; read as decimals."),
        ("currency-in-cell", "error or warning", "any", "The pay is typed with a currency that is not the row's own."),
        ("digits-lost", "warning", "any", "A number of more than 15 digits where a name belongs; Excel keeps 15."),
        ("not-a-date", "error", "any", "The cell should hold a date and does not."),
        (
            "date-ambiguous",
            "error",
            "any",
            "Text such as 03/04/2025 can be two dates; nothing tells which.",
        ),
        ("out-of-range", "error", "any", "The value cannot be; it is taken as unknown."),
        ("implausible-value", "warning", "any", "The value can be and is probably a slip; it is used as it stands."),
        ("not-a-choice", "error", "any", "The word is not one of those that the column admits."),
        ("rows-hidden", "note", "any", "Rows are hidden or filtered out; they are read like any other."),
        ("cells-merged", "warning", "any", "Cells are merged; only the first holds a value."),
        ("levels-missing", "error", "Levels", "There is no level to build bands from."),
        # Policy
        ("setting-unknown", "error", "Policy", "No setting has this name; the row has no effect."),
        ("setting-unfit", "error", "Policy", "The value does not fit the setting; the default stays."),
        ("setting-twice", "error", "Policy", "The setting is given in a row above."),
        ("setting-missing", "error", "Policy", "The midpoint method needs a setting that is not given."),
        # Market
        ("market-job-unmatched", "error", "Market", "The survey's job is not on the Matches table."),
        ("market-level-unknown", "error", "Market", "The survey row is for a level that the Levels table does not have."),
        ("location-unknown", "error", "Market", "The location has no geo factor."),
        ("rate-missing", "error", "Market", "The currency has no rate on or before the structure date."),
        ("percentile-out-of-reach", "error", "Market", "The target percentile is outside those that the survey gives."),
        ("market-unpriced", "error", "Market", "The survey row has no pay at the target percentile."),
        ("market-undated", "error", "Market", "The survey row has no effective date."),
        (
            "market-after-structure-date",
            "warning",
            "Market",
            "Dated after the structure date; it is not aged.",
        ),
        ("market-outdated", "warning", "Market", "Dated more than ten years before the structure date."),
        ("percentiles-out-of-order", "warning", "Market", "A higher percentile pays less than a lower one."),
        ("market-far-from-blend", "warning", "Market", "The row is far from the mean of its level's other rows."),
        ("location-without-rate", "error", "Locations", "The location's currency has no rate; it has no local bands."),
        ("rate-of-structure-currency", "warning", "FX", "A rate other than 1 for the structure currency; it is not used."),
        # Levels and bands
        ("level-without-market", "error or note", "Levels", "No usable survey row; an error where the midpoint needs one."),
        ("midpoint-unknown", "error", "Levels", "The level lacks what the midpoint method needs."),
        ("pay-line-impossible", "error", "Levels", "Fewer than 3 levels to fit the pay line through."),
        ("range-half-given", "error", "Levels", "Min is given without Max, or Max without Min."),
        ("range-swapped", "error", "Levels or Bands", "Min is above Max."),
        ("midpoint-outside", "error", "Levels", "A given Mid is outside its given range."),
        ("midpoint-off-middle", "warning", "Levels", "A given Mid is not the middle of its given range."),
        ("band-impossible", "error", "Levels", "Spread and rounding leave no band."),
        ("band-flat", "warning", "Levels", "Min equals Max."),
        ("rank-duplicate", "warning", "Levels", "Two levels of one track have the same rank."),
        ("spread-outside-limits", "warning", "Levels", "The band is narrower or wider than the limits in Policy."),
        ("midpoint-inverted", "warning", "Levels", "The midpoint is not above that of the next lower rung."),
        ("progression-small", "warning", "Levels", "The step from the next lower midpoint is below the limit."),
        ("progression-large", "warning", "Levels", "The step from the next lower midpoint is above the limit."),
        ("bands-apart", "warning", "Levels", "The band begins above the end of the next lower one."),
        ("bands-without-overlap", "note", "Levels", "The band begins where the next lower one ends."),
        ("grade-look-alike", "warning", "Levels", 'Grades that look the same and are not, as "07" and "7".'),
        # tracks against each other
        ("track-kind-unknown", "warning", "Tracks", "The kind of the track cannot be told."),
        ("track-without-levels", "note", "Tracks", "No level is on the track."),
        ("mirror-unknown", "warning", "Tracks", "The track that it mirrors is none."),
        ("equivalence-crossed", "warning", "Equivalence", "Two comparisons contradict the order of the rungs."),
        ("equivalence-without-weight", "warning", "Equivalence", "Every weight of a comparison is 0; it is not compared."),
        ("equivalence-level-unknown", "error", "Equivalence", "A level that the Levels table does not have."),
        ("equivalence-one-track", "error", "Equivalence", "Both levels are on one track."),
        ("equivalence-twice", "warning", "Equivalence", "The same two levels are compared the other way round too."),
        ("track-without-equivalence", "warning", "Equivalence", "No level of the track has an equivalent."),
        ("equivalence-merges-rungs", "warning", "Levels", "Two rungs of one track would pay the same at parity weight 1."),
        ("ceiling-gap", "warning", "Bands", "The top rungs of two tracks are further apart than the limit."),
        ("slope-difference", "warning", "Bands", "Two tracks grow at rates further apart than the limit."),
        ("equivalents-overlap-little", "warning", "Levels", "The bands of equivalent levels overlap less than the floor."),
        # Merit
        ("merit-hole", "warning", "Merit", "Between two zones of a rating is a compa-ratio that neither covers."),
        ("merit-overlap", "warning", "Merit", "Two zones of a rating share compa-ratios."),
        ("merit-backward", "warning", "Merit", "A zone ends at or before its start."),
        # Scenarios
        ("scenario-lever-unknown", "error", "Scenarios", "The lever is none that there is; the row has no effect."),
        ("scenario-year-unfit", "error", "Scenarios", "The year is before the structure year, or too far away."),
        ("scenario-scope-unfit", "error", "Scenarios", "The scope cannot be read, or does not apply to the lever."),
        ("scenario-value-unfit", "error", "Scenarios", "The value is not what the lever takes."),
        (
            "scenario-scope-unknown",
            "warning",
            "Scenarios",
            "The scope names a track, level, location or currency that is none.",
        ),
        ("scenario-base-lever", "error", "Scenarios", "The scenario called base has a lever; it has none by definition."),
        ("scenario-bonus-stops", "note", "Scenarios", "A bonus is paid for fewer years than the scenarios run."),
        # People
        ("person-level-unknown", "error", "People", "The person's level is not on the Levels table."),
        ("person-location-unknown", "error", "People", "The person's location is not on the Locations table."),
        ("person-currency-without-rate", "error", "People", "The currency of the pay has no rate."),
        ("people-not-active", "note", "People", "People on leave or leavers; they are not counted."),
        ("pay-looks-monthly", "warning", "People", "Twelve times the pay fits the band."),
        ("pay-looks-of-other-unit", "warning", "People", "The pay fits the band as an hour's pay, or as pay in thousands."),
        ("pay-far-outside-band", "warning", "People", "Pay is far below the minimum or above the maximum."),
        ("previous-track-unknown", "warning", "People", "The previous track is neither a track nor named as a kind."),
        ("manager-unknown", "warning", "People", "The manager is not among the active people."),
        ("reporting-cycle", "warning", "People", "The line of managers comes back to the person."),
        ("span-too-large", "warning", "People", "More direct reports than the limit."),
        ("dates-out-of-order", "warning", "People", "Dates in an order that cannot be."),
    )
)
