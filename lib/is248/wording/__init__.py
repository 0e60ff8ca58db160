"""Norwegian (nb-NO) numbers and words for the prose. They know no data; every room may import them.

A number in a sentence is a `Quantity`. A word that asserts something goes through a function or an object that looks
at the numbers first: `numbers` prints them, `lexicon` has the words of size, `development` those of change.
"""

from is248.wording.dates import norwegian_date
from is248.wording.development import (
    SINCE,
    AllYears,
    Change,
    Series,
    Turn,
    Year,
    Years,
    change,
    changed_in,
    development,
    moved,
    year_from,
)
from is248.wording.lexicon import (
    AREA,
    COUNTY,
    DISTRICT,
    FEW_ANSWERS,
    GROUP,
    MOST_NAMED,
    MUNICIPALITY,
    UNIT,
    Noun,
    UntrueStatement,
    compare,
    fraction,
    holds,
    lexicon,
    majority,
    quantifier,
    share_of,
    units,
)
from is248.wording.numbers import (
    ABSENT,
    NBSP,
    AbsentError,
    Printed,
    Quantity,
    absent_bundle,
    capital,
    computed,
    count,
    fact,
    join,
    listed,
    number,
    percent,
    plainly,
    round_half_up,
    small,
    thin,
)
from is248.wording.origins import Origin, note
