"""What identifies a person: columns that hold it, and the places in a free text where it stands.

Numbers, dates, e-mail and addresses are known by their form (`numbers`, `contacts`). A name is known by the list
data/reference/person-names.csv (`name_lists`), by an ending that only family names have, or by what stands around it
(«kontaktperson:»; `names`, `cues`), and in texts beside a column with the contact's name (`contact_cells`). A rare name
with none of these is not found: a person reads the free texts before anything of them is printed. `docs/accuracy.md`
says how much is found of what.
"""

from is248.data.personal.headings import heading_kind
from is248.data.personal.masker import KINDS, Masker, load_masker
