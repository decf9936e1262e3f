"""Case: a worklist of 200 orders for a physician, who sees all but one field of it in clear.

Each row was kept sealed: its data key is unwrapped and its bytes are opened, two openings a row.
"""

from tests.bench.rows import worklist

CASE = worklist(200, role="physician", person="h.lenz", masked=1)
